import { describe, expect, it } from "vitest";
import { toFields, toMembers } from "./names.ts";
import { fromObject, toSpec } from "./object.ts";
import { SAGEMAKER } from "./sagemaker/service.ts";

const shape = (name: string) => ({ service: SAGEMAKER, name });

/** The same job in AWS's documentation's names and in ACK's sample manifest's. */
const members = {
  TrainingJobName: "job",
  RoleArn: "arn:aws:iam::123456789012:role/sagemaker-execution",
  AlgorithmSpecification: { TrainingImage: "image", TrainingInputMode: "File" },
  HyperParameters: { MaxDepth: "5", __proto__x: "y" },
  InputDataConfig: [
    {
      ChannelName: "train",
      DataSource: {
        S3DataSource: {
          S3DataType: "S3Prefix",
          S3Uri: "s3://bucket/train/",
          S3DataDistributionType: "FullyReplicated",
        },
      },
    },
  ],
  OutputDataConfig: { S3OutputPath: "s3://bucket/models/", KmsKeyId: "key" },
  ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m4.xlarge", VolumeSizeInGB: 5 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] },
};
const fields = {
  trainingJobName: "job",
  roleARN: "arn:aws:iam::123456789012:role/sagemaker-execution",
  algorithmSpecification: { trainingImage: "image", trainingInputMode: "File" },
  hyperParameters: { MaxDepth: "5", __proto__x: "y" },
  inputDataConfig: [
    {
      channelName: "train",
      dataSource: {
        s3DataSource: {
          s3DataType: "S3Prefix",
          s3URI: "s3://bucket/train/",
          s3DataDistributionType: "FullyReplicated",
        },
      },
    },
  ],
  outputDataConfig: { s3OutputPath: "s3://bucket/models/", kmsKeyID: "key" },
  resourceConfig: { instanceCount: 1, instanceType: "ml.m4.xlarge", volumeSizeInGB: 5 },
  stoppingCondition: { maxRuntimeInSeconds: 3600 },
  vpcConfig: { securityGroupIDs: ["sg-1"], subnets: ["subnet-1"] },
};

describe("names of members and fields", () => {
  it("an input becomes a spec with ACK's names, and maps keep their keys", () => {
    expect(toSpec({ service: SAGEMAKER, name: "CreateTrainingJob" }, members)).toEqual(fields);
  });

  it("a spec becomes members again", () => {
    expect(toMembers(shape("CreateTrainingJobRequest"), fields)).toEqual(members);
  });

  it("members that the shape does not have, and nulls, are dropped", () => {
    expect(
      toFields(shape("CreateEndpointInput"), { EndpointName: "e", EndpointConfigName: null, Nonsense: 1 }),
    ).toEqual({
      endpointName: "e",
    });
  });

  it("a key that is named like the prototype stays a key", () => {
    const given = { HyperParameters: JSON.parse('{"__proto__": "x"}') as object };
    const { hyperParameters } = toFields(shape("CreateTrainingJobRequest"), given) as {
      hyperParameters: object;
    };
    expect(Object.entries(hyperParameters)).toEqual([["__proto__", "x"]]);
    expect(Object.getPrototypeOf(hyperParameters)).toBe(Object.prototype);
  });

  it("times are RFC 3339 in objects and Dates on AWS's side", () => {
    const time = new Date("2026-01-02T03:04:05Z");
    expect(toFields(shape("DescribeModelOutput"), { CreationTime: time })).toEqual({
      creationTime: "2026-01-02T03:04:05Z",
    });
    expect(toMembers(shape("DescribeModelOutput"), { creationTime: "2026-01-02T03:04:05Z" })).toEqual({
      CreationTime: time,
    });
  });
});

describe("fromObject tells of an object what AWS would", () => {
  const job = {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: { name: "job", creationTimestamp: "2026-01-02T03:04:05Z" },
    spec: fields,
    status: {
      ackResourceMetadata: { arn: "arn:aws:sagemaker:us-east-1:123456789012:training-job/job" },
      trainingJobStatus: "Completed",
      secondaryStatusTransitions: [{ status: "Starting", startTime: "2026-01-02T03:04:06Z" }],
      modelArtifacts: { s3ModelArtifacts: "s3://bucket/models/job/output/model.tar.gz" },
      slipway: { pods: ["job-1"] },
      conditions: [],
    },
  };

  it("spec, status, ARN and times, and nothing that is ours", () => {
    expect(fromObject({ service: SAGEMAKER, name: "DescribeTrainingJob" }, job)).toEqual({
      ...members,
      TrainingJobArn: "arn:aws:sagemaker:us-east-1:123456789012:training-job/job",
      TrainingJobStatus: "Completed",
      SecondaryStatusTransitions: [{ Status: "Starting", StartTime: new Date("2026-01-02T03:04:06Z") }],
      ModelArtifacts: { S3ModelArtifacts: "s3://bucket/models/job/output/model.tar.gz" },
      CreationTime: new Date("2026-01-02T03:04:05Z"),
      LastModifiedTime: new Date("2026-01-02T03:04:05Z"),
    });
  });

  it("of a list operation, its line of the page", () => {
    expect(fromObject({ service: SAGEMAKER, name: "ListTrainingJobs" }, job)).toEqual({
      TrainingJobName: "job",
      TrainingJobArn: "arn:aws:sagemaker:us-east-1:123456789012:training-job/job",
      TrainingJobStatus: "Completed",
      CreationTime: new Date("2026-01-02T03:04:05Z"),
      LastModifiedTime: new Date("2026-01-02T03:04:05Z"),
    });
  });

  it("what is stays in front of what was asked for", () => {
    const endpoint = {
      apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
      kind: "Endpoint",
      metadata: { name: "e" },
      spec: { endpointName: "e", endpointConfigName: "new" },
      status: { endpointStatus: "Updating", endpointConfigName: "old" },
    };
    expect(fromObject({ service: SAGEMAKER, name: "DescribeEndpoint" }, endpoint)).toMatchObject({
      EndpointConfigName: "old",
      EndpointStatus: "Updating",
    });
  });
});
