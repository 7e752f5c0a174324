// Made by `npm run generate` from AWS's service model; do not edit.
import type { CustomResourceDefinition } from "../crd.ts";

export const processingJobCrd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "processingjobs.sagemaker.services.k8s.aws" },
  spec: {
    group: "sagemaker.services.k8s.aws",
    scope: "Namespaced",
    names: { kind: "ProcessingJob", listKind: "ProcessingJobList", plural: "processingjobs", singular: "processingjob", shortNames: ["pj"] },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        additionalPrinterColumns: [
          { name: "FAILURE-REASON", type: "string", jsonPath: ".status.failureReason", priority: 1 },
          { name: "STATUS", type: "string", jsonPath: ".status.processingJobStatus" },
        ],
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "ProcessingJob is the Schema for the ProcessingJobs API",
            properties: {
              apiVersion: { type: "string", description: "Group and version of this object's schema." },
              kind: { type: "string", description: "The kind of this object." },
              metadata: { type: "object" },
              spec: {
                type: "object",
                description: "The desired state of the ProcessingJob.",
                required: ["appSpecification", "processingJobName", "processingResources", "roleARN"],
                properties: {
                  appSpecification: {
                    type: "object",
                    description: "Configures the processing job to run a specified Docker container image.",
                    properties: {
                      containerArguments: { type: "array", description: "The arguments for a container used to run a processing job.", items: { type: "string" } },
                      containerEntrypoint: { type: "array", description: "The entrypoint for a container used to run a processing job.", items: { type: "string" } },
                      imageURI: { type: "string", description: "The container image to be run by the processing job." },
                    },
                  },
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
                  networkConfig: {
                    type: "object",
                    description: "Networking options for a processing job, such as whether to allow inbound and outbound network calls to and from processing containers, and the VPC subnets and security groups to use for VPC-enabled…",
                    properties: {
                      enableInterContainerTrafficEncryption: { type: "boolean", description: "Whether to encrypt all communications between distributed processing jobs." },
                      enableNetworkIsolation: {
                        type: "boolean",
                        description: "Whether to allow inbound and outbound network calls to and from the containers used for the processing job.",
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
                  processingInputs: {
                    type: "array",
                    description: "An array of inputs configuring the data to download into the processing container.",
                    items: {
                      type: "object",
                      properties: {
                        appManaged: {
                          type: "boolean",
                          description: "When True, input operations such as data download are managed natively by the processing job application.",
                        },
                        datasetDefinition: {
                          type: "object",
                          description: "Configuration for a Dataset Definition input.",
                          properties: {
                            athenaDatasetDefinition: {
                              type: "object",
                              description: "Configuration for Athena Dataset Definition input.",
                              properties: {
                                catalog: { type: "string" },
                                database: { type: "string" },
                                kmsKeyID: {
                                  type: "string",
                                  description: "The Amazon Web Services Key Management Service (Amazon Web Services KMS) key that Amazon SageMaker uses to encrypt data generated from an Athena query execution.",
                                },
                                outputCompression: { type: "string" },
                                outputFormat: { type: "string" },
                                outputS3URI: { type: "string", description: "The location in Amazon S3 where Athena query results are stored." },
                                queryString: { type: "string" },
                                workGroup: { type: "string" },
                              },
                            },
                            dataDistributionType: { type: "string", description: "Whether the generated dataset is FullyReplicated or ShardedByS3Key (default)." },
                            inputMode: { type: "string", description: "Whether to use File or Pipe input mode." },
                            localPath: {
                              type: "string",
                              description: "The local path where you want Amazon SageMaker to download the Dataset Definition inputs to run a processing job.",
                            },
                            redshiftDatasetDefinition: {
                              type: "object",
                              description: "Configuration for Redshift Dataset Definition input.",
                              properties: {
                                clusterID: { type: "string" },
                                clusterRoleARN: {
                                  type: "string",
                                  description: "The IAM role attached to your Redshift cluster that Amazon SageMaker uses to generate datasets.",
                                },
                                database: { type: "string" },
                                dbUser: { type: "string" },
                                kmsKeyID: {
                                  type: "string",
                                  description: "The Amazon Web Services Key Management Service (Amazon Web Services KMS) key that Amazon SageMaker uses to encrypt data from a Redshift execution.",
                                },
                                outputCompression: { type: "string" },
                                outputFormat: { type: "string" },
                                outputS3URI: { type: "string", description: "The location in Amazon S3 where the Redshift query results are stored." },
                                queryString: { type: "string" },
                              },
                            },
                          },
                        },
                        inputName: { type: "string", description: "The name for the processing job input." },
                        s3Input: {
                          type: "object",
                          description: "Configuration for downloading input data from Amazon S3 into the processing container.",
                          properties: {
                            localPath: { type: "string", description: "The local path in your container where you want Amazon SageMaker to write input data to." },
                            s3CompressionType: { type: "string", description: "Whether to GZIP-decompress the data in Amazon S3 as it is streamed into the processing container." },
                            s3DataDistributionType: {
                              type: "string",
                              description: "Whether to distribute the data from Amazon S3 to all processing instances with FullyReplicated, or whether the data from Amazon S3 is sharded by Amazon S3 key, downloading one shard of data to each…",
                            },
                            s3DataType: { type: "string", description: "Whether you use an S3Prefix or a ManifestFile for the data type." },
                            s3InputMode: { type: "string", description: "Whether to use File or Pipe input mode." },
                            s3URI: { type: "string", description: "The URI of the Amazon S3 prefix Amazon SageMaker downloads data required to run a processing job." },
                          },
                        },
                      },
                    },
                  },
                  processingJobName: { type: "string", description: "The name of the processing job." },
                  processingOutputConfig: {
                    type: "object",
                    description: "Output configuration for the processing job.",
                    properties: {
                      kmsKeyID: {
                        type: "string",
                        description: "The Amazon Web Services Key Management Service (Amazon Web Services KMS) key that Amazon SageMaker uses to encrypt the processing job output.",
                      },
                      outputs: {
                        type: "array",
                        description: "An array of outputs configuring the data to upload from the processing container.",
                        items: {
                          type: "object",
                          properties: {
                            appManaged: {
                              type: "boolean",
                              description: "When True, output operations such as data upload are managed natively by the processing job application.",
                            },
                            featureStoreOutput: {
                              type: "object",
                              description: "Configuration for processing job outputs in Amazon SageMaker Feature Store.",
                              properties: {
                                featureGroupName: {
                                  type: "string",
                                  description: "The name of the Amazon SageMaker FeatureGroup to use as the destination for processing job output.",
                                },
                              },
                            },
                            outputName: { type: "string", description: "The name for the processing job output." },
                            s3Output: {
                              type: "object",
                              description: "Configuration for processing job outputs in Amazon S3.",
                              properties: {
                                localPath: {
                                  type: "string",
                                  description: "The local path of a directory where you want Amazon SageMaker to upload its contents to Amazon S3.",
                                },
                                s3URI: {
                                  type: "string",
                                  description: "A URI that identifies the Amazon S3 bucket where you want Amazon SageMaker to save the results of a processing job.",
                                },
                                s3UploadMode: { type: "string", description: "Whether to upload the results of the processing job continuously or after the job completes." },
                              },
                            },
                          },
                        },
                      },
                    },
                  },
                  processingResources: {
                    type: "object",
                    description: "Identifies the resources, ML compute instances, and ML storage volumes to deploy for a processing job.",
                    properties: {
                      clusterConfig: {
                        type: "object",
                        description: "The configuration for the resources in a cluster used to run the processing job.",
                        properties: {
                          instanceCount: { type: "integer", description: "The number of ML compute instances to use in the processing job.", format: "int64" },
                          instanceType: { type: "string", description: "The ML compute instance type for the processing job." },
                          volumeKMSKeyID: {
                            type: "string",
                            description: "The Amazon Web Services Key Management Service (Amazon Web Services KMS) key that Amazon SageMaker uses to encrypt data on the storage volume attached to the ML compute instance(s) that run the…",
                          },
                          volumeSizeInGB: { type: "integer", description: "The size of the ML storage volume in gigabytes that you want to provision.", format: "int64" },
                        },
                      },
                    },
                  },
                  roleARN: {
                    type: "string",
                    description: "The Amazon Resource Name (ARN) of an IAM role that Amazon SageMaker can assume to perform tasks on your behalf.",
                  },
                  stoppingCondition: {
                    type: "object",
                    description: "The time limit for how long the processing job is allowed to run.",
                    properties: { maxRuntimeInSeconds: { type: "integer", description: "Specifies the maximum runtime in seconds.", format: "int64" } },
                  },
                  tags: {
                    type: "array",
                    description: "(Optional) An array of key-value pairs.",
                    items: {
                      type: "object",
                      properties: { key: { type: "string", description: "The tag key." }, value: { type: "string", description: "The tag value." } },
                    },
                  },
                },
              },
              status: {
                type: "object",
                description: "The observed state of the ProcessingJob.",
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
                  autoMLJobARN: { type: "string", description: "The ARN of an AutoML job associated with this processing job." },
                  creationTime: { type: "string", description: "The time at which the processing job was created.", format: "date-time" },
                  exitMessage: {
                    type: "string",
                    description: "An optional string, up to one KB in size, that contains metadata from the processing container when the processing job exits.",
                  },
                  failureReason: { type: "string", description: "A string, up to one KB in size, that contains the reason a processing job failed, if it failed." },
                  lastModifiedTime: { type: "string", description: "The time at which the processing job was last modified.", format: "date-time" },
                  monitoringScheduleARN: { type: "string", description: "The ARN of a monitoring schedule for an endpoint associated with this processing job." },
                  processingEndTime: { type: "string", description: "The time at which the processing job completed.", format: "date-time" },
                  processingJobStatus: { type: "string", description: "Provides the status of a processing job." },
                  processingStartTime: { type: "string", description: "The time at which the processing job started.", format: "date-time" },
                  trainingJobARN: { type: "string", description: "The ARN of a training job associated with this processing job." },
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
