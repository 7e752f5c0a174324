import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { AwsHome } from "./aws-home.ts";

const SCRIPT = join(import.meta.dirname, "services_boto3.py");
const SERVICES = ["sts", "iam", "monitoring", "logs", "application-autoscaling", "lambda"];

let home: AwsHome;
beforeAll(async () => {
  home = await AwsHome.up();
});
afterAll(() => home.down());

const ask = async (accessKey: string): Promise<unknown> => {
  const { python } = await pythonEnv();
  const { stdout } = await promisify(execFile)(python, [
    SCRIPT,
    home.url,
    accessKey,
    `secret of ${accessKey}`,
  ]);
  return JSON.parse(stdout);
};

test("boto3 reads in every service's own protocol that the service is not served, and which are", async () => {
  expect(await ask("OWNER")).toEqual(
    Object.fromEntries(
      SERVICES.map((service) => [
        service,
        [
          "UnknownOperationException",
          `The service "${service}" is not served here. Served are sagemaker.`,
          "SLIP-AWS-001",
        ],
      ]),
    ),
  );
});

test("who is not known learns nothing of what is served", async () => {
  const answers = (await ask("STRANGER")) as Readonly<Record<string, readonly string[]>>;
  expect(Object.values(answers).map(([code, , slipway]) => [code, slipway])).toEqual(
    SERVICES.map(() => ["UnrecognizedClientException", "SLIP-AUTH-003"]),
  );
});
