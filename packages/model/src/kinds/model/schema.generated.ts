// Made by `npm run generate` from AWS's service model; do not edit.
import type { CustomResourceDefinition } from "../crd.ts";

export const modelCrd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "models.sagemaker.services.k8s.aws" },
  spec: {
    group: "sagemaker.services.k8s.aws",
    scope: "Namespaced",
    names: { kind: "Model", listKind: "ModelList", plural: "models", singular: "model", shortNames: ["mdl"] },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "Model is the Schema for the Models API",
            properties: {
              apiVersion: { type: "string", description: "Group and version of this object's schema." },
              kind: { type: "string", description: "The kind of this object." },
              metadata: { type: "object" },
              spec: {
                type: "object",
                description: "The desired state of the Model.",
                required: ["modelName"],
                properties: {
                  containers: {
                    type: "array",
                    description: "Specifies the containers in the inference pipeline.",
                    items: {
                      type: "object",
                      properties: {
                        additionalModelDataSources: {
                          type: "array",
                          description: "Data sources that are available to your model in addition to the one that you specify for ModelDataSource when you use the CreateModel action.",
                          items: {
                            type: "object",
                            properties: {
                              channelName: { type: "string", description: "A custom name for this AdditionalModelDataSource object." },
                              s3DataSource: {
                                type: "object",
                                description: "Specifies the S3 location of ML model data to deploy.",
                                properties: {
                                  compressionType: { type: "string", description: "Specifies how the ML model data is prepared." },
                                  eTag: { type: "string", description: "The ETag associated with S3 URI." },
                                  hubAccessConfig: {
                                    type: "object",
                                    description: "Configuration information for hub access.",
                                    properties: { hubContentARN: { type: "string", description: "The ARN of the hub content for which deployment access is allowed." } },
                                  },
                                  manifestEtag: { type: "string", description: "The ETag associated with Manifest S3 URI." },
                                  manifestS3URI: { type: "string", description: "The Amazon S3 URI of the manifest file." },
                                  modelAccessConfig: {
                                    type: "object",
                                    description: "Specifies the access configuration file for the ML model.",
                                    properties: { acceptEula: { type: "boolean", description: "Specifies agreement to the model end-user license agreement (EULA)." } },
                                  },
                                  s3DataType: { type: "string", description: "Specifies the type of ML model data to deploy." },
                                  s3URI: { type: "string", description: "Specifies the S3 path of ML model data to deploy." },
                                },
                              },
                            },
                          },
                        },
                        containerHostname: { type: "string", description: "This parameter is ignored for models that contain only a PrimaryContainer." },
                        containerMetricsConfig: {
                          type: "object",
                          description: "The configuration for container metrics scraping.",
                          properties: {
                            metricsEndpoints: {
                              type: "array",
                              description: "A list of metrics endpoints to scrape from the container.",
                              items: {
                                type: "object",
                                properties: {
                                  metricPublishFrequencyInSeconds: {
                                    type: "integer",
                                    description: "The interval, in seconds, at which container metrics scraped from the endpoint are published to Amazon CloudWatch.",
                                    format: "int64",
                                  },
                                  metricsEndpointPath: { type: "string", description: "The path to the metrics endpoint exposed by the container." },
                                },
                              },
                            },
                          },
                        },
                        environment: { type: "object", description: "The environment variables to set in the Docker container.", additionalProperties: { type: "string" } },
                        image: { type: "string", description: "The path where inference code is stored." },
                        imageConfig: {
                          type: "object",
                          description: "Specifies whether the model container is in Amazon ECR or a private Docker registry accessible from your Amazon Virtual Private Cloud (VPC).",
                          properties: {
                            repositoryAccessMode: { type: "string", description: "Set this to one of the following values:" },
                            repositoryAuthConfig: {
                              type: "object",
                              description: "(Optional) Specifies an authentication configuration for the private docker registry where your model image is hosted.",
                              properties: {
                                repositoryCredentialsProviderARN: {
                                  type: "string",
                                  description: "The Amazon Resource Name (ARN) of an Amazon Web Services Lambda function that provides credentials to authenticate to the private Docker registry where your model image is hosted.",
                                },
                              },
                            },
                          },
                        },
                        inferenceSpecificationName: { type: "string", description: "The inference specification name in the model package version." },
                        mode: { type: "string", description: "Whether the container hosts a single model or multiple models." },
                        modelDataSource: {
                          type: "object",
                          description: "Specifies the location of ML model data to deploy.",
                          properties: {
                            s3DataSource: {
                              type: "object",
                              description: "Specifies the S3 location of ML model data to deploy.",
                              properties: {
                                compressionType: { type: "string", description: "Specifies how the ML model data is prepared." },
                                eTag: { type: "string", description: "The ETag associated with S3 URI." },
                                hubAccessConfig: {
                                  type: "object",
                                  description: "Configuration information for hub access.",
                                  properties: { hubContentARN: { type: "string", description: "The ARN of the hub content for which deployment access is allowed." } },
                                },
                                manifestEtag: { type: "string", description: "The ETag associated with Manifest S3 URI." },
                                manifestS3URI: { type: "string", description: "The Amazon S3 URI of the manifest file." },
                                modelAccessConfig: {
                                  type: "object",
                                  description: "Specifies the access configuration file for the ML model.",
                                  properties: { acceptEula: { type: "boolean", description: "Specifies agreement to the model end-user license agreement (EULA)." } },
                                },
                                s3DataType: { type: "string", description: "Specifies the type of ML model data to deploy." },
                                s3URI: { type: "string", description: "Specifies the S3 path of ML model data to deploy." },
                              },
                            },
                          },
                        },
                        modelDataURL: { type: "string", description: "The S3 path where the model artifacts, which result from model training, are stored." },
                        modelPackageName: { type: "string", description: "The name or Amazon Resource Name (ARN) of the model package to use to create the model." },
                        multiModelConfig: {
                          type: "object",
                          description: "Specifies additional configuration for multi-model endpoints.",
                          properties: { modelCacheSetting: { type: "string", description: "Whether to cache models for a multi-model endpoint." } },
                        },
                      },
                    },
                  },
                  enableNetworkIsolation: { type: "boolean", description: "Isolates the model container." },
                  executionRoleARN: {
                    type: "string",
                    description: "The Amazon Resource Name (ARN) of the IAM role that SageMaker can assume to access model artifacts and docker image for deployment on ML compute instances or for batch transform jobs.",
                  },
                  inferenceExecutionConfig: {
                    type: "object",
                    description: "Specifies details of how containers in a multi-container endpoint are called.",
                    properties: { mode: { type: "string", description: "How containers in a multi-container are run." } },
                  },
                  modelName: { type: "string", description: "The name of the new model." },
                  primaryContainer: {
                    type: "object",
                    description: "The location of the primary docker image containing inference code, associated artifacts, and custom environment map that the inference code uses when the model is deployed for predictions.",
                    properties: {
                      additionalModelDataSources: {
                        type: "array",
                        description: "Data sources that are available to your model in addition to the one that you specify for ModelDataSource when you use the CreateModel action.",
                        items: {
                          type: "object",
                          properties: {
                            channelName: { type: "string", description: "A custom name for this AdditionalModelDataSource object." },
                            s3DataSource: {
                              type: "object",
                              description: "Specifies the S3 location of ML model data to deploy.",
                              properties: {
                                compressionType: { type: "string", description: "Specifies how the ML model data is prepared." },
                                eTag: { type: "string", description: "The ETag associated with S3 URI." },
                                hubAccessConfig: {
                                  type: "object",
                                  description: "Configuration information for hub access.",
                                  properties: { hubContentARN: { type: "string", description: "The ARN of the hub content for which deployment access is allowed." } },
                                },
                                manifestEtag: { type: "string", description: "The ETag associated with Manifest S3 URI." },
                                manifestS3URI: { type: "string", description: "The Amazon S3 URI of the manifest file." },
                                modelAccessConfig: {
                                  type: "object",
                                  description: "Specifies the access configuration file for the ML model.",
                                  properties: { acceptEula: { type: "boolean", description: "Specifies agreement to the model end-user license agreement (EULA)." } },
                                },
                                s3DataType: { type: "string", description: "Specifies the type of ML model data to deploy." },
                                s3URI: { type: "string", description: "Specifies the S3 path of ML model data to deploy." },
                              },
                            },
                          },
                        },
                      },
                      containerHostname: { type: "string", description: "This parameter is ignored for models that contain only a PrimaryContainer." },
                      containerMetricsConfig: {
                        type: "object",
                        description: "The configuration for container metrics scraping.",
                        properties: {
                          metricsEndpoints: {
                            type: "array",
                            description: "A list of metrics endpoints to scrape from the container.",
                            items: {
                              type: "object",
                              properties: {
                                metricPublishFrequencyInSeconds: {
                                  type: "integer",
                                  description: "The interval, in seconds, at which container metrics scraped from the endpoint are published to Amazon CloudWatch.",
                                  format: "int64",
                                },
                                metricsEndpointPath: { type: "string", description: "The path to the metrics endpoint exposed by the container." },
                              },
                            },
                          },
                        },
                      },
                      environment: { type: "object", description: "The environment variables to set in the Docker container.", additionalProperties: { type: "string" } },
                      image: { type: "string", description: "The path where inference code is stored." },
                      imageConfig: {
                        type: "object",
                        description: "Specifies whether the model container is in Amazon ECR or a private Docker registry accessible from your Amazon Virtual Private Cloud (VPC).",
                        properties: {
                          repositoryAccessMode: { type: "string", description: "Set this to one of the following values:" },
                          repositoryAuthConfig: {
                            type: "object",
                            description: "(Optional) Specifies an authentication configuration for the private docker registry where your model image is hosted.",
                            properties: {
                              repositoryCredentialsProviderARN: {
                                type: "string",
                                description: "The Amazon Resource Name (ARN) of an Amazon Web Services Lambda function that provides credentials to authenticate to the private Docker registry where your model image is hosted.",
                              },
                            },
                          },
                        },
                      },
                      inferenceSpecificationName: { type: "string", description: "The inference specification name in the model package version." },
                      mode: { type: "string", description: "Whether the container hosts a single model or multiple models." },
                      modelDataSource: {
                        type: "object",
                        description: "Specifies the location of ML model data to deploy.",
                        properties: {
                          s3DataSource: {
                            type: "object",
                            description: "Specifies the S3 location of ML model data to deploy.",
                            properties: {
                              compressionType: { type: "string", description: "Specifies how the ML model data is prepared." },
                              eTag: { type: "string", description: "The ETag associated with S3 URI." },
                              hubAccessConfig: {
                                type: "object",
                                description: "Configuration information for hub access.",
                                properties: { hubContentARN: { type: "string", description: "The ARN of the hub content for which deployment access is allowed." } },
                              },
                              manifestEtag: { type: "string", description: "The ETag associated with Manifest S3 URI." },
                              manifestS3URI: { type: "string", description: "The Amazon S3 URI of the manifest file." },
                              modelAccessConfig: {
                                type: "object",
                                description: "Specifies the access configuration file for the ML model.",
                                properties: { acceptEula: { type: "boolean", description: "Specifies agreement to the model end-user license agreement (EULA)." } },
                              },
                              s3DataType: { type: "string", description: "Specifies the type of ML model data to deploy." },
                              s3URI: { type: "string", description: "Specifies the S3 path of ML model data to deploy." },
                            },
                          },
                        },
                      },
                      modelDataURL: { type: "string", description: "The S3 path where the model artifacts, which result from model training, are stored." },
                      modelPackageName: { type: "string", description: "The name or Amazon Resource Name (ARN) of the model package to use to create the model." },
                      multiModelConfig: {
                        type: "object",
                        description: "Specifies additional configuration for multi-model endpoints.",
                        properties: { modelCacheSetting: { type: "string", description: "Whether to cache models for a multi-model endpoint." } },
                      },
                    },
                  },
                  tags: {
                    type: "array",
                    description: "An array of key-value pairs.",
                    items: {
                      type: "object",
                      properties: { key: { type: "string", description: "The tag key." }, value: { type: "string", description: "The tag value." } },
                    },
                  },
                  vpcConfig: {
                    type: "object",
                    description: "A VpcConfig object that specifies the VPC that you want your model to connect to.",
                    properties: {
                      securityGroupIDs: { type: "array", description: "The VPC security group IDs, in the form sg-xxxxxxxx.", items: { type: "string" } },
                      subnets: {
                        type: "array",
                        description: "The ID of the subnets in the VPC to which you want to connect your training job or model.",
                        items: { type: "string" },
                      },
                    },
                  },
                },
              },
              status: {
                type: "object",
                description: "The observed state of the Model.",
                properties: {
                  ackResourceMetadata: {
                    type: "object",
                    description: "Which AWS resource this object stands for.",
                    required: ["ownerAccountID", "region"],
                    properties: {
                      arn: { type: "string", description: "The resource's Amazon Resource Name." },
                      ownerAccountID: { type: "string", description: "The account that owns the resource." },
                      partition: { type: "string", description: "The partition of the resource's region." },
                      region: { type: "string", description: "The region of the resource." },
                    },
                  },
                  conditions: {
                    type: "array",
                    description: "What is known of the object, one entry a type.",
                    items: {
                      type: "object",
                      required: ["status", "type"],
                      properties: {
                        lastTransitionTime: { type: "string", format: "date-time", description: "When the status changed last." },
                        message: { type: "string", description: "The details, for people." },
                        observedGeneration: { type: "integer", format: "int64", description: "The generation that was looked at." },
                        reason: { type: "string", description: "The cause, in one word." },
                        status: { type: "string", description: "True, False or Unknown." },
                        type: { type: "string", description: "What the condition is about." },
                      },
                    },
                  },
                  slipway: { type: "object", description: "What Slipway adds: where the work runs and what it waits for.", "x-kubernetes-preserve-unknown-fields": true },
                  creationTime: { type: "string", description: "A timestamp that shows when the model was created.", format: "date-time" },
                  deploymentRecommendation: {
                    type: "object",
                    description: "A set of recommended deployment configurations for the model.",
                    properties: {
                      realTimeInferenceRecommendations: {
                        type: "array",
                        description: "A list of RealTimeInferenceRecommendation items.",
                        items: {
                          type: "object",
                          properties: {
                            environment: {
                              type: "object",
                              description: "The recommended environment variables to set in the model container for Real-Time Inference.",
                              additionalProperties: { type: "string" },
                            },
                            instanceType: { type: "string", description: "The recommended instance type for Real-Time Inference." },
                            recommendationID: { type: "string", description: "The recommendation ID which uniquely identifies each recommendation." },
                          },
                        },
                      },
                      recommendationStatus: { type: "string", description: "Status of the deployment recommendation." },
                    },
                  },
                },
              },
            },
          },
        },
        subresources: { status: {} },
      },
    ],
  },
};
