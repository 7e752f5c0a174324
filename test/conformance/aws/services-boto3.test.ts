import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { CloudWatchLogsClient, ListTagsForResourceCommand } from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { AwsHome } from "./aws-home.ts";
import { refusal } from "./refusal.ts";

const SCRIPT = join(import.meta.dirname, "services_boto3.py");

/** What a client is signed for, by its name in boto3; every protocol that there is at least twice, as far as there are two. */
const SIGNED: Readonly<Record<string, string>> = {
  // Query
  sns: "sns",
  autoscaling: "autoscaling",
  cloudformation: "cloudformation",
  // EC2's own
  ec2: "ec2",
  // REST XML
  cloudfront: "cloudfront",
  route53: "route53",
  // JSON 1.0
  dynamodb: "dynamodb",
  sqs: "sqs",
  stepfunctions: "states",
  // JSON 1.1
  ecr: "ecr",
  kms: "kms",
  secretsmanager: "secretsmanager",
  events: "events",
  athena: "athena",
  glue: "glue",
  codecommit: "codecommit",
  servicecatalog: "servicecatalog",
  "cognito-idp:ListUserPools": "cognito-idp",
  // REST JSON
  lambda: "lambda",
  batch: "batch",
  eks: "eks",
  "sagemaker-geospatial": "sagemaker-geospatial",
  "bedrock-runtime": "bedrock",
};

/** Operations of SageMaker's own APIs, which share their signing name. */
const OPERATIONS: Readonly<Record<string, string>> = {
  "sagemaker-featurestore-runtime:PutRecord": "PutRecord of SageMaker Feature Store",
  "sagemaker-featurestore-runtime:GetRecord": "GetRecord of SageMaker Feature Store",
  "sagemaker-a2i-runtime:StartHumanLoop": "StartHumanLoop of Amazon Augmented AI",
  "sagemaker-edge:SendHeartbeat": "SendHeartbeat of SageMaker Edge",
  "sagemaker:CreateHyperParameterTuningJob": '"SageMaker.CreateHyperParameterTuningJob"',
  "sagemaker:ListDomains": '"SageMaker.ListDomains"',
};

/** Operations that clients never sign, for they are asked before there is a key. */
const NEVER_SIGNED = {
  "sso-oidc:CreateToken": /^CreateToken of IAM Identity Center is not served here\.$/,
  "sso:GetRoleCredentials": /^GetRoleCredentials of IAM Identity Center is not served here\.$/,
  "cognito-idp:InitiateAuth": /^"AWSCognitoIdentityProviderService.InitiateAuth" is not served here\.$/,
} as const;

/** JSON and CBOR have the first word, Query and what came of it the second. */
const UNKNOWN_KEY = /^(UnrecognizedClientException|InvalidClientTokenId)$/;

let home: AwsHome;
beforeAll(async () => {
  home = await AwsHome.up();
});
afterAll(() => home.down());

type Answers = Readonly<Record<string, readonly string[]>>;

const ask = async (
  accessKey: string,
  services: readonly string[],
  signature: "v4" | "v2" | "none" = "v4",
): Promise<Answers> => {
  const { python } = await pythonEnv();
  const args = [SCRIPT, home.url, accessKey, `secret of ${accessKey}`, signature, ...services];
  const { stdout } = await promisify(execFile)(python, args);
  return JSON.parse(stdout) as Answers;
};

const told = (services: readonly string[], message: (service: string) => unknown) =>
  Object.fromEntries(
    services.map((service) => [service, ["UnknownOperationException", message(service), "SLIP-AWS-001"]]),
  );

test("boto3 reads in every service's own protocol that the service is not served, and which are", async () => {
  const services = Object.keys(SIGNED);
  expect(await ask("OWNER", services)).toEqual(
    told(services, (service) =>
      expect.stringMatching(
        new RegExp(
          `^The service "${SIGNED[service]}" is not served here, only sagemaker[\\w, -]* are(; .*)?\\.$`,
        ),
      ),
    ),
  );
});

test("boto3 reads of each of SageMaker's own operations that it is not served, by its name", async () => {
  const services = Object.keys(OPERATIONS);
  expect(await ask("OWNER", services)).toEqual(
    told(services, (service) =>
      expect.stringContaining(`${OPERATIONS[service]} is not served here; served are CreateTrainingJob, `),
    ),
  );
});

test("an operation that is never signed is told the same, and nothing of what is served", async () => {
  const services = Object.keys(NEVER_SIGNED) as (keyof typeof NEVER_SIGNED)[];
  expect(await ask("OWNER", services)).toEqual(
    told(services, (service) => expect.stringMatching(NEVER_SIGNED[service as keyof typeof NEVER_SIGNED])),
  );
});

test.each(["v2", "none"] as const)(
  "what is of the protocol Query and signed by %s is told how to sign, and that what needs no signature is not served",
  async (signature) => {
    const services = ["sns", "iam", "sts:GetCallerIdentity", "sts:AssumeRoleWithWebIdentity"];
    const words = expect.stringMatching(
      /^The request has no AWS signature of version 4\. .*AssumeRoleWithWebIdentity\) are not served here/,
    );
    expect(await ask("OWNER", services, signature)).toEqual(
      Object.fromEntries(
        services.map((each) => [each, ["MissingAuthenticationToken", words, "SLIP-AUTH-001"]]),
      ),
    );
  },
);

test("who is not known learns nothing of what is served", async () => {
  const services = Object.keys(SIGNED);
  const answers = await ask("STRANGER", services);
  expect(Object.values(answers).map(([code, , slipway]) => [code, slipway])).toEqual(
    services.map(() => [expect.stringMatching(UNKNOWN_KEY), "SLIP-AUTH-003"]),
  );
});

test("the JavaScript SDK reads it as well", async () => {
  const credentials = { accessKeyId: "OWNER", secretAccessKey: "secret of OWNER" };
  const logs = new CloudWatchLogsClient({
    endpoint: home.url,
    region: "us-west-2",
    credentials,
    maxAttempts: 1,
  });
  const asked = new ListTagsForResourceCommand({ resourceArn: "arn:aws:logs:us-west-2:123456789012:x" });
  expect(await refusal(logs.send(asked))).toMatchObject({
    name: "UnknownOperationException",
    message: expect.stringMatching(
      /^"Logs_20140328\.ListTagsForResource" is not served here; served are DescribeLogGroups, [\w, ]+\.$/,
    ),
    code: "SLIP-AWS-001",
  });
  logs.destroy();
});
