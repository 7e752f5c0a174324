// Made by `npm run generate` from AWS's service model; do not edit.
import type { CustomResourceDefinition } from "../crd.ts";

export const endpointConfigCrd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "endpointconfigs.sagemaker.services.k8s.aws" },
  spec: {
    group: "sagemaker.services.k8s.aws",
    scope: "Namespaced",
    names: { kind: "EndpointConfig", listKind: "EndpointConfigList", plural: "endpointconfigs", singular: "endpointconfig", shortNames: ["epc"] },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "EndpointConfig is the Schema for the EndpointConfigs API",
            properties: {
              apiVersion: { type: "string", description: "Group and version of this object's schema." },
              kind: { type: "string", description: "The kind of this object." },
              metadata: { type: "object" },
              spec: {
                type: "object",
                description: "The desired state of the EndpointConfig.",
                required: ["endpointConfigName", "productionVariants"],
                properties: {
                  asyncInferenceConfig: {
                    type: "object",
                    description: "Specifies configuration for how an endpoint performs asynchronous inference.",
                    properties: {
                      clientConfig: {
                        type: "object",
                        description: "Configures the behavior of the client used by SageMaker to interact with the model container during asynchronous inference.",
                        properties: {
                          maxConcurrentInvocationsPerInstance: {
                            type: "integer",
                            description: "The maximum number of concurrent requests sent by the SageMaker client to the model container.",
                            format: "int64",
                          },
                        },
                      },
                      outputConfig: {
                        type: "object",
                        description: "Specifies the configuration for asynchronous inference invocation outputs.",
                        properties: {
                          kmsKeyID: {
                            type: "string",
                            description: "The Amazon Web Services Key Management Service (Amazon Web Services KMS) key that SageMaker uses to encrypt the asynchronous inference output in Amazon S3.",
                          },
                          notificationConfig: {
                            type: "object",
                            description: "Specifies the configuration for notifications of inference results for asynchronous inference.",
                            properties: {
                              errorTopic: { type: "string", description: "Amazon SNS topic to post a notification to when inference fails." },
                              includeInferenceResponseIn: {
                                type: "array",
                                description: "The Amazon SNS topics where you want the inference response to be included.",
                                items: { type: "string" },
                              },
                              successTopic: { type: "string", description: "Amazon SNS topic to post a notification to when inference completes successfully." },
                            },
                          },
                          s3FailurePath: { type: "string", description: "The Amazon S3 location to upload failure inference responses to." },
                          s3OutputPath: { type: "string", description: "The Amazon S3 location to upload inference responses to." },
                        },
                      },
                    },
                  },
                  dataCaptureConfig: {
                    type: "object",
                    description: "Configuration to control how SageMaker AI captures inference data.",
                    properties: {
                      captureContentTypeHeader: {
                        type: "object",
                        description: "Configuration specifying how to treat different headers.",
                        properties: {
                          csvContentTypes: {
                            type: "array",
                            description: "The list of all content type headers that Amazon SageMaker AI will treat as CSV and capture accordingly.",
                            items: { type: "string" },
                          },
                          jsonContentTypes: {
                            type: "array",
                            description: "The list of all content type headers that SageMaker AI will treat as JSON and capture accordingly.",
                            items: { type: "string" },
                          },
                        },
                      },
                      captureOptions: {
                        type: "array",
                        description: "Specifies data Model Monitor will capture.",
                        items: { type: "object", properties: { captureMode: { type: "string", description: "Specify the boundary of data to capture." } } },
                      },
                      destinationS3URI: { type: "string", description: "The Amazon S3 location used to capture the data." },
                      enableCapture: { type: "boolean", description: "Whether data capture should be enabled or disabled (defaults to enabled)." },
                      initialSamplingPercentage: { type: "integer", description: "The percentage of requests SageMaker AI will capture.", format: "int64" },
                      kmsKeyID: {
                        type: "string",
                        description: "The Amazon Resource Name (ARN) of an Key Management Service key that SageMaker AI uses to encrypt the captured data at rest using Amazon S3 server-side encryption.",
                      },
                    },
                  },
                  enableNetworkIsolation: { type: "boolean", description: "Sets whether all model containers deployed to the endpoint are isolated." },
                  endpointConfigName: { type: "string", description: "The name of the endpoint configuration." },
                  executionRoleARN: {
                    type: "string",
                    description: "The Amazon Resource Name (ARN) of an IAM role that Amazon SageMaker AI can assume to perform actions on your behalf.",
                  },
                  explainerConfig: {
                    type: "object",
                    description: "A member of CreateEndpointConfig that enables explainers.",
                    properties: {
                      clarifyExplainerConfig: {
                        type: "object",
                        description: "A member of ExplainerConfig that contains configuration parameters for the SageMaker Clarify explainer.",
                        properties: {
                          enableExplanations: { type: "string", description: "A JMESPath boolean expression used to filter which records to explain." },
                          inferenceConfig: {
                            type: "object",
                            description: "The inference configuration parameter for the model container.",
                            properties: {
                              contentTemplate: { type: "string", description: "A template string used to format a JSON record into an acceptable model container input." },
                              featureHeaders: { type: "array", description: "The names of the features.", items: { type: "string" } },
                              featureTypes: { type: "array", description: "A list of data types of the features (optional).", items: { type: "string" } },
                              featuresAttribute: {
                                type: "string",
                                description: "Provides the JMESPath expression to extract the features from a model container input in JSON Lines format.",
                              },
                              labelAttribute: { type: "string", description: "A JMESPath expression used to locate the list of label headers in the model container output." },
                              labelHeaders: {
                                type: "array",
                                description: "For multiclass classification problems, the label headers are the names of the classes.",
                                items: { type: "string" },
                              },
                              labelIndex: {
                                type: "integer",
                                description: "A zero-based index used to extract a label header or list of label headers from model container output in CSV format.",
                                format: "int64",
                              },
                              maxPayloadInMB: {
                                type: "integer",
                                description: "The maximum payload size (MB) allowed of a request from the explainer to the model container.",
                                format: "int64",
                              },
                              maxRecordCount: {
                                type: "integer",
                                description: "The maximum number of records in a request that the model container can process when querying the model container for the predictions of a synthetic dataset.",
                                format: "int64",
                              },
                              probabilityAttribute: {
                                type: "string",
                                description: "A JMESPath expression used to extract the probability (or score) from the model container output if the model container is in JSON Lines format.",
                              },
                              probabilityIndex: {
                                type: "integer",
                                description: "A zero-based index used to extract a probability value (score) or list from model container output in CSV format.",
                                format: "int64",
                              },
                            },
                          },
                          shapConfig: {
                            type: "object",
                            description: "The configuration for SHAP analysis.",
                            properties: {
                              numberOfSamples: { type: "integer", description: "The number of samples to be used for analysis by the Kernal SHAP algorithm.", format: "int64" },
                              seed: {
                                type: "integer",
                                description: "The starting value used to initialize the random number generator in the explainer.",
                                format: "int64",
                              },
                              shapBaselineConfig: {
                                type: "object",
                                description: "The configuration for the SHAP baseline of the Kernal SHAP algorithm.",
                                properties: {
                                  mimeType: { type: "string", description: "The MIME type of the baseline data." },
                                  shapBaseline: { type: "string", description: "The inline SHAP baseline data in string format." },
                                  shapBaselineURI: {
                                    type: "string",
                                    description: "The uniform resource identifier (URI) of the S3 bucket where the SHAP baseline file is stored.",
                                  },
                                },
                              },
                              textConfig: {
                                type: "object",
                                description: "A parameter that indicates if text features are treated as text and explanations are provided for individual units of text.",
                                properties: {
                                  granularity: { type: "string", description: "The unit of granularity for the analysis of text features." },
                                  language: {
                                    type: "string",
                                    description: "Specifies the language of the text features in ISO 639-1 or ISO 639-3 code of a supported language.",
                                  },
                                },
                              },
                              useLogit: {
                                type: "boolean",
                                description: "A Boolean toggle to indicate if you want to use the logit function (true) or log-odds units (false) for model predictions.",
                              },
                            },
                          },
                        },
                      },
                    },
                  },
                  kmsKeyID: {
                    type: "string",
                    description: "The Amazon Resource Name (ARN) of a Amazon Web Services Key Management Service key that SageMaker uses to encrypt data on the storage volume attached to the ML compute instance that hosts the…",
                  },
                  metricsConfig: {
                    type: "object",
                    description: "The configuration parameters for utilization metrics.",
                    properties: {
                      enableDetailedObservability: { type: "boolean", description: "Indicates whether detailed observability is enabled for the endpoint." },
                      enableEnhancedMetrics: { type: "boolean", description: "Specifies whether to enable enhanced metrics for the endpoint." },
                      metricPublishFrequencyInSeconds: { type: "integer", description: "The interval, in seconds, at which metrics are published to Amazon CloudWatch.", format: "int64" },
                    },
                  },
                  productionVariants: {
                    type: "array",
                    description: "An array of ProductionVariant objects, one for each model that you want to host at this endpoint.",
                    items: {
                      type: "object",
                      properties: {
                        acceleratorType: { type: "string", description: "This parameter is no longer supported." },
                        capacityReservationConfig: {
                          type: "object",
                          description: "Settings for the capacity reservation for the compute instances that SageMaker AI reserves for an endpoint.",
                          properties: {
                            capacityReservationPreference: { type: "string", description: "Options that you can choose for the capacity reservation." },
                            mlReservationARN: {
                              type: "string",
                              description: "The Amazon Resource Name (ARN) that uniquely identifies the ML capacity reservation that SageMaker AI applies when it deploys the endpoint.",
                            },
                          },
                        },
                        containerStartupHealthCheckTimeoutInSeconds: {
                          type: "integer",
                          description: "The timeout value, in seconds, for your inference container to pass health check by SageMaker Hosting.",
                          format: "int64",
                        },
                        coreDumpConfig: {
                          type: "object",
                          description: "Specifies configuration for a core dump from the model container when the process crashes.",
                          properties: {
                            destinationS3URI: { type: "string", description: "The Amazon S3 bucket to send the core dump to." },
                            kmsKeyID: {
                              type: "string",
                              description: "The Amazon Web Services Key Management Service (Amazon Web Services KMS) key that SageMaker uses to encrypt the core dump data at rest using Amazon S3 server-side encryption.",
                            },
                          },
                        },
                        enableSSMAccess: {
                          type: "boolean",
                          description: "You can use this parameter to turn on native Amazon Web Services Systems Manager (SSM) access for a production variant behind an endpoint.",
                        },
                        inferenceAMIVersion: { type: "string", description: "Specifies an option from a collection of preconfigured Amazon Machine Image (AMI) images." },
                        initialInstanceCount: { type: "integer", description: "Number of instances to launch initially.", format: "int64" },
                        initialVariantWeight: {
                          type: "number",
                          description: "Determines initial traffic distribution among all of the models that you specify in the endpoint configuration.",
                        },
                        instancePools: {
                          type: "array",
                          description: "A list of instance pools for the production variant.",
                          items: {
                            type: "object",
                            properties: {
                              instanceType: { type: "string", description: "The ML compute instance type for the instance pool." },
                              modelNameOverride: {
                                type: "string",
                                description: "The name of a SageMaker model to use for this instance pool instead of the model specified for the production variant.",
                              },
                              priority: { type: "integer", description: "The priority for the instance pool.", format: "int64" },
                            },
                          },
                        },
                        instanceType: { type: "string", description: "The ML compute instance type." },
                        managedInstanceScaling: {
                          type: "object",
                          description: "Settings that control the range in the number of instances that the endpoint provisions as it scales up or down to accommodate traffic.",
                          properties: {
                            maxInstanceCount: {
                              type: "integer",
                              description: "The maximum number of instances that the endpoint can provision when it scales up to accommodate an increase in traffic.",
                              format: "int64",
                            },
                            minInstanceCount: {
                              type: "integer",
                              description: "The minimum number of instances that the endpoint must retain when it scales down to accommodate a decrease in traffic.",
                              format: "int64",
                            },
                            scaleInPolicy: {
                              type: "object",
                              description: "Configures the scale-in behavior for managed instance scaling.",
                              properties: {
                                cooldownInMinutes: {
                                  type: "integer",
                                  description: "The cooldown period, in minutes, after the last endpoint operation before the endpoint evaluates consolidation scale-in opportunities.",
                                  format: "int64",
                                },
                                maximumStepSize: {
                                  type: "integer",
                                  description: "The maximum number of instances that the endpoint can terminate at a time during a consolidation scale-in operation.",
                                  format: "int64",
                                },
                                strategy: { type: "string", description: "The strategy for scaling in instances." },
                              },
                            },
                            status: { type: "string", description: "Indicates whether managed instance scaling is enabled." },
                          },
                        },
                        modelDataDownloadTimeoutInSeconds: {
                          type: "integer",
                          description: "The timeout value, in seconds, to download and extract the model that you want to host from Amazon S3 to the individual inference instance associated with this production variant.",
                          format: "int64",
                        },
                        modelName: { type: "string", description: "The name of the model that you want to host." },
                        routingConfig: {
                          type: "object",
                          description: "Settings that control how the endpoint routes incoming traffic to the instances that the endpoint hosts.",
                          properties: { routingStrategy: { type: "string", description: "Sets how the endpoint routes incoming traffic:" } },
                        },
                        serverlessConfig: {
                          type: "object",
                          description: "The serverless configuration for an endpoint.",
                          properties: {
                            maxConcurrency: {
                              type: "integer",
                              description: "The maximum number of concurrent invocations your serverless endpoint can process.",
                              format: "int64",
                            },
                            memorySizeInMB: { type: "integer", description: "The memory size of your serverless endpoint.", format: "int64" },
                            provisionedConcurrency: { type: "integer", description: "The amount of provisioned concurrency to allocate for the serverless endpoint.", format: "int64" },
                          },
                        },
                        variantInstanceProvisionTimeoutInSeconds: {
                          type: "integer",
                          description: "The timeout value, in seconds, for provisioning instances for the production variant.",
                          format: "int64",
                        },
                        variantName: { type: "string", description: "The name of the production variant." },
                        volumeSizeInGB: {
                          type: "integer",
                          description: "The size, in GB, of the ML storage volume attached to individual inference instance associated with the production variant.",
                          format: "int64",
                        },
                      },
                    },
                  },
                  shadowProductionVariants: {
                    type: "array",
                    description: "An array of ProductionVariant objects, one for each model that you want to host at this endpoint in shadow mode with production traffic replicated from the model specified on ProductionVariants.",
                    items: {
                      type: "object",
                      properties: {
                        acceleratorType: { type: "string", description: "This parameter is no longer supported." },
                        capacityReservationConfig: {
                          type: "object",
                          description: "Settings for the capacity reservation for the compute instances that SageMaker AI reserves for an endpoint.",
                          properties: {
                            capacityReservationPreference: { type: "string", description: "Options that you can choose for the capacity reservation." },
                            mlReservationARN: {
                              type: "string",
                              description: "The Amazon Resource Name (ARN) that uniquely identifies the ML capacity reservation that SageMaker AI applies when it deploys the endpoint.",
                            },
                          },
                        },
                        containerStartupHealthCheckTimeoutInSeconds: {
                          type: "integer",
                          description: "The timeout value, in seconds, for your inference container to pass health check by SageMaker Hosting.",
                          format: "int64",
                        },
                        coreDumpConfig: {
                          type: "object",
                          description: "Specifies configuration for a core dump from the model container when the process crashes.",
                          properties: {
                            destinationS3URI: { type: "string", description: "The Amazon S3 bucket to send the core dump to." },
                            kmsKeyID: {
                              type: "string",
                              description: "The Amazon Web Services Key Management Service (Amazon Web Services KMS) key that SageMaker uses to encrypt the core dump data at rest using Amazon S3 server-side encryption.",
                            },
                          },
                        },
                        enableSSMAccess: {
                          type: "boolean",
                          description: "You can use this parameter to turn on native Amazon Web Services Systems Manager (SSM) access for a production variant behind an endpoint.",
                        },
                        inferenceAMIVersion: { type: "string", description: "Specifies an option from a collection of preconfigured Amazon Machine Image (AMI) images." },
                        initialInstanceCount: { type: "integer", description: "Number of instances to launch initially.", format: "int64" },
                        initialVariantWeight: {
                          type: "number",
                          description: "Determines initial traffic distribution among all of the models that you specify in the endpoint configuration.",
                        },
                        instancePools: {
                          type: "array",
                          description: "A list of instance pools for the production variant.",
                          items: {
                            type: "object",
                            properties: {
                              instanceType: { type: "string", description: "The ML compute instance type for the instance pool." },
                              modelNameOverride: {
                                type: "string",
                                description: "The name of a SageMaker model to use for this instance pool instead of the model specified for the production variant.",
                              },
                              priority: { type: "integer", description: "The priority for the instance pool.", format: "int64" },
                            },
                          },
                        },
                        instanceType: { type: "string", description: "The ML compute instance type." },
                        managedInstanceScaling: {
                          type: "object",
                          description: "Settings that control the range in the number of instances that the endpoint provisions as it scales up or down to accommodate traffic.",
                          properties: {
                            maxInstanceCount: {
                              type: "integer",
                              description: "The maximum number of instances that the endpoint can provision when it scales up to accommodate an increase in traffic.",
                              format: "int64",
                            },
                            minInstanceCount: {
                              type: "integer",
                              description: "The minimum number of instances that the endpoint must retain when it scales down to accommodate a decrease in traffic.",
                              format: "int64",
                            },
                            scaleInPolicy: {
                              type: "object",
                              description: "Configures the scale-in behavior for managed instance scaling.",
                              properties: {
                                cooldownInMinutes: {
                                  type: "integer",
                                  description: "The cooldown period, in minutes, after the last endpoint operation before the endpoint evaluates consolidation scale-in opportunities.",
                                  format: "int64",
                                },
                                maximumStepSize: {
                                  type: "integer",
                                  description: "The maximum number of instances that the endpoint can terminate at a time during a consolidation scale-in operation.",
                                  format: "int64",
                                },
                                strategy: { type: "string", description: "The strategy for scaling in instances." },
                              },
                            },
                            status: { type: "string", description: "Indicates whether managed instance scaling is enabled." },
                          },
                        },
                        modelDataDownloadTimeoutInSeconds: {
                          type: "integer",
                          description: "The timeout value, in seconds, to download and extract the model that you want to host from Amazon S3 to the individual inference instance associated with this production variant.",
                          format: "int64",
                        },
                        modelName: { type: "string", description: "The name of the model that you want to host." },
                        routingConfig: {
                          type: "object",
                          description: "Settings that control how the endpoint routes incoming traffic to the instances that the endpoint hosts.",
                          properties: { routingStrategy: { type: "string", description: "Sets how the endpoint routes incoming traffic:" } },
                        },
                        serverlessConfig: {
                          type: "object",
                          description: "The serverless configuration for an endpoint.",
                          properties: {
                            maxConcurrency: {
                              type: "integer",
                              description: "The maximum number of concurrent invocations your serverless endpoint can process.",
                              format: "int64",
                            },
                            memorySizeInMB: { type: "integer", description: "The memory size of your serverless endpoint.", format: "int64" },
                            provisionedConcurrency: { type: "integer", description: "The amount of provisioned concurrency to allocate for the serverless endpoint.", format: "int64" },
                          },
                        },
                        variantInstanceProvisionTimeoutInSeconds: {
                          type: "integer",
                          description: "The timeout value, in seconds, for provisioning instances for the production variant.",
                          format: "int64",
                        },
                        variantName: { type: "string", description: "The name of the production variant." },
                        volumeSizeInGB: {
                          type: "integer",
                          description: "The size, in GB, of the ML storage volume attached to individual inference instance associated with the production variant.",
                          format: "int64",
                        },
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
                    description: "Specifies an Amazon Virtual Private Cloud (VPC) that your SageMaker jobs, hosted models, and compute resources have access to.",
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
                description: "The observed state of the EndpointConfig.",
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
                  creationTime: { type: "string", description: "A timestamp that shows when the endpoint configuration was created.", format: "date-time" },
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
