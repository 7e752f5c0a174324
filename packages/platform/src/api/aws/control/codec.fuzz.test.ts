import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { AwsError } from "../aws-error.ts";
import { jsonWire } from "../wires/json-wire.ts";
import { received } from "../wires/testing/received.ts";
import { decode } from "./codec.ts";

const wire = jsonWire(SAGEMAKER, { targetPrefix: "SageMaker" });

const JOB = {
  TrainingJobName: "job",
  RoleArn: "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker",
  AlgorithmSpecification: {
    TrainingImage: "image",
    TrainingInputMode: "File",
    MetricDefinitions: [{ Name: "loss", Regex: "loss=(.*)" }],
  },
  HyperParameters: { eta: "0.2" },
  InputDataConfig: [
    {
      ChannelName: "train",
      DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://bucket/in" } },
    },
  ],
  OutputDataConfig: { S3OutputPath: "s3://bucket/out" },
  ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 5 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  Tags: [{ Key: "team", Value: "a" }],
};
const OPERATIONS = [
  "CreateTrainingJob",
  "DescribeTrainingJob",
  "ListTrainingJobs",
  "CreateModel",
  "CreateEndpointConfig",
  "CreateEndpoint",
];

type Path = readonly (string | number)[];

/** Every place of the example where something else can stand. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...path, name]))];
}

function replaced(value: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (name === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  copy[name] = replaced(copy[name], rest, by);
  return copy;
}

const json = fc.jsonValue({ maxDepth: 3 });
const changed = fc
  .tuple(fc.constantFrom(...placesIn(JOB)), json)
  .map(([path, by]) => Buffer.from(JSON.stringify(replaced(JOB, path, by))));
const other = json.map((value) => Buffer.from(JSON.stringify(value)));
const cut = fc.nat(JSON.stringify(JOB).length).map((end) => Buffer.from(JSON.stringify(JOB).slice(0, end)));
const anything = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));

test("whatever is sent to an operation is its input, or is refused in AWS's words", () => {
  const body = fc.oneof(changed, changed, other, cut, anything);
  const property = fc.property(fc.constantFrom(...OPERATIONS), body, (name, bytes) => {
    try {
      expect(typeof decode(wire, { service: SAGEMAKER, name }, received(bytes))).toBe("object");
    } catch (error) {
      expect(error).toBeInstanceOf(AwsError);
      expect((error as AwsError).status).toBe(400);
      expect(["SerializationException", "ValidationException"]).toContain((error as AwsError).type);
    }
  });
  fc.assert(property, modelRuns(250));
});
