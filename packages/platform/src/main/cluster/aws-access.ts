import type { AwsAccess } from "#runtimes/sagemaker/aws-access.ts";

/** What gives a pod an identity in AWS of its own; the machine's role below it is nobody's word. */
const GIVEN_BY = [
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_ACCESS_KEY_ID",
] as const;

/** A cluster's home speaks to AWS once whoever installed it has given the operator's pod an identity there. */
export function awsAccess(env: Readonly<Record<string, string | undefined>>): AwsAccess {
  if (GIVEN_BY.some((name) => (env[name] ?? "") !== "")) return {};
  return {
    refused: "the operator of this home has no identity in AWS of its own, so nothing is done there",
  };
}
