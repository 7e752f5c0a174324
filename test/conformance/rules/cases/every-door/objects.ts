import type { KindName } from "../../kinds.ts";

const ROLE = "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker";

const sagemaker = (kind: string, name: string, spec: object, more: object = {}) => ({
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind,
  metadata: { name },
  spec,
  ...more,
});

/** SageMaker's kinds; the AWS name and the object's are the same. `spec` adds to what is needed, `more` to the object. */
export const training = (name: string, spec: object = {}, more: object = {}) =>
  sagemaker(
    "TrainingJob",
    name,
    {
      trainingJobName: name,
      roleARN: ROLE,
      algorithmSpecification: { trainingImage: "slipway.dev/xgboost", trainingInputMode: "File" },
      hyperParameters: { eta: "0.2" },
      outputDataConfig: { s3OutputPath: "s3://bucket/out" },
      resourceConfig: { instanceCount: 1, instanceType: "ml.m4.xlarge", volumeSizeInGB: 5 },
      stoppingCondition: { maxRuntimeInSeconds: 60 },
      ...spec,
    },
    more,
  );

export const model = (name: string, spec: object = {}, more: object = {}) =>
  sagemaker(
    "Model",
    name,
    {
      modelName: name,
      executionRoleARN: ROLE,
      primaryContainer: { image: "slipway.dev/xgboost", modelDataURL: "s3://bucket/model.tar.gz" },
      ...spec,
    },
    more,
  );

export const endpointConfig = (name: string, modelName: string, spec: object = {}) =>
  sagemaker("EndpointConfig", name, {
    endpointConfigName: name,
    productionVariants: [
      { variantName: "All", modelName, instanceType: "ml.c5.large", initialInstanceCount: 1 },
    ],
    ...spec,
  });

export const endpoint = (name: string, endpointConfigName: string, spec: object = {}) =>
  sagemaker("Endpoint", name, { endpointName: name, endpointConfigName, ...spec });

export const create = (kind: KindName, object: Record<string, unknown>) =>
  ({ request: { verb: "create", kind, object }, expect: {} }) as const;

/** An endpoint `e` of configuration `first`, and another configuration, `second`, of the same model. */
export const deployed = [
  create("Model", model("m")),
  create("EndpointConfig", endpointConfig("first", "m")),
  create("EndpointConfig", endpointConfig("second", "m")),
  create("Endpoint", endpoint("e", "first")),
] as const;

/** What a controller reports of `e`; only then the AWS API lets it be updated. */
export const inService = {
  by: "controller",
  request: {
    verb: "update",
    part: "status",
    kind: "Endpoint",
    name: "e",
    object: {
      ...endpoint("e", "first"),
      metadata: { name: "e", resourceVersion: "{rv:e}" },
      status: { endpointStatus: "InService" },
    },
  },
  expect: { object: { metadata: { generation: 1 }, status: { endpointStatus: "InService" } } },
} as const;

/** What a controller reports of a job that has ended; only then the AWS API lets it be deleted. */
export const completed = (name: string) =>
  ({
    by: "controller",
    request: {
      verb: "update",
      part: "status",
      kind: "TrainingJob.sagemaker",
      name,
      object: {
        ...training(name),
        metadata: { name, resourceVersion: `{rv:${name}}` },
        status: { trainingJobStatus: "Completed" },
      },
    },
    expect: {},
  }) as const;
