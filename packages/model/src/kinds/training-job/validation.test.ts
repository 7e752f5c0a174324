import { describe, expect, it } from "vitest";
import { defined } from "../../defined.ts";
import { withTrainingJobDefaults } from "./defaults.ts";
import type { TrainingJobSpec } from "./type.generated.ts";
import { validateTrainingJob } from "./validation.ts";

const spec: TrainingJobSpec = {
  trainingJobName: "abalone-xgboost",
  roleARN: "arn:aws:iam::123456789012:role/sagemaker-execution",
  algorithmSpecification: { trainingImage: "sagemaker-xgboost:1.2-1", trainingInputMode: "File" },
  inputDataConfig: [
    {
      channelName: "train",
      dataSource: { s3DataSource: { s3DataType: "S3Prefix", s3URI: "s3://abalone-example/train/" } },
    },
  ],
  outputDataConfig: { s3OutputPath: "s3://abalone-example/models/" },
  resourceConfig: { instanceCount: 1, instanceType: "ml.m4.xlarge", volumeSizeInGB: 5 },
  stoppingCondition: { maxRuntimeInSeconds: 3600 },
};
const fieldsOf = (wrong: Partial<TrainingJobSpec>) =>
  validateTrainingJob({ ...spec, ...wrong }).map((cause) => cause.field);

describe("a TrainingJob's spec", () => {
  it("is right as AWS's examples have it, before and after defaults", () => {
    expect(validateTrainingJob(spec)).toEqual([]);
    expect(validateTrainingJob(withTrainingJobDefaults(spec))).toEqual([]);
  });

  it("names each field that AWS would refuse", () => {
    expect(fieldsOf({ trainingJobName: "under_score" })).toEqual(["spec.trainingJobName"]);
    expect(fieldsOf({ roleARN: "me" })).toEqual(["spec.roleARN"]);
    expect(fieldsOf({ outputDataConfig: { s3OutputPath: "/tmp/out" } })).toEqual([
      "spec.outputDataConfig.s3OutputPath",
    ]);
    expect(fieldsOf({ resourceConfig: { instanceCount: -1, volumeSizeInGB: 5 } })).toEqual([
      "spec.resourceConfig.instanceCount",
    ]);
    expect(fieldsOf({ inputDataConfig: [{ channelName: "train" }] })).toEqual([
      "spec.inputDataConfig[0].dataSource",
    ]);
  });

  it("needs an image or an algorithm, not both", () => {
    expect(fieldsOf({ algorithmSpecification: { trainingInputMode: "File" } })).toEqual([
      "spec.algorithmSpecification",
    ]);
    const both = { trainingInputMode: "File", trainingImage: "i", algorithmName: "a" } as const;
    expect(fieldsOf({ algorithmSpecification: both })).toEqual(["spec.algorithmSpecification"]);
  });

  it("refuses a channel's name twice", () => {
    const [channel] = spec.inputDataConfig ?? [];
    if (channel === undefined) throw new Error("the example has a channel");
    expect(fieldsOf({ inputDataConfig: [channel, channel] })).toEqual([
      "spec.inputDataConfig[1].channelName",
    ]);
  });

  it.each([
    [
      "an augmented manifest in Pipe mode",
      "Pipe",
      { s3DataType: "AugmentedManifestFile", attributeNames: ["a"] },
      [],
    ],
    [
      "an augmented manifest in File mode",
      "File",
      { s3DataType: "AugmentedManifestFile", attributeNames: ["a"] },
      ["s3DataType"],
    ],
    [
      "an augmented manifest in FastFile mode",
      "FastFile",
      { s3DataType: "AugmentedManifestFile", attributeNames: ["a"] },
      ["s3DataType"],
    ],
    [
      "an augmented manifest without attributes",
      "Pipe",
      { s3DataType: "AugmentedManifestFile" },
      ["attributeNames"],
    ],
    ["a manifest in FastFile mode", "FastFile", { s3DataType: "ManifestFile" }, ["s3DataType"]],
    ["a manifest in File mode", "File", { s3DataType: "ManifestFile" }, []],
    [
      "more attributes than AWS takes",
      "Pipe",
      { s3DataType: "AugmentedManifestFile", attributeNames: Array(17).fill("a") },
      ["attributeNames"],
    ],
  ] as const)("takes or refuses %s as AWS's documentation says", (_, mode, s3, fields) => {
    const s3DataSource = { s3URI: "s3://abalone-example/m", ...s3 } as { s3URI: string };
    for (const channel of [
      { channelName: "train", inputMode: mode, dataSource: { s3DataSource } },
      { channelName: "train", dataSource: { s3DataSource } },
    ]) {
      const algorithmSpecification = { ...spec.algorithmSpecification, trainingInputMode: mode };
      expect(fieldsOf({ algorithmSpecification, inputDataConfig: [channel] })).toEqual(
        fields.map((field) => `spec.inputDataConfig[0].dataSource.s3DataSource.${field}`),
      );
    }
  });

  it("wraps records in Pipe mode alone, and has at most 20 channels", () => {
    const [channel] = spec.inputDataConfig ?? [];
    const wrapped = { ...channel, channelName: "train", recordWrapperType: "RecordIO" } as const;
    expect(fieldsOf({ inputDataConfig: [wrapped] })).toEqual(["spec.inputDataConfig[0].recordWrapperType"]);
    expect(fieldsOf({ inputDataConfig: [{ ...wrapped, inputMode: "Pipe" }] })).toEqual([]);
    const many = Array.from({ length: 21 }, (_, at) => ({ ...channel, channelName: `c${at}` }));
    expect(fieldsOf({ inputDataConfig: many })).toEqual(["spec.inputDataConfig"]);
    expect(fieldsOf({ inputDataConfig: many.slice(1) })).toEqual([]);
  });

  it("with spot machines must be allowed to wait at least as long as to run", () => {
    const spot = (maxWaitTimeInSeconds?: number) => ({
      enableManagedSpotTraining: true,
      stoppingCondition: {
        maxRuntimeInSeconds: 60,
        ...defined({ maxWaitTimeInSeconds }),
      },
    });
    expect(fieldsOf(spot())).toEqual(["spec.stoppingCondition.maxWaitTimeInSeconds"]);
    expect(fieldsOf(spot(59))).toEqual(["spec.stoppingCondition.maxWaitTimeInSeconds"]);
    expect(fieldsOf(spot(60))).toEqual([]);
  });

  // https://github.com/Kenza-AI/sagify/issues/111 quotes SageMaker's own sentence.
  it("without spot machines has no time to wait for them", () => {
    const stoppingCondition = { maxRuntimeInSeconds: 60, maxWaitTimeInSeconds: 60 };
    const [cause] = validateTrainingJob({ ...spec, stoppingCondition });
    expect(cause?.aws).toBe(
      "Invalid MaxWaitTimeInSeconds. It is only supported when EnableManagedSpotTraining is set to true",
    );
  });

  it("gets what AWS fills in, and keeps what is set", () => {
    expect(withTrainingJobDefaults({ ...spec, enableNetworkIsolation: true })).toMatchObject({
      enableNetworkIsolation: true,
      enableManagedSpotTraining: false,
      enableInterContainerTrafficEncryption: false,
      outputDataConfig: { kmsKeyID: "", compressionType: "GZIP" },
      resourceConfig: { instanceCount: 1 },
      stoppingCondition: { maxRuntimeInSeconds: 3600 },
    });
  });
});
