import { describe, expect, it } from "vitest";
import { validationMessage } from "./aws-message.ts";
import { SAGEMAKER } from "./sagemaker/service.ts";

const shape = (name: string) => ({ service: SAGEMAKER, name });

const endpointConfig = (variant: object) => ({
  EndpointConfigName: "config",
  ProductionVariants: [{ VariantName: "AllTraffic", ModelName: "model", ...variant }],
});

describe("validationMessage words a wrong input as AWS does", () => {
  it("says nothing of a right one", () => {
    expect(validationMessage(shape("CreateEndpointConfigInput"), endpointConfig({}))).toBeUndefined();
  });

  it("counts list elements from one, as in amazon-sagemaker-examples #2236", () => {
    expect(
      validationMessage(
        shape("CreateEndpointConfigInput"),
        endpointConfig({ ModelName: "ENTER MODEL NAME" }),
      ),
    ).toMatch(
      /^1 validation error detected: Value 'ENTER MODEL NAME' at 'productionVariants\.1\.member\.modelName' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
    );
  });

  it("names the whole map and every constraint of its values, as in amazon-sagemaker-pytorch-detectron2 #10", () => {
    const message = validationMessage(shape("CreateTrainingJobRequest"), {
      ...trainingJob,
      HyperParameters: { eta: "0.2", classes: "x".repeat(2501) },
    });
    expect(message).toContain("1 validation error detected: Value '{eta=0.2, classes=xxx");
    expect(message).toMatch(
      /at 'hyperParameters' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 2500, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: \.\*\]$/,
    );
  });

  it("counts the entries of a map, as in sagemaker-python-sdk #6016", () => {
    const HyperParameters = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`p${i}`, "1"]));
    expect(validationMessage(shape("CreateTrainingJobRequest"), { ...trainingJob, HyperParameters })).toMatch(
      /^1 validation error detected: Value '\{p0=1, .* at 'hyperParameters' failed to satisfy constraint: Member must have length less than or equal to 100$/,
    );
  });

  it("says null of what is missing, and counts errors in the plural", () => {
    expect(validationMessage(shape("CreateEndpointInput"), {})).toBe(
      "2 validation errors detected: " +
        "Value null at 'endpointName' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'endpointConfigName' failed to satisfy constraint: Member must not be null",
    );
  });

  it("lists an enumeration's values in brackets, without quotes", () => {
    expect(
      validationMessage(shape("CreateTrainingJobRequest"), {
        ...trainingJob,
        AlgorithmSpecification: { TrainingImage: "image", TrainingInputMode: "file" },
      }),
    ).toBe(
      "1 validation error detected: Value 'file' at 'algorithmSpecification.trainingInputMode' failed to satisfy " +
        "constraint: Member must satisfy enum value set: [Pipe, File, FastFile]",
    );
  });

  it("takes any instance type, because a node pool may give any name to a machine", () => {
    const ResourceConfig = { ...trainingJob.ResourceConfig, InstanceType: "gpu" };
    expect(
      validationMessage(shape("CreateTrainingJobRequest"), { ...trainingJob, ResourceConfig }),
    ).toBeUndefined();
  });

  it("never quotes an environment: its values may be secrets", () => {
    const Environment = { TOKEN: `hunter2${"x".repeat(1024)}` };
    expect(
      validationMessage(shape("CreateModelInput"), { ModelName: "m", PrimaryContainer: { Environment } }),
    ).toMatch(
      /^1 validation error detected: Value at 'primaryContainer\.environment' failed to satisfy constraint: Map value /,
    );
  });

  it("stays short for a hostile input", () => {
    const Tags = Array.from({ length: 5000 }, () => ({ Key: "" }));
    const message =
      validationMessage(shape("CreateEndpointInput"), { EndpointName: "e", EndpointConfigName: "c", Tags }) ??
      "";
    expect(message.length).toBeLessThan(40_000);
  });
});

const trainingJob = {
  TrainingJobName: "job",
  RoleArn: "arn:aws:iam::123456789012:role/sagemaker-execution",
  AlgorithmSpecification: { TrainingImage: "image", TrainingInputMode: "File" },
  OutputDataConfig: { S3OutputPath: "s3://bucket/models/" },
  ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m4.xlarge", VolumeSizeInGB: 5 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
};
