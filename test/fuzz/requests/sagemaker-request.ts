import { awsNames } from "@slipway/model/aws/aws-names.ts";
import { KINDS } from "@slipway/model/kinds/all.ts";
import { type AwsKindFacts, hasAws } from "@slipway/model/kinds/facts.ts";
import { controlOperations } from "../../../packages/platform/src/api/aws/services/control-operations.ts";
import type { Random } from "../../soak/random.ts";
import type { FuzzRequest } from "../support/fuzz-request.ts";
import { type Json, mutateBytes, mutateJson, mutateText, pick } from "../support/mutate.ts";
import { signed } from "../support/sign.ts";
import type { FuzzTarget } from "../support/target.ts";

const ARN = "arn:aws:sagemaker:us-east-1:123456789012";
const ROLE = "arn:aws:iam::123456789012:role/fuzz";
const IMAGE = "none.example.com/none:1";
const LISTS = {
  MaxResults: 5,
  NameContains: "fuzz",
  SortBy: "CreationTime",
  SortOrder: "Ascending",
  CreationTimeAfter: 1_700_000_000,
  StatusEquals: "Failed",
};

type Input = (name: string) => Json;

/** Whole inputs of the operations that take more than a name. */
const WHOLE: Readonly<Record<string, Input>> = {
  CreateTrainingJob: (TrainingJobName) => ({
    TrainingJobName,
    RoleArn: ROLE,
    AlgorithmSpecification: {
      TrainingImage: IMAGE,
      TrainingInputMode: "File",
      MetricDefinitions: [{ Name: "a", Regex: "a=([0-9]+)" }],
    },
    HyperParameters: { eta: "0.2" },
    InputDataConfig: [
      {
        ChannelName: "train",
        DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://fuzz/in" } },
      },
    ],
    OutputDataConfig: { S3OutputPath: "s3://fuzz/out" },
    ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m4.xlarge", VolumeSizeInGB: 5 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    Tags: [{ Key: "a", Value: "b" }],
  }),
  CreateProcessingJob: (ProcessingJobName) => ({
    ProcessingJobName,
    RoleArn: ROLE,
    AppSpecification: {
      ImageUri: IMAGE,
      ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/a.py"],
    },
    Environment: { A: "b" },
    ProcessingInputs: [
      {
        InputName: "code",
        S3Input: {
          S3Uri: "s3://fuzz/in",
          LocalPath: "/opt/ml/processing/input/code",
          S3DataType: "S3Prefix",
          S3InputMode: "File",
        },
      },
    ],
    ProcessingOutputConfig: {
      Outputs: [
        {
          OutputName: "out",
          S3Output: { S3Uri: "s3://fuzz/out", LocalPath: "/opt/ml/processing/out", S3UploadMode: "EndOfJob" },
        },
      ],
    },
    ProcessingResources: {
      ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 1 },
    },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
  }),
  CreateTransformJob: (TransformJobName) => ({
    TransformJobName,
    ModelName: "fuzz-model",
    MaxConcurrentTransforms: 2,
    MaxPayloadInMB: 6,
    BatchStrategy: "MultiRecord",
    ModelClientConfig: { InvocationsTimeoutInSeconds: 60, InvocationsMaxRetries: 1 },
    Environment: { A: "b" },
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://fuzz/in" } },
      ContentType: "text/csv",
      SplitType: "Line",
      CompressionType: "None",
    },
    TransformOutput: { S3OutputPath: "s3://fuzz/out", Accept: "text/csv", AssembleWith: "Line" },
    TransformResources: { InstanceCount: 1, InstanceType: "ml.m5.large" },
    DataProcessing: { InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$" },
  }),
  CreateModel: (ModelName) => ({
    ModelName,
    ExecutionRoleArn: ROLE,
    PrimaryContainer: { Image: IMAGE, ModelDataUrl: "s3://fuzz/m.tar.gz", Environment: { A: "b" } },
  }),
  CreateEndpointConfig: (name) => ({
    EndpointConfigName: name,
    ProductionVariants: [
      { VariantName: "a", ModelName: name, InstanceType: "ml.c5.large", InitialInstanceCount: 1 },
    ],
  }),
  CreateEndpoint: (name) => ({ EndpointName: name, EndpointConfigName: name }),
  UpdateEndpoint: (name) => ({
    EndpointName: name,
    EndpointConfigName: name,
    RetainAllVariantProperties: true,
    ExcludeRetainedVariantProperties: [{ VariantPropertyType: "DesiredWeight" }],
  }),
  UpdateEndpointWeightsAndCapacities: (name) => ({
    EndpointName: name,
    DesiredWeightsAndCapacities: [{ VariantName: "a", DesiredWeight: 2, DesiredInstanceCount: 2 }],
  }),
  UpdateTrainingJob: (TrainingJobName) => ({
    TrainingJobName,
    ProfilerConfig: { S3OutputPath: "s3://fuzz/p", ProfilingIntervalInMilliseconds: 500 },
    ResourceConfig: { KeepAlivePeriodInSeconds: 60 },
  }),
  AddTags: (name) => ({ ResourceArn: `${ARN}:model/${name}`, Tags: [{ Key: "a", Value: "b" }] }),
  ListTags: (name) => ({ ResourceArn: `${ARN}:training-job/${name}`, MaxResults: 50 }),
  DeleteTags: (name) => ({ ResourceArn: `${ARN}:endpoint/${name}`, TagKeys: ["a"] }),
  Search: () => ({
    Resource: "TrainingJob",
    SearchExpression: {
      Filters: [
        { Name: "TrainingJobName", Operator: "Contains", Value: "fuzz" },
        { Name: "HyperParameters.eta", Operator: "GreaterThan", Value: "0.1" },
      ],
      NestedFilters: [
        {
          NestedPropertyName: "InputDataConfig",
          Filters: [{ Name: "InputDataConfig.ChannelName", Operator: "In", Value: "train,b" }],
        },
      ],
      SubExpressions: [{ Filters: [{ Name: "Tags.a", Operator: "Exists" }], Operator: "Or" }],
      Operator: "And",
    },
    SortBy: "CreationTime",
    SortOrder: "Ascending",
    MaxResults: 5,
  }),
  GetSearchSuggestions: () => ({
    Resource: "Model",
    SuggestionQuery: { PropertyNameQuery: { PropertyNameHint: "Name" } },
  }),
};

/** One whole call of each operation that is served, and one that is not. */
const CALLS: readonly (readonly [operation: string, input: Input])[] = [
  ...KINDS.filter(hasAws).flatMap(callsOf),
  ["CreateWorkforce", (WorkforceName) => ({ WorkforceName })],
];

/** Throws for a kind that has no whole input here: it would not be fuzzed. */
function callsOf(facts: AwsKindFacts): readonly (readonly [string, Input])[] {
  const { create, list, nameMember } = awsNames(facts.aws);
  if (WHOLE[create] === undefined) throw new Error(`no whole input of ${create} to fuzz with`);
  return controlOperations([facts]).flatMap(({ operations }) =>
    Object.keys(operations).map((name): readonly [string, Input] => {
      if (name === list) return [name, () => LISTS];
      return [name, WHOLE[name] ?? ((of) => ({ [nameMember]: of }))];
    }),
  );
}

const NAMES = 20;

/** A signed call of SageMaker's control API, changed here and there, now and then after it was signed. */
export async function sagemakerRequest(random: Random, target: FuzzTarget): Promise<FuzzRequest> {
  const [operation, input] = pick(random, CALLS);
  const name = `fuzz-${random.between(0, NAMES - 1)}`;
  const given = random.chance(0.6) ? mutateJson(random, input(name)) : input(name);
  const bytes = Buffer.from(JSON.stringify(given));
  const body = random.chance(0.05) ? mutateBytes(random, bytes) : bytes;
  const headers = {
    "content-type": random.chance(0.95) ? "application/x-amz-json-1.1" : "text/plain",
    "x-amz-target": random.chance(0.95)
      ? `SageMaker.${operation}`
      : printable(mutateText(random, `SageMaker.${operation}`)),
  };
  const method = random.chance(0.97) ? "POST" : pick(random, ["GET", "PUT", "DELETE"]);
  const request = {
    service: "sagemaker" as const,
    method,
    path: "/",
    query: [],
    headers,
    body: method === "GET" ? Buffer.alloc(0) : body,
  };
  const { path, headers: all } = await signed(target, request);
  if (random.chance(0.05)) spoil(random, all);
  return { door: "sagemaker", method, path, headers: all, body: request.body };
}

/** Changes one header after the signature was made. */
export function spoil(random: Random, headers: Record<string, string>): void {
  const name = pick(
    random,
    Object.keys(headers).filter((each) => each !== "host"),
  );
  headers[name] = printable(mutateText(random, headers[name] ?? ""));
}

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, "").slice(0, 4_000);
