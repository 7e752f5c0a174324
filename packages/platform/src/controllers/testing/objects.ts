import { SAGEMAKER_GROUP } from "@slipway/model";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { EndpointConfig } from "@slipway/model/kinds/endpoint-config/index.ts";
import type { Model } from "@slipway/model/kinds/model/index.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";

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
