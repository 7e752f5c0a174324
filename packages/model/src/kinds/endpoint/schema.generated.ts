// Made by `npm run generate` from AWS's service model; do not edit.
import type { CustomResourceDefinition } from "../crd.ts";

export const endpointCrd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "endpoints.sagemaker.services.k8s.aws" },
  spec: {
    group: "sagemaker.services.k8s.aws",
    scope: "Namespaced",
    names: { kind: "Endpoint", listKind: "EndpointList", plural: "endpoints", singular: "endpoint", shortNames: ["smep"] },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        additionalPrinterColumns: [
          { name: "FAILURE-REASON", type: "string", jsonPath: ".status.failureReason", priority: 1 },
          { name: "STATUS", type: "string", jsonPath: ".status.endpointStatus" },
        ],
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "Endpoint is the Schema for the Endpoints API",
            properties: {
              apiVersion: { type: "string", description: "Group and version of this object's schema." },
              kind: { type: "string", description: "The kind of this object." },
              metadata: { type: "object" },
              spec: {
                type: "object",
                description: "The desired state of the Endpoint.",
                required: ["endpointConfigName", "endpointName"],
                properties: {
                  deploymentConfig: {
                    type: "object",
                    description: "The deployment configuration for an endpoint, which contains the desired deployment strategy and rollback configurations.",
                    properties: {
                      autoRollbackConfiguration: {
                        type: "object",
                        description: "Automatic rollback configuration for handling endpoint deployment failures and recovery.",
                        properties: {
                          alarms: {
                            type: "array",
                            description: "List of CloudWatch alarms in your account that are configured to monitor metrics on an endpoint.",
                            items: { type: "object", properties: { alarmName: { type: "string", description: "The name of a CloudWatch alarm in your account." } } },
                          },
                        },
                      },
                      blueGreenUpdatePolicy: {
                        type: "object",
                        description: "Update policy for a blue/green deployment.",
                        properties: {
                          maximumExecutionTimeoutInSeconds: { type: "integer", description: "Maximum execution timeout for the deployment.", format: "int64" },
                          terminationWaitInSeconds: {
                            type: "integer",
                            description: "Additional waiting time in seconds after the completion of an endpoint deployment before terminating the old endpoint fleet.",
                            format: "int64",
                          },
                          trafficRoutingConfiguration: {
                            type: "object",
                            description: "Defines the traffic routing strategy to shift traffic from the old fleet to the new fleet during an endpoint deployment.",
                            properties: {
                              canarySize: {
                                type: "object",
                                description: "Batch size for the first step to turn on traffic on the new endpoint fleet.",
                                properties: {
                                  type_: { type: "string", description: "Specifies the endpoint capacity type." },
                                  value: {
                                    type: "integer",
                                    description: "Defines the capacity size, either as a number of instances or a capacity percentage.",
                                    format: "int64",
                                  },
                                },
                              },
                              linearStepSize: {
                                type: "object",
                                description: "Batch size for each step to turn on traffic on the new endpoint fleet.",
                                properties: {
                                  type_: { type: "string", description: "Specifies the endpoint capacity type." },
                                  value: {
                                    type: "integer",
                                    description: "Defines the capacity size, either as a number of instances or a capacity percentage.",
                                    format: "int64",
                                  },
                                },
                              },
                              type_: { type: "string", description: "Traffic routing strategy type." },
                              waitIntervalInSeconds: {
                                type: "integer",
                                description: "The waiting time (in seconds) between incremental steps to turn on traffic on the new endpoint fleet.",
                                format: "int64",
                              },
                            },
                          },
                        },
                      },
                      rollingUpdatePolicy: {
                        type: "object",
                        description: "Specifies a rolling deployment strategy for updating a SageMaker endpoint.",
                        properties: {
                          maximumBatchSize: {
                            type: "object",
                            description: "Batch size for each rolling step to provision capacity and turn on traffic on the new endpoint fleet, and terminate capacity on the old endpoint fleet.",
                            properties: {
                              type_: { type: "string", description: "Specifies the endpoint capacity type." },
                              value: {
                                type: "integer",
                                description: "Defines the capacity size, either as a number of instances or a capacity percentage.",
                                format: "int64",
                              },
                            },
                          },
                          maximumExecutionTimeoutInSeconds: { type: "integer", description: "The time limit for the total deployment.", format: "int64" },
                          rollbackMaximumBatchSize: {
                            type: "object",
                            description: "Batch size for rollback to the old endpoint fleet.",
                            properties: {
                              type_: { type: "string", description: "Specifies the endpoint capacity type." },
                              value: {
                                type: "integer",
                                description: "Defines the capacity size, either as a number of instances or a capacity percentage.",
                                format: "int64",
                              },
                            },
                          },
                          waitIntervalInSeconds: {
                            type: "integer",
                            description: "The length of the baking period, during which SageMaker monitors alarms for each batch on the new fleet.",
                            format: "int64",
                          },
                        },
                      },
                    },
                  },
                  endpointConfigName: { type: "string", description: "The name of an endpoint configuration." },
                  endpointName: {
                    type: "string",
                    description: "The name of the endpoint.The name must be unique within an Amazon Web Services Region in your Amazon Web Services account.",
                  },
                  tags: {
                    type: "array",
                    description: "An array of key-value pairs.",
                    items: {
                      type: "object",
                      properties: { key: { type: "string", description: "The tag key." }, value: { type: "string", description: "The tag value." } },
                    },
                  },
                },
              },
              status: {
                type: "object",
                description: "The observed state of the Endpoint.",
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
                  asyncInferenceConfig: {
                    type: "object",
                    description: "Returns the description of an endpoint configuration created using the CreateEndpointConfig API.",
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
                  creationTime: { type: "string", description: "A timestamp that shows when the endpoint was created.", format: "date-time" },
                  dataCaptureConfig: {
                    type: "object",
                    description: "The currently active data capture configuration used by your Endpoint.",
                    properties: {
                      captureStatus: { type: "string", description: "Whether data capture is currently functional." },
                      currentSamplingPercentage: { type: "integer", description: "The percentage of requests being captured by your Endpoint.", format: "int64" },
                      destinationS3URI: { type: "string", description: "The Amazon S3 location being used to capture the data." },
                      enableCapture: { type: "boolean", description: "Whether data capture is enabled or disabled." },
                      kmsKeyID: { type: "string", description: "The KMS key being used to encrypt the data in Amazon S3." },
                    },
                  },
                  endpointStatus: { type: "string", description: "The status of the endpoint." },
                  explainerConfig: {
                    type: "object",
                    description: "The configuration parameters for an explainer.",
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
                  failureReason: { type: "string", description: "If the status of the endpoint is Failed, the reason why it failed." },
                  lastDeploymentConfig: {
                    type: "object",
                    description: "The most recent deployment configuration for the endpoint.",
                    properties: {
                      autoRollbackConfiguration: {
                        type: "object",
                        description: "Automatic rollback configuration for handling endpoint deployment failures and recovery.",
                        properties: {
                          alarms: {
                            type: "array",
                            description: "List of CloudWatch alarms in your account that are configured to monitor metrics on an endpoint.",
                            items: { type: "object", properties: { alarmName: { type: "string", description: "The name of a CloudWatch alarm in your account." } } },
                          },
                        },
                      },
                      blueGreenUpdatePolicy: {
                        type: "object",
                        description: "Update policy for a blue/green deployment.",
                        properties: {
                          maximumExecutionTimeoutInSeconds: { type: "integer", description: "Maximum execution timeout for the deployment.", format: "int64" },
                          terminationWaitInSeconds: {
                            type: "integer",
                            description: "Additional waiting time in seconds after the completion of an endpoint deployment before terminating the old endpoint fleet.",
                            format: "int64",
                          },
                          trafficRoutingConfiguration: {
                            type: "object",
                            description: "Defines the traffic routing strategy to shift traffic from the old fleet to the new fleet during an endpoint deployment.",
                            properties: {
                              canarySize: {
                                type: "object",
                                description: "Batch size for the first step to turn on traffic on the new endpoint fleet.",
                                properties: {
                                  type_: { type: "string", description: "Specifies the endpoint capacity type." },
                                  value: {
                                    type: "integer",
                                    description: "Defines the capacity size, either as a number of instances or a capacity percentage.",
                                    format: "int64",
                                  },
                                },
                              },
                              linearStepSize: {
                                type: "object",
                                description: "Batch size for each step to turn on traffic on the new endpoint fleet.",
                                properties: {
                                  type_: { type: "string", description: "Specifies the endpoint capacity type." },
                                  value: {
                                    type: "integer",
                                    description: "Defines the capacity size, either as a number of instances or a capacity percentage.",
                                    format: "int64",
                                  },
                                },
                              },
                              type_: { type: "string", description: "Traffic routing strategy type." },
                              waitIntervalInSeconds: {
                                type: "integer",
                                description: "The waiting time (in seconds) between incremental steps to turn on traffic on the new endpoint fleet.",
                                format: "int64",
                              },
                            },
                          },
                        },
                      },
                      rollingUpdatePolicy: {
                        type: "object",
                        description: "Specifies a rolling deployment strategy for updating a SageMaker endpoint.",
                        properties: {
                          maximumBatchSize: {
                            type: "object",
                            description: "Batch size for each rolling step to provision capacity and turn on traffic on the new endpoint fleet, and terminate capacity on the old endpoint fleet.",
                            properties: {
                              type_: { type: "string", description: "Specifies the endpoint capacity type." },
                              value: {
                                type: "integer",
                                description: "Defines the capacity size, either as a number of instances or a capacity percentage.",
                                format: "int64",
                              },
                            },
                          },
                          maximumExecutionTimeoutInSeconds: { type: "integer", description: "The time limit for the total deployment.", format: "int64" },
                          rollbackMaximumBatchSize: {
                            type: "object",
                            description: "Batch size for rollback to the old endpoint fleet.",
                            properties: {
                              type_: { type: "string", description: "Specifies the endpoint capacity type." },
                              value: {
                                type: "integer",
                                description: "Defines the capacity size, either as a number of instances or a capacity percentage.",
                                format: "int64",
                              },
                            },
                          },
                          waitIntervalInSeconds: {
                            type: "integer",
                            description: "The length of the baking period, during which SageMaker monitors alarms for each batch on the new fleet.",
                            format: "int64",
                          },
                        },
                      },
                    },
                  },
                  lastModifiedTime: { type: "string", description: "A timestamp that shows when the endpoint was last modified.", format: "date-time" },
                  metricsConfig: {
                    type: "object",
                    description: "The configuration parameters for utilization metrics.",
                    properties: {
                      enableDetailedObservability: { type: "boolean", description: "Indicates whether detailed observability is enabled for the endpoint." },
                      enableEnhancedMetrics: { type: "boolean", description: "Specifies whether to enable enhanced metrics for the endpoint." },
                      metricPublishFrequencyInSeconds: { type: "integer", description: "The interval, in seconds, at which metrics are published to Amazon CloudWatch.", format: "int64" },
                    },
                  },
                  pendingDeploymentSummary: {
                    type: "object",
                    description: "Returns the summary of an in-progress deployment.",
                    properties: {
                      endpointConfigName: { type: "string", description: "The name of the endpoint configuration used in the deployment." },
                      productionVariants: {
                        type: "array",
                        description: "An array of PendingProductionVariantSummary objects, one for each model hosted behind this endpoint for the in-progress deployment.",
                        items: {
                          type: "object",
                          properties: {
                            acceleratorType: { type: "string", description: "This parameter is no longer supported." },
                            currentInstanceCount: { type: "integer", description: "The number of instances associated with the variant.", format: "int64" },
                            currentServerlessConfig: {
                              type: "object",
                              description: "The serverless configuration for the endpoint.",
                              properties: {
                                maxConcurrency: {
                                  type: "integer",
                                  description: "The maximum number of concurrent invocations your serverless endpoint can process.",
                                  format: "int64",
                                },
                                memorySizeInMB: { type: "integer", description: "The memory size of your serverless endpoint.", format: "int64" },
                                provisionedConcurrency: {
                                  type: "integer",
                                  description: "The amount of provisioned concurrency to allocate for the serverless endpoint.",
                                  format: "int64",
                                },
                              },
                            },
                            currentWeight: { type: "number", description: "The weight associated with the variant." },
                            deployedImages: {
                              type: "array",
                              description: "An array of DeployedImage objects that specify the Amazon EC2 Container Registry paths of the inference images deployed on instances of this ProductionVariant.",
                              items: {
                                type: "object",
                                properties: {
                                  resolutionTime: {
                                    type: "string",
                                    description: "The date and time when the image path for the model resolved to the ResolvedImage",
                                    format: "date-time",
                                  },
                                  resolvedImage: { type: "string", description: "The specific digest path of the image hosted in this ProductionVariant." },
                                  specifiedImage: { type: "string", description: "The image path you specified when you created the model." },
                                },
                              },
                            },
                            desiredInstanceCount: {
                              type: "integer",
                              description: "The number of instances requested in this deployment, as specified in the endpoint configuration for the endpoint.",
                              format: "int64",
                            },
                            desiredServerlessConfig: {
                              type: "object",
                              description: "The serverless configuration requested for this deployment, as specified in the endpoint configuration for the endpoint.",
                              properties: {
                                maxConcurrency: {
                                  type: "integer",
                                  description: "The maximum number of concurrent invocations your serverless endpoint can process.",
                                  format: "int64",
                                },
                                memorySizeInMB: { type: "integer", description: "The memory size of your serverless endpoint.", format: "int64" },
                                provisionedConcurrency: {
                                  type: "integer",
                                  description: "The amount of provisioned concurrency to allocate for the serverless endpoint.",
                                  format: "int64",
                                },
                              },
                            },
                            desiredWeight: {
                              type: "number",
                              description: "The requested weight for the variant in this deployment, as specified in the endpoint configuration for the endpoint.",
                            },
                            instancePools: {
                              type: "array",
                              description: "A list of instance pools for the production variant.",
                              items: {
                                type: "object",
                                properties: {
                                  currentInstanceCount: { type: "integer", description: "The current number of instances of this type in the instance pool.", format: "int64" },
                                  instanceType: { type: "string", description: "The ML compute instance type for the instance pool." },
                                },
                              },
                            },
                            instanceType: { type: "string", description: "The type of instances associated with the variant." },
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
                            routingConfig: {
                              type: "object",
                              description: "Settings that control how the endpoint routes incoming traffic to the instances that the endpoint hosts.",
                              properties: { routingStrategy: { type: "string", description: "Sets how the endpoint routes incoming traffic:" } },
                            },
                            variantName: { type: "string", description: "The name of the variant." },
                            variantStatus: {
                              type: "array",
                              description: "The endpoint variant status which describes the current deployment stage status or operational status.",
                              items: {
                                type: "object",
                                properties: {
                                  startTime: { type: "string", description: "The start time of the current status change.", format: "date-time" },
                                  status: {
                                    type: "string",
                                    description: "The endpoint variant status which describes the current deployment stage status or operational status.",
                                  },
                                  statusMessage: { type: "string", description: "A message that describes the status of the production variant." },
                                },
                              },
                            },
                          },
                        },
                      },
                      shadowProductionVariants: {
                        type: "array",
                        description: "An array of PendingProductionVariantSummary objects, one for each model hosted behind this endpoint in shadow mode with production traffic replicated from the model specified on ProductionVariants…",
                        items: {
                          type: "object",
                          properties: {
                            acceleratorType: { type: "string", description: "This parameter is no longer supported." },
                            currentInstanceCount: { type: "integer", description: "The number of instances associated with the variant.", format: "int64" },
                            currentServerlessConfig: {
                              type: "object",
                              description: "The serverless configuration for the endpoint.",
                              properties: {
                                maxConcurrency: {
                                  type: "integer",
                                  description: "The maximum number of concurrent invocations your serverless endpoint can process.",
                                  format: "int64",
                                },
                                memorySizeInMB: { type: "integer", description: "The memory size of your serverless endpoint.", format: "int64" },
                                provisionedConcurrency: {
                                  type: "integer",
                                  description: "The amount of provisioned concurrency to allocate for the serverless endpoint.",
                                  format: "int64",
                                },
                              },
                            },
                            currentWeight: { type: "number", description: "The weight associated with the variant." },
                            deployedImages: {
                              type: "array",
                              description: "An array of DeployedImage objects that specify the Amazon EC2 Container Registry paths of the inference images deployed on instances of this ProductionVariant.",
                              items: {
                                type: "object",
                                properties: {
                                  resolutionTime: {
                                    type: "string",
                                    description: "The date and time when the image path for the model resolved to the ResolvedImage",
                                    format: "date-time",
                                  },
                                  resolvedImage: { type: "string", description: "The specific digest path of the image hosted in this ProductionVariant." },
                                  specifiedImage: { type: "string", description: "The image path you specified when you created the model." },
                                },
                              },
                            },
                            desiredInstanceCount: {
                              type: "integer",
                              description: "The number of instances requested in this deployment, as specified in the endpoint configuration for the endpoint.",
                              format: "int64",
                            },
                            desiredServerlessConfig: {
                              type: "object",
                              description: "The serverless configuration requested for this deployment, as specified in the endpoint configuration for the endpoint.",
                              properties: {
                                maxConcurrency: {
                                  type: "integer",
                                  description: "The maximum number of concurrent invocations your serverless endpoint can process.",
                                  format: "int64",
                                },
                                memorySizeInMB: { type: "integer", description: "The memory size of your serverless endpoint.", format: "int64" },
                                provisionedConcurrency: {
                                  type: "integer",
                                  description: "The amount of provisioned concurrency to allocate for the serverless endpoint.",
                                  format: "int64",
                                },
                              },
                            },
                            desiredWeight: {
                              type: "number",
                              description: "The requested weight for the variant in this deployment, as specified in the endpoint configuration for the endpoint.",
                            },
                            instancePools: {
                              type: "array",
                              description: "A list of instance pools for the production variant.",
                              items: {
                                type: "object",
                                properties: {
                                  currentInstanceCount: { type: "integer", description: "The current number of instances of this type in the instance pool.", format: "int64" },
                                  instanceType: { type: "string", description: "The ML compute instance type for the instance pool." },
                                },
                              },
                            },
                            instanceType: { type: "string", description: "The type of instances associated with the variant." },
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
                            routingConfig: {
                              type: "object",
                              description: "Settings that control how the endpoint routes incoming traffic to the instances that the endpoint hosts.",
                              properties: { routingStrategy: { type: "string", description: "Sets how the endpoint routes incoming traffic:" } },
                            },
                            variantName: { type: "string", description: "The name of the variant." },
                            variantStatus: {
                              type: "array",
                              description: "The endpoint variant status which describes the current deployment stage status or operational status.",
                              items: {
                                type: "object",
                                properties: {
                                  startTime: { type: "string", description: "The start time of the current status change.", format: "date-time" },
                                  status: {
                                    type: "string",
                                    description: "The endpoint variant status which describes the current deployment stage status or operational status.",
                                  },
                                  statusMessage: { type: "string", description: "A message that describes the status of the production variant." },
                                },
                              },
                            },
                          },
                        },
                      },
                      startTime: { type: "string", description: "The start time of the deployment.", format: "date-time" },
                    },
                  },
                  productionVariants: {
                    type: "array",
                    description: "An array of ProductionVariantSummary objects, one for each model hosted behind this endpoint.",
                    items: {
                      type: "object",
                      properties: {
                        capacityReservationConfig: {
                          type: "object",
                          description: "Settings for the capacity reservation for the compute instances that SageMaker AI reserves for an endpoint.",
                          properties: {
                            availableInstanceCount: {
                              type: "integer",
                              description: "The number of instances that are currently available in the ML capacity reservation.",
                              format: "int64",
                            },
                            capacityReservationPreference: { type: "string", description: "The option that you chose for the capacity reservation." },
                            ec2CapacityReservations: {
                              type: "array",
                              description: "The EC2 capacity reservations that are shared to this ML capacity reservation, if any.",
                              items: {
                                type: "object",
                                properties: {
                                  availableInstanceCount: {
                                    type: "integer",
                                    description: "The number of instances that are currently available in the EC2 capacity reservation.",
                                    format: "int64",
                                  },
                                  ec2CapacityReservationID: {
                                    type: "string",
                                    description: "The unique identifier for an EC2 capacity reservation that's part of the ML capacity reservation.",
                                  },
                                  totalInstanceCount: {
                                    type: "integer",
                                    description: "The number of instances that you allocated to the EC2 capacity reservation.",
                                    format: "int64",
                                  },
                                  usedByCurrentEndpoint: {
                                    type: "integer",
                                    description: "The number of instances from the EC2 capacity reservation that are being used by the endpoint.",
                                    format: "int64",
                                  },
                                },
                              },
                            },
                            mlReservationARN: {
                              type: "string",
                              description: "The Amazon Resource Name (ARN) that uniquely identifies the ML capacity reservation that SageMaker AI applies when it deploys the endpoint.",
                            },
                            totalInstanceCount: { type: "integer", description: "The number of instances that you allocated to the ML capacity reservation.", format: "int64" },
                            usedByCurrentEndpoint: {
                              type: "integer",
                              description: "The number of instances from the ML capacity reservation that are being used by the endpoint.",
                              format: "int64",
                            },
                          },
                        },
                        currentInstanceCount: { type: "integer", description: "The number of instances associated with the variant.", format: "int64" },
                        currentServerlessConfig: {
                          type: "object",
                          description: "The serverless configuration for the endpoint.",
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
                        currentWeight: { type: "number", description: "The weight associated with the variant." },
                        deployedImages: {
                          type: "array",
                          description: "An array of DeployedImage objects that specify the Amazon EC2 Container Registry paths of the inference images deployed on instances of this ProductionVariant.",
                          items: {
                            type: "object",
                            properties: {
                              resolutionTime: {
                                type: "string",
                                description: "The date and time when the image path for the model resolved to the ResolvedImage",
                                format: "date-time",
                              },
                              resolvedImage: { type: "string", description: "The specific digest path of the image hosted in this ProductionVariant." },
                              specifiedImage: { type: "string", description: "The image path you specified when you created the model." },
                            },
                          },
                        },
                        desiredInstanceCount: {
                          type: "integer",
                          description: "The number of instances requested in the UpdateEndpointWeightsAndCapacities request.",
                          format: "int64",
                        },
                        desiredServerlessConfig: {
                          type: "object",
                          description: "The serverless configuration requested for the endpoint update.",
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
                        desiredWeight: { type: "number", description: "The requested weight, as specified in the UpdateEndpointWeightsAndCapacities request." },
                        instancePools: {
                          type: "array",
                          description: "A list of instance pools for the production variant.",
                          items: {
                            type: "object",
                            properties: {
                              currentInstanceCount: { type: "integer", description: "The current number of instances of this type in the instance pool.", format: "int64" },
                              instanceType: { type: "string", description: "The ML compute instance type for the instance pool." },
                            },
                          },
                        },
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
                        routingConfig: {
                          type: "object",
                          description: "Settings that control how the endpoint routes incoming traffic to the instances that the endpoint hosts.",
                          properties: { routingStrategy: { type: "string", description: "Sets how the endpoint routes incoming traffic:" } },
                        },
                        variantName: { type: "string", description: "The name of the variant." },
                        variantStatus: {
                          type: "array",
                          description: "The endpoint variant status which describes the current deployment stage status or operational status.",
                          items: {
                            type: "object",
                            properties: {
                              startTime: { type: "string", description: "The start time of the current status change.", format: "date-time" },
                              status: {
                                type: "string",
                                description: "The endpoint variant status which describes the current deployment stage status or operational status.",
                              },
                              statusMessage: { type: "string", description: "A message that describes the status of the production variant." },
                            },
                          },
                        },
                      },
                    },
                  },
                  shadowProductionVariants: {
                    type: "array",
                    description: "An array of ProductionVariantSummary objects, one for each model that you want to host at this endpoint in shadow mode with production traffic replicated from the model specified on…",
                    items: {
                      type: "object",
                      properties: {
                        capacityReservationConfig: {
                          type: "object",
                          description: "Settings for the capacity reservation for the compute instances that SageMaker AI reserves for an endpoint.",
                          properties: {
                            availableInstanceCount: {
                              type: "integer",
                              description: "The number of instances that are currently available in the ML capacity reservation.",
                              format: "int64",
                            },
                            capacityReservationPreference: { type: "string", description: "The option that you chose for the capacity reservation." },
                            ec2CapacityReservations: {
                              type: "array",
                              description: "The EC2 capacity reservations that are shared to this ML capacity reservation, if any.",
                              items: {
                                type: "object",
                                properties: {
                                  availableInstanceCount: {
                                    type: "integer",
                                    description: "The number of instances that are currently available in the EC2 capacity reservation.",
                                    format: "int64",
                                  },
                                  ec2CapacityReservationID: {
                                    type: "string",
                                    description: "The unique identifier for an EC2 capacity reservation that's part of the ML capacity reservation.",
                                  },
                                  totalInstanceCount: {
                                    type: "integer",
                                    description: "The number of instances that you allocated to the EC2 capacity reservation.",
                                    format: "int64",
                                  },
                                  usedByCurrentEndpoint: {
                                    type: "integer",
                                    description: "The number of instances from the EC2 capacity reservation that are being used by the endpoint.",
                                    format: "int64",
                                  },
                                },
                              },
                            },
                            mlReservationARN: {
                              type: "string",
                              description: "The Amazon Resource Name (ARN) that uniquely identifies the ML capacity reservation that SageMaker AI applies when it deploys the endpoint.",
                            },
                            totalInstanceCount: { type: "integer", description: "The number of instances that you allocated to the ML capacity reservation.", format: "int64" },
                            usedByCurrentEndpoint: {
                              type: "integer",
                              description: "The number of instances from the ML capacity reservation that are being used by the endpoint.",
                              format: "int64",
                            },
                          },
                        },
                        currentInstanceCount: { type: "integer", description: "The number of instances associated with the variant.", format: "int64" },
                        currentServerlessConfig: {
                          type: "object",
                          description: "The serverless configuration for the endpoint.",
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
                        currentWeight: { type: "number", description: "The weight associated with the variant." },
                        deployedImages: {
                          type: "array",
                          description: "An array of DeployedImage objects that specify the Amazon EC2 Container Registry paths of the inference images deployed on instances of this ProductionVariant.",
                          items: {
                            type: "object",
                            properties: {
                              resolutionTime: {
                                type: "string",
                                description: "The date and time when the image path for the model resolved to the ResolvedImage",
                                format: "date-time",
                              },
                              resolvedImage: { type: "string", description: "The specific digest path of the image hosted in this ProductionVariant." },
                              specifiedImage: { type: "string", description: "The image path you specified when you created the model." },
                            },
                          },
                        },
                        desiredInstanceCount: {
                          type: "integer",
                          description: "The number of instances requested in the UpdateEndpointWeightsAndCapacities request.",
                          format: "int64",
                        },
                        desiredServerlessConfig: {
                          type: "object",
                          description: "The serverless configuration requested for the endpoint update.",
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
                        desiredWeight: { type: "number", description: "The requested weight, as specified in the UpdateEndpointWeightsAndCapacities request." },
                        instancePools: {
                          type: "array",
                          description: "A list of instance pools for the production variant.",
                          items: {
                            type: "object",
                            properties: {
                              currentInstanceCount: { type: "integer", description: "The current number of instances of this type in the instance pool.", format: "int64" },
                              instanceType: { type: "string", description: "The ML compute instance type for the instance pool." },
                            },
                          },
                        },
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
                        routingConfig: {
                          type: "object",
                          description: "Settings that control how the endpoint routes incoming traffic to the instances that the endpoint hosts.",
                          properties: { routingStrategy: { type: "string", description: "Sets how the endpoint routes incoming traffic:" } },
                        },
                        variantName: { type: "string", description: "The name of the variant." },
                        variantStatus: {
                          type: "array",
                          description: "The endpoint variant status which describes the current deployment stage status or operational status.",
                          items: {
                            type: "object",
                            properties: {
                              startTime: { type: "string", description: "The start time of the current status change.", format: "date-time" },
                              status: {
                                type: "string",
                                description: "The endpoint variant status which describes the current deployment stage status or operational status.",
                              },
                              statusMessage: { type: "string", description: "A message that describes the status of the production variant." },
                            },
                          },
                        },
                      },
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
