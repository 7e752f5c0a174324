import { type AwsIdentity, defined, STOP_ANNOTATION } from "@slipway/model";
import { fromObject } from "@slipway/model/aws/object.ts";
import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { modelFacts } from "@slipway/model/kinds/model/facts.ts";
import { processingJobFacts } from "@slipway/model/kinds/processing-job/facts.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { transformJobFacts } from "@slipway/model/kinds/transform-job/facts.ts";
import { describe, expect, test } from "vitest";
import { awsKind } from "./aws-kind.ts";

const identity = { accountId: "123456789012", region: "us-west-2" };
const trainingJobs = awsKind(trainingJobFacts);

function job(metadata: Partial<TrainingJob["metadata"]> = {}, status?: TrainingJob["status"]): TrainingJob {
  return {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: { name: "xgboost-training-jobsa", creationTimestamp: "2021-10-12T05:49:40Z", ...metadata },
    spec: {
      trainingJobName: "Xgboost-Training-Jobsa",
      roleARN: "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker",
      algorithmSpecification: { trainingImage: "xgboost:1", trainingInputMode: "File" },
      outputDataConfig: { s3OutputPath: "s3://bucket/output" },
      resourceConfig: { instanceType: "ml.m4.xlarge", volumeSizeInGB: 5 },
      stoppingCondition: {},
    },
    ...defined({ status }),
  };
}

const described = (of: TrainingJob) =>
  fromObject({ service: SAGEMAKER, name: "DescribeTrainingJob" }, trainingJobs.present(of, identity));

test.each<[string, { notFound(identity: AwsIdentity, name: string): Error }, string]>([
  ["TrainingJob", trainingJobs, "Requested resource not found."],
  ["ProcessingJob", awsKind(processingJobFacts), "Could not find requested job with name: Abalone-Job"],
  ["TransformJob", awsKind(transformJobFacts), "Could not find requested job with name: Abalone-Job"],
  [
    "Model",
    awsKind(modelFacts),
    'Could not find model "arn:aws:sagemaker:us-west-2:123456789012:model/abalone-job".',
  ],
])(
  "a %s that is not there is told of in AWS's words, by the name as the caller wrote it",
  (_, kind, message) => {
    expect(kind.notFound(identity, "Abalone-Job")).toMatchObject({ type: "ValidationException", message });
  },
);

describe("a training job, as SageMaker tells it", () => {
  // What SageMaker answers right after CreateTrainingJob, as recorded in the ACK controller's fixtures.
  test("is InProgress and Starting before its controller has said anything, with the fields that AWS fills in", () => {
    const at = new Date("2021-10-12T05:49:40Z");
    expect(described(job())).toEqual({
      TrainingJobName: "Xgboost-Training-Jobsa",
      TrainingJobArn: "arn:aws:sagemaker:us-west-2:123456789012:training-job/xgboost-training-jobsa",
      TrainingJobStatus: "InProgress",
      SecondaryStatus: "Starting",
      SecondaryStatusTransitions: [
        { Status: "Starting", StartTime: at, StatusMessage: "Preparing the instances for training" },
      ],
      CreationTime: at,
      LastModifiedTime: at,
      RoleArn: "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker",
      AlgorithmSpecification: {
        TrainingImage: "xgboost:1",
        TrainingInputMode: "File",
        EnableSageMakerMetricsTimeSeries: false,
      },
      OutputDataConfig: { S3OutputPath: "s3://bucket/output", KmsKeyId: "", CompressionType: "GZIP" },
      ResourceConfig: { InstanceType: "ml.m4.xlarge", InstanceCount: 1, VolumeSizeInGB: 5 },
      StoppingCondition: { MaxRuntimeInSeconds: 86400 },
      EnableInterContainerTrafficEncryption: false,
      EnableManagedSpotTraining: false,
      EnableNetworkIsolation: false,
      ProfilingStatus: "Disabled",
      ModelArtifacts: { S3ModelArtifacts: "s3://bucket/output/Xgboost-Training-Jobsa/output/model.tar.gz" },
    });
  });

  test("has the status of its controller, times and metrics included", () => {
    const seen = described(
      job(
        {},
        {
          trainingJobStatus: "Completed",
          secondaryStatus: "Completed",
          secondaryStatusTransitions: [{ status: "Completed", startTime: "2021-10-12T05:55:25Z" }],
          modelArtifacts: { s3ModelArtifacts: "s3://bucket/output/model.tar.gz" },
          finalMetricDataList: [
            { metricName: "train:merror", value: 0.07, timestamp: "2021-10-12T05:55:16Z" },
          ],
          billableTimeInSeconds: 159,
          lastModifiedTime: "2021-10-12T05:55:25Z",
        },
      ),
    );
    expect(seen).toMatchObject({
      TrainingJobStatus: "Completed",
      SecondaryStatusTransitions: [{ Status: "Completed", StartTime: new Date("2021-10-12T05:55:25Z") }],
      ModelArtifacts: { S3ModelArtifacts: "s3://bucket/output/model.tar.gz" },
      FinalMetricDataList: [
        { MetricName: "train:merror", Value: 0.07, Timestamp: new Date("2021-10-12T05:55:16Z") },
      ],
      BillableTimeInSeconds: 159,
      LastModifiedTime: new Date("2021-10-12T05:55:25Z"),
    });
  });

  test("is Stopping as soon as stopping is asked for, but a job that has ended stays as it ended", () => {
    const asked = { annotations: { [STOP_ANNOTATION]: "2021-10-12T05:50:00Z" } };
    expect(described(job(asked))).toMatchObject({
      TrainingJobStatus: "Stopping",
      SecondaryStatus: "Starting",
    });
    expect(described(job(asked, { trainingJobStatus: "Stopped" }))).toMatchObject({
      TrainingJobStatus: "Stopped",
    });
  });

  test("is Deleting while it is deleted", () => {
    const deleted = job({ deletionTimestamp: "2021-10-12T06:00:00Z" }, { trainingJobStatus: "Completed" });
    expect(described(deleted)["TrainingJobStatus"]).toBe("Deleting");
  });
});
