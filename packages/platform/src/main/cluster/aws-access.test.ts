import { expect, it } from "vitest";
import { awsAccess } from "./aws-access.ts";

it("takes an identity that the pod was given for leave to use AWS, and nothing else", () => {
  expect(awsAccess({ AWS_WEB_IDENTITY_TOKEN_FILE: "/var/run/secrets/token" })).toEqual({});
  expect(awsAccess({ AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials" })).toEqual(
    {},
  );
  expect(awsAccess({ AWS_REGION: "us-west-2" }).refused).toContain("no identity in AWS");
});
