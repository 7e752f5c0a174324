import { SAGEMAKER_GROUP } from "@slipway/model";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { EndpointConfig } from "@slipway/model/kinds/endpoint-config/index.ts";
import type { Model } from "@slipway/model/kinds/model/index.ts";
import type { ProcessingJob } from "@slipway/model/kinds/processing-job/index.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import type { TransformJob } from "@slipway/model/kinds/transform-job/index.ts";

const apiVersion = `${SAGEMAKER_GROUP}/v1alpha1`;
const ROLE = "arn:aws:iam::123456789012:role/execution";
export const IDENTITY = { accountId: "123456789012", region: "us-east-1" } as const;

type Metadata = Partial<TrainingJob["metadata"]>;

export function trainingJob(
  name: string,
  spec: Partial<TrainingJob["spec"]> = {},
  metadata: Metadata = {},
): TrainingJob {
  return {
    apiVersion,
    kind: "TrainingJob",
    metadata: { name, namespace: "default", ...metadata },
    spec: {
      trainingJobName: name,
      roleARN: ROLE,
      algorithmSpecification: {
        trainingImage: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1",
        trainingInputMode: "File",
      },
      hyperParameters: { objective: "reg:linear", num_round: "50" },
      inputDataConfig: [
        {
          channelName: "train",
          contentType: "text/libsvm",
          dataSource: { s3DataSource: { s3DataType: "S3Prefix", s3URI: "s3://bucket-a/train" } },
        },
      ],
      outputDataConfig: { s3OutputPath: "s3://bucket-a/out" },
      resourceConfig: { instanceType: "ml.m4.xlarge", instanceCount: 1, volumeSizeInGB: 5 },
      stoppingCondition: { maxRuntimeInSeconds: 3_600 },
      ...spec,
    },
  };
}

export function transformJob(
  name: string,
  spec: Partial<TransformJob["spec"]> = {},
  metadata: Metadata = {},
): TransformJob {
  return {
    apiVersion,
    kind: "TransformJob",
    metadata: { name, namespace: "default", ...metadata },
    spec: {
      transformJobName: name,
      modelName: "model-a",
      transformInput: {
        dataSource: { s3DataSource: { s3DataType: "S3Prefix", s3URI: "s3://bucket-a/rows/" } },
        contentType: "text/csv",
        splitType: "Line",
      },
      transformOutput: { s3OutputPath: "s3://bucket-a/answers", assembleWith: "Line" },
      transformResources: { instanceType: "ml.m5.large", instanceCount: 1 },
      ...spec,
    },
  };
}

export function processingJob(
  name: string,
  spec: Partial<ProcessingJob["spec"]> = {},
  metadata: Metadata = {},
): ProcessingJob {
  return {
    apiVersion,
    kind: "ProcessingJob",
    metadata: { name, namespace: "default", ...metadata },
    spec: {
      processingJobName: name,
      roleARN: ROLE,
      appSpecification: {
        imageURI: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        containerEntrypoint: ["python3", "/opt/ml/processing/input/code/split.py"],
        containerArguments: ["--share", "0.2"],
      },
      processingInputs: [
        {
          inputName: "code",
          s3Input: {
            s3URI: "s3://bucket-a/code/split.py",
            localPath: "/opt/ml/processing/input/code/",
            s3DataType: "S3Prefix",
            s3InputMode: "File",
          },
        },
      ],
      processingOutputConfig: {
        outputs: [
          {
            outputName: "train",
            s3Output: {
              s3URI: "s3://bucket-a/out/train",
              localPath: "/opt/ml/processing/output/train",
              s3UploadMode: "EndOfJob",
            },
          },
        ],
      },
      processingResources: {
        clusterConfig: { instanceType: "ml.m5.large", instanceCount: 1, volumeSizeInGB: 5 },
      },
      ...spec,
    },
  };
}

export function model(name: string, spec: Partial<Model["spec"]> = {}, metadata: Metadata = {}): Model {
  return {
    apiVersion,
    kind: "Model",
    metadata: { name, namespace: "default", ...metadata },
    spec: {
      modelName: name,
      executionRoleARN: ROLE,
      primaryContainer: {
        image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1",
        modelDataURL: "s3://bucket-a/out/model.tar.gz",
        environment: { LOG_LEVEL: "debug" },
      },
      ...spec,
    },
  };
}

type Variant = EndpointConfig["spec"]["productionVariants"][number];

export function productionVariant(variantName: string, change: Partial<Variant> = {}): Variant {
  return {
    variantName,
    modelName: "model-a",
    instanceType: "ml.m5.large",
    initialInstanceCount: 1,
    initialVariantWeight: 1,
    ...change,
  };
}

export function endpointConfig(
  name: string,
  spec: Partial<EndpointConfig["spec"]> = {},
  metadata: Metadata = {},
): EndpointConfig {
  return {
    apiVersion,
    kind: "EndpointConfig",
    metadata: { name, namespace: "default", ...metadata },
    spec: {
      endpointConfigName: name,
      productionVariants: [productionVariant("AllTraffic")],
      ...spec,
    },
  };
}

export function endpoint(
  name: string,
  spec: Partial<Endpoint["spec"]> = {},
  metadata: Metadata = {},
): Endpoint {
  return {
    apiVersion,
    kind: "Endpoint",
    metadata: { name, namespace: "default", ...metadata },
    spec: { endpointName: name, endpointConfigName: "config-a", ...spec },
  };
}
