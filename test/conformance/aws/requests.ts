export const ROLE = "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker";

export const trainingJob = (TrainingJobName: string) => ({
  TrainingJobName,
  RoleArn: ROLE,
  AlgorithmSpecification: {
    TrainingImage: "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:1",
    TrainingInputMode: "File" as const,
  },
  HyperParameters: { eta: "0.2", num_round: "10" },
  OutputDataConfig: { S3OutputPath: "s3://bucket/output" },
  ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m4.xlarge" as const, VolumeSizeInGB: 5 },
  StoppingCondition: { MaxRuntimeInSeconds: 86400 },
  Tags: [{ Key: "team", Value: "shellfish" }],
});

export const model = (ModelName: string) => ({
  ModelName,
  ExecutionRoleArn: ROLE,
  PrimaryContainer: {
    Image: "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:1",
    ModelDataUrl: "s3://bucket/output/model.tar.gz",
    Environment: { MY_VAR: "my value" },
  },
});

export const endpointConfig = (EndpointConfigName: string, ModelName: string) => ({
  EndpointConfigName,
  ProductionVariants: [
    {
      VariantName: "AllTraffic",
      ModelName,
      InstanceType: "ml.c5.large" as const,
      InitialInstanceCount: 1,
      InitialVariantWeight: 1,
    },
  ],
});
