// Made by `npm run generate` from AWS's service model; do not edit.
import type { CustomResourceDefinition } from "../crd.ts";

export const trainingJobCrd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "trainingjobs.sagemaker.services.k8s.aws" },
  spec: {
    group: "sagemaker.services.k8s.aws",
    scope: "Namespaced",
    names: { kind: "TrainingJob", listKind: "TrainingJobList", plural: "trainingjobs", singular: "trainingjob", shortNames: ["tj"] },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        additionalPrinterColumns: [
          { name: "FAILURE-REASON", type: "string", jsonPath: ".status.failureReason", priority: 1 },
          { name: "SECONDARY-STATUS", type: "string", jsonPath: ".status.secondaryStatus" },
          { name: "STATUS", type: "string", jsonPath: ".status.trainingJobStatus" },
        ],
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "TrainingJob is the Schema for the TrainingJobs API",
            properties: {
              apiVersion: { type: "string", description: "Group and version of this object's schema." },
              kind: { type: "string", description: "The kind of this object." },
              metadata: { type: "object" },
              spec: {
                type: "object",
                description: "The desired state of the TrainingJob.",
                required: ["algorithmSpecification", "outputDataConfig", "resourceConfig", "roleARN", "stoppingCondition", "trainingJobName"],
                properties: {
                  algorithmSpecification: {
                    type: "object",
                    description: "The registry path of the Docker image that contains the training algorithm and algorithm-specific metadata, including the input mode.",
                    properties: {
                      algorithmName: { type: "string", description: "The name of the algorithm resource to use for the training job." },
                      containerArguments: { type: "array", description: "The arguments for a container used to run a training job.", items: { type: "string" } },
                      containerEntrypoint: { type: "array", description: "The entrypoint script for a Docker container used to run a training job.", items: { type: "string" } },
                      enableSageMakerMetricsTimeSeries: { type: "boolean", description: "To generate and save time-series metrics during training, set to true." },
                      metricDefinitions: {
                        type: "array",
                        description: "A list of metric definition objects.",
                        items: {
                          type: "object",
                          properties: {
                            name: { type: "string", description: "The name of the metric." },
                            regex: { type: "string", description: "A regular expression that searches the output of a training job and gets the value of the metric." },
                          },
                        },
                      },
                      trainingImage: { type: "string", description: "The registry path of the Docker image that contains the training algorithm." },
                      trainingImageConfig: {
                        type: "object",
                        description: "The configuration to use an image from a private Docker registry for a training job.",
                        properties: {
                          trainingRepositoryAccessMode: {
                            type: "string",
                            description: "The method that your training job will use to gain access to the images in your private Docker registry.",
                          },
                          trainingRepositoryAuthConfig: {
                            type: "object",
                            description: "An object containing authentication information for a private Docker registry containing your training images.",
                            properties: {
                              trainingRepositoryCredentialsProviderARN: {
                                type: "string",
                                description: "The Amazon Resource Name (ARN) of an Amazon Web Services Lambda function used to give SageMaker access credentials to your private Docker registry.",
                              },
                            },
                          },
                        },
                      },
                      trainingInputMode: { type: "string" },
                    },
                  },
                  checkpointConfig: {
                    type: "object",
                    description: "Contains information about the output location for managed spot training checkpoint data.",
                    properties: {
                      localPath: { type: "string", description: "(Optional) The local directory where checkpoints are written." },
                      s3URI: { type: "string", description: "Identifies the S3 path where you want SageMaker to store checkpoints." },
                    },
                  },
                  debugHookConfig: {
                    type: "object",
                    description: "Configuration information for the Amazon SageMaker Debugger hook parameters, metric and tensor collections, and storage paths.",
                    properties: {
                      collectionConfigurations: {
                        type: "array",
                        description: "Configuration information for Amazon SageMaker Debugger tensor collections.",
                        items: {
                          type: "object",
                          properties: {
                            collectionName: { type: "string", description: "The name of the tensor collection." },
                            collectionParameters: { type: "object", description: "Parameter values for the tensor collection.", additionalProperties: { type: "string" } },
                          },
                        },
                      },
                      hookParameters: {
                        type: "object",
                        description: "Configuration information for the Amazon SageMaker Debugger hook parameters.",
                        additionalProperties: { type: "string" },
                      },
                      localPath: { type: "string", description: "Path to local storage location for metrics and tensors." },
                      s3OutputPath: { type: "string", description: "Path to Amazon S3 storage location for metrics and tensors." },
                    },
                  },
                  debugRuleConfigurations: {
                    type: "array",
                    description: "Configuration information for Amazon SageMaker Debugger rules for debugging output tensors.",
                    items: {
                      type: "object",
                      properties: {
                        instanceType: { type: "string", description: "The instance type to deploy a custom rule for debugging a training job." },
                        localPath: { type: "string", description: "Path to local storage location for output of rules." },
                        ruleConfigurationName: { type: "string", description: "The name of the rule configuration." },
                        ruleEvaluatorImage: { type: "string", description: "The Amazon Elastic Container (ECR) Image for the managed rule evaluation." },
                        ruleParameters: { type: "object", description: "Runtime configuration for rule container.", additionalProperties: { type: "string" } },
                        s3OutputPath: { type: "string", description: "Path to Amazon S3 storage location for rules." },
                        volumeSizeInGB: { type: "integer", description: "The size, in GB, of the ML storage volume attached to the processing instance.", format: "int64" },
                      },
                    },
                  },
                  enableInterContainerTrafficEncryption: { type: "boolean", description: "To encrypt all communications between ML compute instances in distributed training, choose True." },
                  enableManagedSpotTraining: { type: "boolean", description: "To train models using managed spot training, choose True." },
                  enableNetworkIsolation: { type: "boolean", description: "Isolates the training container." },
                  environment: { type: "object", description: "The environment variables to set in the Docker container.", additionalProperties: { type: "string" } },
                  experimentConfig: {
                    type: "object",
                    description: "Associates a SageMaker job as a trial component with an experiment and trial.",
                    properties: {
                      experimentName: { type: "string", description: "The name of an existing experiment to associate with the trial component." },
                      runName: { type: "string", description: "The name of the experiment run to associate with the trial component." },
                      trialComponentDisplayName: { type: "string", description: "The display name for the trial component." },
                      trialName: { type: "string", description: "The name of an existing trial to associate the trial component with." },
                    },
                  },
                  hyperParameters: {
                    type: "object",
                    description: "Algorithm-specific parameters that influence the quality of the model.",
                    additionalProperties: { type: "string" },
                  },
                  infraCheckConfig: {
                    type: "object",
                    description: "Contains information about the infrastructure health check configuration for the training job.",
                    properties: { enableInfraCheck: { type: "boolean", description: "Enables an infrastructure health check." } },
                  },
                  inputDataConfig: {
                    type: "array",
                    description: "An array of Channel objects.",
                    items: {
                      type: "object",
                      properties: {
                        channelName: { type: "string", description: "The name of the channel." },
                        compressionType: { type: "string", description: "If training data is compressed, the compression type." },
                        contentType: { type: "string", description: "The MIME type of the data." },
                        dataSource: {
                          type: "object",
                          description: "The location of the channel data.",
                          properties: {
                            datasetSource: {
                              type: "object",
                              description: "The dataset resource that's associated with a channel.",
                              properties: { datasetARN: { type: "string", description: "The Amazon Resource Name (ARN) of the dataset resource." } },
                            },
                            fileSystemDataSource: {
                              type: "object",
                              description: "The file system that is associated with a channel.",
                              properties: {
                                directoryPath: { type: "string", description: "The full path to the directory to associate with the channel." },
                                fileSystemAccessMode: { type: "string", description: "The access mode of the mount of the directory associated with the channel." },
                                fileSystemID: { type: "string", description: "The file system id." },
                                fileSystemType: { type: "string", description: "The file system type." },
                              },
                            },
                            s3DataSource: {
                              type: "object",
                              description: "The S3 location of the data source that is associated with a channel.",
                              properties: {
                                attributeNames: {
                                  type: "array",
                                  description: "A list of one or more attribute names to use that are found in a specified augmented manifest file.",
                                  items: { type: "string" },
                                },
                                hubAccessConfig: {
                                  type: "object",
                                  description: "The configuration for a private hub model reference that points to a SageMaker JumpStart public hub model.",
                                  properties: { hubContentARN: { type: "string", description: "The ARN of your private model hub content." } },
                                },
                                instanceGroupNames: {
                                  type: "array",
                                  description: "A list of names of instance groups that get data from the S3 data source.",
                                  items: { type: "string" },
                                },
                                modelAccessConfig: {
                                  type: "object",
                                  description: "The access configuration file to control access to the ML model.",
                                  properties: { acceptEula: { type: "boolean", description: "Specifies agreement to the model end-user license agreement (EULA)." } },
                                },
                                s3DataDistributionType: {
                                  type: "string",
                                  description: "If you want SageMaker to replicate the entire dataset on each ML compute instance that is launched for model training, specify FullyReplicated.",
                                },
                                s3DataType: { type: "string", description: "If you choose S3Prefix, S3Uri identifies a key name prefix." },
                                s3URI: {
                                  type: "string",
                                  description: "Depending on the value specified for the S3DataType, identifies either a key name prefix or a manifest.",
                                },
                              },
                            },
                          },
                        },
                        inputMode: { type: "string", description: "(Optional) The input mode to use for the data channel in a training job." },
                        recordWrapperType: {
                          type: "string",
                          description: "Specify RecordIO as the value when input data is in raw format but the training algorithm requires the RecordIO format.",
                        },
                        shuffleConfig: {
                          type: "object",
                          description: "A configuration for a shuffle option for input data in a channel.",
                          properties: { seed: { type: "integer", description: "Determines the shuffling order in ShuffleConfig value.", format: "int64" } },
                        },
                      },
                    },
                  },
                  mlflowConfig: {
                    type: "object",
                    description: "The MLflow configuration using SageMaker managed MLflow.",
                    properties: {
                      mlflowExperimentName: { type: "string", description: "The MLflow experiment name used for this job." },
                      mlflowResourceARN: { type: "string", description: "The Amazon Resource Name (ARN) of the MLflow resource." },
                      mlflowRunName: { type: "string", description: "The MLflow run name used for this job." },
                    },
                  },
                  modelPackageConfig: {
                    type: "object",
                    description: "The configuration for the model package.",
                    properties: {
                      modelPackageGroupARN: { type: "string", description: "The Amazon Resource Name (ARN) of the model package group of output model package." },
                      sourceModelPackageARN: {
                        type: "string",
                        description: "The Amazon Resource Name (ARN) of the source model package used for continued fine-tuning and custom model evaluation.",
                      },
                    },
                  },
                  outputDataConfig: {
                    type: "object",
                    description: "Specifies the path to the S3 location where you want to store model artifacts.",
                    properties: {
                      compressionType: { type: "string", description: "The model output compression type." },
                      kmsKeyID: {
                        type: "string",
                        description: "The Amazon Web Services Key Management Service (Amazon Web Services KMS) key that SageMaker uses to encrypt the model artifacts at rest using Amazon S3 server-side encryption.",
                      },
                      s3OutputPath: { type: "string", description: "Identifies the S3 path where you want SageMaker to store the model artifacts." },
                    },
                  },
                  profilerConfig: {
                    type: "object",
                    description: "Configuration information for Amazon SageMaker Debugger system monitoring, framework profiling, and storage paths.",
                    properties: {
                      disableProfiler: { type: "boolean", description: "Configuration to turn off Amazon SageMaker Debugger's system monitoring and profiling functionality." },
                      profilingIntervalInMilliseconds: { type: "integer", description: "A time interval for capturing system metrics in milliseconds.", format: "int64" },
                      profilingParameters: { type: "object", description: "Configuration information for capturing framework metrics.", additionalProperties: { type: "string" } },
                      s3OutputPath: { type: "string", description: "Path to Amazon S3 storage location for system and framework metrics." },
                    },
                  },
                  profilerRuleConfigurations: {
                    type: "array",
                    description: "Configuration information for Amazon SageMaker Debugger rules for profiling system and framework metrics.",
                    items: {
                      type: "object",
                      properties: {
                        instanceType: { type: "string", description: "The instance type to deploy a custom rule for profiling a training job." },
                        localPath: { type: "string", description: "Path to local storage location for output of rules." },
                        ruleConfigurationName: { type: "string", description: "The name of the rule configuration." },
                        ruleEvaluatorImage: { type: "string", description: "The Amazon Elastic Container Registry Image for the managed rule evaluation." },
                        ruleParameters: { type: "object", description: "Runtime configuration for rule container.", additionalProperties: { type: "string" } },
                        s3OutputPath: { type: "string", description: "Path to Amazon S3 storage location for rules." },
                        volumeSizeInGB: { type: "integer", description: "The size, in GB, of the ML storage volume attached to the processing instance.", format: "int64" },
                      },
                    },
                  },
                  remoteDebugConfig: {
                    type: "object",
                    description: "Configuration for remote debugging.",
                    properties: { enableRemoteDebug: { type: "boolean", description: "If set to True, enables remote debugging." } },
                  },
                  resourceConfig: {
                    type: "object",
                    description: "The resources, including the ML compute instances and ML storage volumes, to use for model training.",
                    properties: {
                      instanceCount: { type: "integer", description: "The number of ML compute instances to use.", format: "int64" },
                      instanceGroups: {
                        type: "array",
                        description: "The configuration of a heterogeneous cluster in JSON format.",
                        items: {
                          type: "object",
                          properties: {
                            instanceCount: { type: "integer", description: "Specifies the number of instances of the instance group.", format: "int64" },
                            instanceGroupName: { type: "string", description: "Specifies the name of the instance group." },
                            instanceType: { type: "string", description: "Specifies the instance type of the instance group." },
                          },
                        },
                      },
                      instancePlacementConfig: {
                        type: "object",
                        description: "Configuration for how training job instances are placed and allocated within UltraServers.",
                        properties: {
                          enableMultipleJobs: { type: "boolean", description: "If set to true, allows multiple jobs to share the same UltraServer instances." },
                          placementSpecifications: {
                            type: "array",
                            description: "A list of specifications for how instances should be placed on specific UltraServers.",
                            items: {
                              type: "object",
                              properties: {
                                instanceCount: {
                                  type: "integer",
                                  description: "The number of ML compute instances required to be placed together on the same UltraServer.",
                                  format: "int64",
                                },
                                ultraServerID: { type: "string", description: "The unique identifier of the UltraServer where instances should be placed." },
                              },
                            },
                          },
                        },
                      },
                      instanceType: { type: "string", description: "The ML compute instance type." },
                      keepAlivePeriodInSeconds: {
                        type: "integer",
                        description: "The duration of time in seconds to retain configured resources in a warm pool for subsequent training jobs.",
                        format: "int64",
                      },
                      trainingPlanARN: { type: "string", description: "The Amazon Resource Name (ARN); of the training plan to use for this resource configuration." },
                      volumeKMSKeyID: {
                        type: "string",
                        description: "The Amazon Web Services KMS key that SageMaker uses to encrypt data on the storage volume attached to the ML compute instance(s) that run the training job.",
                      },
                      volumeSizeInGB: { type: "integer", description: "The size of the ML storage volume that you want to provision.", format: "int64" },
                    },
                  },
                  retryStrategy: {
                    type: "object",
                    description: "The number of times to retry the job when the job fails due to an InternalServerError.",
                    properties: { maximumRetryAttempts: { type: "integer", description: "The number of times to retry the job.", format: "int64" } },
                  },
                  roleARN: { type: "string", description: "The Amazon Resource Name (ARN) of an IAM role that SageMaker can assume to perform tasks on your behalf." },
                  serverlessJobConfig: {
                    type: "object",
                    description: "The configuration for serverless training jobs.",
                    properties: {
                      acceptEula: { type: "boolean", description: "Specifies agreement to the model end-user license agreement (EULA)." },
                      baseModelARN: { type: "string", description: "The base model Amazon Resource Name (ARN) in SageMaker Public Hub." },
                      customizationTechnique: { type: "string", description: "The model customization technique." },
                      evaluationType: { type: "string", description: "The evaluation job type." },
                      evaluatorARN: { type: "string", description: "The evaluator Amazon Resource Name (ARN) used as reward function or reward prompt." },
                      jobType: { type: "string", description: "The serverless training job type." },
                      peft: { type: "string", description: "The parameter-efficient fine-tuning configuration." },
                    },
                  },
                  sessionChainingConfig: {
                    type: "object",
                    description: "Contains information about attribute-based access control (ABAC) for the training job.",
                    properties: {
                      enableSessionTagChaining: {
                        type: "boolean",
                        description: "Set to True to allow SageMaker to extract session tags from a training job creation role and reuse these tags when assuming the training job execution role.",
                      },
                    },
                  },
                  stoppingCondition: {
                    type: "object",
                    description: "Specifies a limit to how long a model training job can run.",
                    properties: {
                      maxPendingTimeInSeconds: {
                        type: "integer",
                        description: "The maximum length of time, in seconds, that a training or compilation job can be pending before it is stopped.",
                        format: "int64",
                      },
                      maxRuntimeInSeconds: {
                        type: "integer",
                        description: "The maximum length of time, in seconds, that a training or compilation job can run before it is stopped.",
                        format: "int64",
                      },
                      maxWaitTimeInSeconds: {
                        type: "integer",
                        description: "The maximum length of time, in seconds, that a managed Spot training job has to complete.",
                        format: "int64",
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
                  tensorBoardOutputConfig: {
                    type: "object",
                    description: "Configuration of storage locations for the Amazon SageMaker Debugger TensorBoard output data.",
                    properties: {
                      localPath: { type: "string", description: "Path to local storage location for tensorBoard output." },
                      s3OutputPath: { type: "string", description: "Path to Amazon S3 storage location for TensorBoard output." },
                    },
                  },
                  trainingJobName: { type: "string", description: "The name of the training job." },
                  vpcConfig: {
                    type: "object",
                    description: "A VpcConfig object that specifies the VPC that you want your training job to connect to.",
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
                description: "The observed state of the TrainingJob.",
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
                  autoMLJobARN: { type: "string", description: "The Amazon Resource Name (ARN) of an AutoML job." },
                  billableTimeInSeconds: { type: "integer", description: "The billable time in seconds.", format: "int64" },
                  billableTokenCount: { type: "integer", description: "The billable token count for eligible serverless training jobs.", format: "int64" },
                  creationTime: { type: "string", description: "A timestamp that indicates when the training job was created.", format: "date-time" },
                  debugRuleEvaluationStatuses: {
                    type: "array",
                    description: "Evaluation status of Amazon SageMaker Debugger rules for debugging on a training job.",
                    items: {
                      type: "object",
                      properties: {
                        lastModifiedTime: { type: "string", description: "Timestamp when the rule evaluation status was last modified.", format: "date-time" },
                        ruleConfigurationName: { type: "string", description: "The name of the rule configuration." },
                        ruleEvaluationJobARN: { type: "string", description: "The Amazon Resource Name (ARN) of the rule evaluation job." },
                        ruleEvaluationStatus: { type: "string", description: "Status of the rule evaluation." },
                        statusDetails: { type: "string", description: "Details from the rule evaluation." },
                      },
                    },
                  },
                  failureReason: { type: "string", description: "If the training job failed, the reason it failed." },
                  finalMetricDataList: {
                    type: "array",
                    description: "A collection of MetricData objects that specify the names, values, and dates and times that the training algorithm emitted to Amazon CloudWatch.",
                    items: {
                      type: "object",
                      properties: {
                        metricName: { type: "string", description: "The name of the metric." },
                        timestamp: { type: "string", description: "The date and time that the algorithm emitted the metric.", format: "date-time" },
                        value: { type: "number", description: "The value of the metric." },
                      },
                    },
                  },
                  labelingJobARN: {
                    type: "string",
                    description: "The Amazon Resource Name (ARN) of the SageMaker Ground Truth labeling job that created the transform or training job.",
                  },
                  lastModifiedTime: { type: "string", description: "A timestamp that indicates when the status of the training job was last modified.", format: "date-time" },
                  mlflowDetails: {
                    type: "object",
                    description: "The MLflow details of this job.",
                    properties: {
                      mlflowExperimentID: { type: "string", description: "The MLflow experiment ID used for this job." },
                      mlflowRunID: { type: "string", description: "The MLflow run ID used for this job." },
                    },
                  },
                  modelArtifacts: {
                    type: "object",
                    description: "Information about the Amazon S3 location that is configured for storing model artifacts.",
                    properties: { s3ModelArtifacts: { type: "string", description: "The path of the S3 object that contains the model artifacts." } },
                  },
                  outputModelPackageARN: { type: "string", description: "The Amazon Resource Name (ARN) of the output model package containing model weights or checkpoints." },
                  profilerRuleEvaluationStatuses: {
                    type: "array",
                    description: "Evaluation status of Amazon SageMaker Debugger rules for profiling on a training job.",
                    items: {
                      type: "object",
                      properties: {
                        lastModifiedTime: { type: "string", description: "Timestamp when the rule evaluation status was last modified.", format: "date-time" },
                        ruleConfigurationName: { type: "string", description: "The name of the rule configuration." },
                        ruleEvaluationJobARN: { type: "string", description: "The Amazon Resource Name (ARN) of the rule evaluation job." },
                        ruleEvaluationStatus: { type: "string", description: "Status of the rule evaluation." },
                        statusDetails: { type: "string", description: "Details from the rule evaluation." },
                      },
                    },
                  },
                  profilingStatus: { type: "string", description: "Profiling status of a training job." },
                  progressInfo: {
                    type: "object",
                    description: "The Serverless training job progress information.",
                    properties: {
                      currentEpoch: { type: "integer", description: "The current epoch number.", format: "int64" },
                      currentStep: { type: "integer", description: "The current step number.", format: "int64" },
                      maxEpoch: { type: "integer", description: "The maximum number of epochs for this job.", format: "int64" },
                      totalStepCountPerEpoch: { type: "integer", description: "The total step count per epoch.", format: "int64" },
                    },
                  },
                  secondaryStatus: { type: "string", description: "Provides detailed information about the state of the training job." },
                  secondaryStatusTransitions: {
                    type: "array",
                    description: "A history of all of the secondary statuses that the training job has transitioned through.",
                    items: {
                      type: "object",
                      properties: {
                        endTime: {
                          type: "string",
                          description: "A timestamp that shows when the training job transitioned out of this secondary status state into another secondary status state or when the training job has ended.",
                          format: "date-time",
                        },
                        startTime: {
                          type: "string",
                          description: "A timestamp that shows when the training job transitioned to the current secondary status state.",
                          format: "date-time",
                        },
                        status: { type: "string", description: "Contains a secondary status information from a training job." },
                        statusMessage: { type: "string", description: "A detailed description of the progress within a secondary status." },
                      },
                    },
                  },
                  trainingEndTime: { type: "string", description: "Indicates the time when the training job ends on training instances.", format: "date-time" },
                  trainingJobStatus: { type: "string", description: "The status of the training job." },
                  trainingStartTime: { type: "string", description: "Indicates the time when the training job starts on training instances.", format: "date-time" },
                  trainingTimeInSeconds: { type: "integer", description: "The training time in seconds.", format: "int64" },
                  tuningJobARN: {
                    type: "string",
                    description: "The Amazon Resource Name (ARN) of the associated hyperparameter tuning job if the training job was launched by a hyperparameter tuning job.",
                  },
                  warmPoolStatus: {
                    type: "object",
                    description: "The status of the warm pool associated with the training job.",
                    properties: {
                      resourceRetainedBillableTimeInSeconds: { type: "integer", description: "The billable time in seconds used by the warm pool.", format: "int64" },
                      reusedByJob: { type: "string", description: "The name of the matching training job that reused the warm pool." },
                      status: { type: "string", description: "The status of the warm pool." },
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
