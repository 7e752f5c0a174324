import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { AwsHome } from "./aws-home.ts";

const SCRIPT = join(import.meta.dirname, "control_boto3.py");
const ARN = "arn:aws:sagemaker:us-west-2:123456789012";

let home: AwsHome;
beforeAll(async () => {
  home = await AwsHome.up();
});
afterAll(() => home.down());

test("boto3 finds exception classes, words, pages and states as at AWS", async () => {
  const { python } = await pythonEnv();
  const { stdout } = await promisify(execFile)(python, [SCRIPT, home.url, "OWNER", "secret of OWNER"]);
  expect(JSON.parse(stdout)).toEqual({
    arn: `${ARN}:training-job/boto-job`,
    status: ["InProgress", "Starting"],
    age: 0,
    duplicate: [
      "ResourceInUse",
      "ResourceInUse",
      `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${ARN}:training-job/boto-job)`,
      "SLIP-API-002",
    ],
    absent: ["ClientError", "ValidationException", "Requested resource not found.", "SLIP-API-001"],
    mistyped: [
      "ClientError",
      "SerializationException",
      "NUMBER_VALUE can not be converted to a String (at 'primaryContainer.image')",
      "SLIP-API-004",
    ],
    invalid: [
      "ClientError",
      "ValidationException",
      "1 validation error detected: Value 'under_score' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
      "SLIP-RUN-004",
    ],
    unserved: ["ClientError", "UnknownOperationException"],
    pages: [
      ["page-0", "page-1", "page-10", "page-2", "page-3", "page-4", "page-5", "page-6", "page-7", "page-8"],
      ["page-9"],
    ],
    dangling: [
      "ClientError",
      "ValidationException",
      `Could not find endpoint configuration "${ARN}:endpoint-config/none".`,
      "SLIP-API-001",
    ],
    endpoint: "Creating",
    invoke: [
      "ValidationError",
      "ValidationError",
      "Endpoint Endpoint of account 123456789012 not found.",
      "SLIP-AWS-006",
    ],
    waiter:
      "Waiter EndpointInService failed: Waiter encountered a terminal failure state: Matched expected service error code: ValidationException",
    left: [[], [], []],
  });
});
