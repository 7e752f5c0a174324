import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { describe, expect, test } from "vitest";
import { AwsError } from "../aws-error.ts";
import { jsonWire } from "../wires/json-wire.ts";
import { received } from "../wires/testing/received.ts";
import * as codec from "./codec.ts";

const wire = jsonWire(SAGEMAKER, { targetPrefix: "SageMaker" });
const of = (name: string) => ({ service: SAGEMAKER, name });
const decode = (operation: ReturnType<typeof of>, bytes: Uint8Array) =>
  codec.decode(wire, operation, received(bytes));
const encode = (operation: ReturnType<typeof of>, answer: Record<string, unknown> = {}) =>
  wire.write(operation, answer, "id");

const body = (value: unknown) => Buffer.from(JSON.stringify(value));

const JOB = {
  TrainingJobName: "job",
  RoleArn: "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker",
  AlgorithmSpecification: { TrainingImage: "image", TrainingInputMode: "File" },
  OutputDataConfig: { S3OutputPath: "s3://bucket/out" },
  ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 5 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
};

function refusal(operation: string, bytes: Uint8Array) {
  try {
    decode(of(operation), bytes);
  } catch (error) {
    if (error instanceof AwsError) return { type: error.type, status: error.status, message: error.message };
    throw error;
  }
  throw new Error("the body was taken");
}

describe("a request", () => {
  test("is read with its times as Dates, and without members that the operation does not have", () => {
    expect(decode(of("CreateTrainingJob"), body({ ...JOB, Unheard: { Of: 1 } }))).toEqual(JOB);
    expect(decode(of("ListTrainingJobs"), body({ CreationTimeAfter: 1700000000.5 }))).toEqual({
      CreationTimeAfter: new Date("2023-11-14T22:13:20.500Z"),
    });
    expect(decode(of("ListModels"), Buffer.from(""))).toEqual({});
  });

  test("keeps map keys that look like JavaScript's own", () => {
    const HyperParameters = JSON.parse('{"__proto__":"1","constructor":"2","eta":"0.2"}');
    const read = decode(of("CreateTrainingJob"), body({ ...JOB, HyperParameters }));
    expect(JSON.stringify(read["HyperParameters"])).toBe(JSON.stringify(HyperParameters));
  });

  // The sentences are those that AWS's JSON services answer with (aws-cdk pull request 27087, localstack issue 9412).
  test.each([
    [
      { ...JOB, ResourceConfig: { ...JOB.ResourceConfig, InstanceCount: "1" } },
      "STRING_VALUE can not be converted to an Integer (at 'resourceConfig.instanceCount')",
    ],
    [
      { ...JOB, HyperParameters: { eta: 1 } },
      "NUMBER_VALUE can not be converted to a String (at 'hyperParameters.eta.member')",
    ],
    [
      { ...JOB, TrainingJobName: { a: 1 } },
      "Start of structure or map found where not expected (at 'trainingJobName')",
    ],
    [{ ...JOB, TrainingJobName: ["a"] }, "Start of list found where not expected (at 'trainingJobName')"],
    [
      { ...JOB, EnableNetworkIsolation: "yes" },
      "STRING_VALUE can not be converted to a Boolean (at 'enableNetworkIsolation')",
    ],
  ])("whose member has the wrong type is a SerializationException: %#", (job, message) => {
    expect(refusal("CreateTrainingJob", body(job))).toEqual({
      type: "SerializationException",
      status: 400,
      message,
    });
  });

  test.each(["{", "[]", '"text"', "1", "null", '{"CreationTimeAfter":"yesterday"}'])(
    "that is no JSON object of the operation is a SerializationException: %s",
    (text) => {
      expect(refusal("ListTrainingJobs", Buffer.from(text)).type).toBe("SerializationException");
    },
  );

  // Worded as in the SageMaker answers that users report (Kenza-AI/sagify issue 57).
  test("that breaks a constraint is a ValidationException that names member and rule", () => {
    expect(refusal("CreateTrainingJob", body({ ...JOB, TrainingJobName: "with_underscore" }))).toEqual({
      type: "ValidationException",
      status: 400,
      message:
        "1 validation error detected: Value 'with_underscore' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
    });
    const { RoleArn: _, ...without } = JOB;
    expect(refusal("CreateTrainingJob", body(without)).message).toBe(
      "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    );
  });
});

describe("an answer", () => {
  test("has its times as epoch seconds, and nothing of what is not known", () => {
    const bytes = encode(of("DescribeModel"), {
      ModelName: "m",
      CreationTime: new Date("2023-11-14T22:13:20.500Z"),
      ModelArn: "arn",
      ExecutionRoleArn: undefined,
      NotOfThisShape: 1,
    });
    expect(JSON.parse(Buffer.from(bytes).toString())).toEqual({
      ModelName: "m",
      CreationTime: 1700000000.5,
      ModelArn: "arn",
    });
  });

  test("of an operation that answers nothing is empty", () => {
    expect(encode(of("DeleteModel"), undefined)).toHaveLength(0);
  });
});
