import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { AwsHome, NAMESPACE } from "./aws-home.ts";
import { endpointConfig, model, trainingJob } from "./requests.ts";

const SCRIPT = join(import.meta.dirname, "calls_boto3.py");

let home: AwsHome;
beforeAll(async () => {
  home = await AwsHome.up();
});
afterAll(() => home.down());

type Call = readonly [operation: string, input: object];
type Answer = readonly [code: string, message: string, slipway: string] | readonly ["taken"];

/** What boto3 is answered to each call, in order. */
async function call(calls: readonly Call[]): Promise<readonly Answer[]> {
  const { python } = await pythonEnv();
  const args = [SCRIPT, home.url, "OWNER", "secret of OWNER", JSON.stringify(calls)];
  const { stdout } = await promisify(execFile)(python, args);
  return JSON.parse(stdout) as readonly Answer[];
}

const job = (change: object): Call => ["create_training_job", { ...trainingJob("refused"), ...change }];
const resources = (change: object): Call =>
  job({ ResourceConfig: { ...trainingJob("refused").ResourceConfig, ...change } });
const stopping = (change: object): Call => job({ StoppingCondition: { MaxRuntimeInSeconds: 60, ...change } });
const aModel = (change: object): Call => ["create_model", { ...model("refused"), ...change }];
const config = (change: object): Call => [
  "create_endpoint_config",
  { ...endpointConfig("refused", "there"), ...change },
];
const variant = (change: object): Call =>
  config({
    ProductionVariants: [{ ...endpointConfig("refused", "there").ProductionVariants[0], ...change }],
  });

const CAPTURE = {
  DataCaptureConfig: {
    InitialSamplingPercentage: 100,
    DestinationS3Uri: "s3://bucket/capture",
    CaptureOptions: [{ CaptureMode: "Input" }],
  },
};
const CHANNEL = {
  ChannelName: "train",
  DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://bucket/train" } },
};

/** What each is refused for: in SageMaker's words where they are known, else naming the field. */
const REFUSED: readonly (readonly [what: string, call: Call, code: string, says: RegExp])[] = [
  [
    "a bad name of a job",
    job({ TrainingJobName: "Bad_Name" }),
    "SLIP-RUN-004",
    /^1 validation error detected: Value 'Bad_Name' at 'trainingJobName'/,
  ],
  ["a bad name of a model", aModel({ ModelName: "-m" }), "SLIP-RUN-004", /Value '-m' at 'modelName'/],
  [
    "a bad name of a configuration",
    config({ EndpointConfigName: "c!" }),
    "SLIP-RUN-004",
    /Value 'c!' at 'endpointConfigName'/,
  ],
  [
    "spot machines without a time to wait",
    job({ EnableManagedSpotTraining: true }),
    "SLIP-RUN-004",
    /^Invalid MaxWaitTimeInSeconds\. It must be present and be greater than or equal to MaxRuntimeInSeconds$/,
  ],
  [
    "a time to wait without spot machines",
    stopping({ MaxWaitTimeInSeconds: 60 }),
    "SLIP-RUN-004",
    /^Invalid MaxWaitTimeInSeconds\. It is only supported when EnableManagedSpotTraining is set to true$/,
  ],
  [
    "machines of a type that nobody has, and a bad name beside it",
    job({
      TrainingJobName: "Bad_Name",
      ResourceConfig: { ...trainingJob("refused").ResourceConfig, InstanceType: "ml.m5.huge" },
    }),
    "SLIP-RUN-004",
    /^2 validation errors detected: Value 'Bad_Name' at 'trainingJobName' .*; Value 'ml\.m5\.huge' at 'resourceConfig\.instanceType' failed to satisfy constraint: Member must satisfy enum value set: \[ml\.m4\.xlarge, /,
  ],
  [
    "machines of a type that nobody has, to serve",
    variant({ InstanceType: "InvalidInstanceType" }),
    "SLIP-RUN-004",
    /^1 validation error detected: Value 'InvalidInstanceType' at 'productionVariants\.1\.member\.instanceType' failed/,
  ],
  [
    "a metric whose expression is none",
    job({
      AlgorithmSpecification: {
        ...trainingJob("refused").AlgorithmSpecification,
        MetricDefinitions: [{ Name: "loss", Regex: "loss=([0-9" }],
      },
    }),
    "SLIP-RUN-001",
    /^metricDefinitions: loss /,
  ],
  [
    "a serverless variant of a size that there is not",
    variant({
      InstanceType: undefined,
      InitialInstanceCount: undefined,
      ServerlessConfig: { MemorySizeInMB: 1111, MaxConcurrency: 5 },
    }),
    "SLIP-RUN-004",
    /^1 validation error detected: Value '1111' at 'MemorySizeInMB' failed to satisfy constraint: Member must satisfy enum value set: \[1024, 2048, 3072, 4096, 5120, 6144\]$/,
  ],
  [
    "checkpoints of a folder that is not the job's",
    job({ CheckpointConfig: { S3Uri: "s3://bucket/c", LocalPath: "/tmp/c" } }),
    "SLIP-RUN-002",
    /^checkpointConfig\.localPath \/tmp\/c is not served: give a folder below \/opt\/ml/,
  ],
  [
    "a channel twice",
    job({ InputDataConfig: [CHANNEL, CHANNEL] }),
    "SLIP-RUN-004",
    /inputDataConfig\[1\]\.channelName: Duplicate value: "train"/,
  ],
  [
    "an algorithm by its name",
    job({ AlgorithmSpecification: { AlgorithmName: "mine", TrainingInputMode: "File" } }),
    "SLIP-RUN-002",
    /algorithms by name or ARN are not served; give an image/,
  ],
  [
    "a model without a container",
    aModel({ PrimaryContainer: undefined }),
    "SLIP-RUN-004",
    /primaryContainer/,
  ],
  [
    "a multi-model container of one archive",
    aModel({ PrimaryContainer: { ...model("m").PrimaryContainer, Mode: "MultiModel" } }),
    "SLIP-RUN-002",
    /^mode MultiModel needs a modelDataURL that is a prefix/,
  ],
  [
    "a container of many models in an inference pipeline",
    aModel({
      PrimaryContainer: undefined,
      Containers: [{ ...model("a").PrimaryContainer, Mode: "MultiModel" }, model("b").PrimaryContainer],
    }),
    "SLIP-RUN-002",
    /^mode MultiModel is served of a container that is alone/,
  ],
  [
    "a serverless variant",
    variant({
      InstanceType: undefined,
      InitialInstanceCount: undefined,
      ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
    }),
    "SLIP-RUN-002",
    /^productionVariants\[0\]\.serverlessConfig is not served yet/,
  ],
  [
    "topics that are told of asynchronous answers",
    config({
      AsyncInferenceConfig: {
        OutputConfig: {
          S3OutputPath: "s3://bucket/o",
          NotificationConfig: { ErrorTopic: "arn:aws:sns:us-west-2:123456789012:failed" },
        },
      },
    }),
    "SLIP-RUN-002",
    /^asyncInferenceConfig\.outputConfig\.notificationConfig is not served/,
  ],
  [
    "data capture to what is no bucket",
    config({
      DataCaptureConfig: { ...CAPTURE.DataCaptureConfig, DestinationS3Uri: "https://bucket/capture" },
    }),
    "SLIP-RUN-002",
    /^dataCaptureConfig.destinationS3URI must be s3:/,
  ],
  ["weights of nothing", variant({ InitialVariantWeight: 0 }), "SLIP-RUN-002", /every weight is 0/],
  [
    "a model that is not there",
    variant({ ModelName: "nowhere" }),
    "SLIP-API-001",
    /^Could not find model "arn:aws:sagemaker:us-west-2:123456789012:model\/nowhere"/,
  ],
  [
    "an endpoint of a configuration that is not there",
    ["create_endpoint", { EndpointName: "refused", EndpointConfigName: "nowhere" }],
    "SLIP-API-001",
    /^Could not find endpoint configuration "arn:aws:sagemaker:us-west-2:123456789012:endpoint-config\/nowhere"/,
  ],
];

test("boto3 is refused at the call what the object would be refused for, and nothing is stored", async () => {
  const there: Call = ["create_model", model("there")];
  // A node pool of the home names it.
  const pooled = resources({ InstanceType: "pooled" });
  const [taken, ofPool, ...answers] = await call([there, pooled, ...REFUSED.map(([, asked]) => asked)]);
  expect(taken).toEqual(["taken"]);
  expect(ofPool).toEqual(["taken"]);
  const told = REFUSED.map(([what], index) => [what, ...(answers[index] ?? [])]);
  expect(told).toEqual(
    REFUSED.map(([what, , code, says]) => [what, "ValidationException", expect.stringMatching(says), code]),
  );
  expect(await home.count()).toBe(2);
});

test("an endpoint is not made of a configuration that is refused, nor changed to it", async () => {
  const key = `${NAMESPACE}/later-refused` as const;
  const made: readonly Call[] = [
    ["create_model", model("m")],
    ["create_endpoint_config", endpointConfig("good", "m")],
    ["create_endpoint_config", endpointConfig("later-refused", "m")],
    ["create_endpoint", { EndpointName: "e", EndpointConfigName: "good" }],
  ];
  expect(await call(made)).toEqual(made.map(() => ["taken"]));
  await home.setEndpointStatus("e", { endpointStatus: "InService", slipway: { endpointConfigName: "good" } });
  const found = await home.store.get(endpointConfigKind, key);
  const conditions = [{ type: "ACK.Terminal", status: "True", message: "SLIP-RUN-003: the name is taken" }];
  await home.store.replace(endpointConfigKind, { ...found, status: { conditions } } as never, "status");
  const refused = [
    "ValidationException",
    "EndpointConfig later-refused is refused as it stands: SLIP-RUN-003: the name is taken",
    "SLIP-RUN-022",
  ];
  const rolling = {
    RollingUpdatePolicy: {
      MaximumBatchSize: { Type: "CAPACITY_PERCENT", Value: 80 },
      WaitIntervalInSeconds: 60,
    },
  };
  expect(
    await call([
      ["create_endpoint", { EndpointName: "e2", EndpointConfigName: "later-refused" }],
      ["update_endpoint", { EndpointName: "e", EndpointConfigName: "later-refused" }],
      ["update_endpoint", { EndpointName: "e", EndpointConfigName: "good", DeploymentConfig: rolling }],
      ["update_endpoint", { EndpointName: "e", EndpointConfigName: "nowhere" }],
    ]),
  ).toEqual([
    refused,
    refused,
    [
      "ValidationException",
      expect.stringMatching(/maximumBatchSize.*80: must be between 5 and 50 percent/),
      "SLIP-RUN-004",
    ],
    ["ValidationException", expect.stringMatching(/^Could not find endpoint configuration/), "SLIP-API-001"],
  ]);
});
