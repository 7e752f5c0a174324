// Made by `npm run generate` from AWS's service model; do not edit.
import type { CustomResourceDefinition } from "../crd.ts";

export const transformJobCrd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "transformjobs.sagemaker.services.k8s.aws" },
  spec: {
    group: "sagemaker.services.k8s.aws",
    scope: "Namespaced",
    names: { kind: "TransformJob", listKind: "TransformJobList", plural: "transformjobs", singular: "transformjob", shortNames: ["trj"] },
    versions: [
      {
        name: "v1alpha1",
        served: true,
        storage: true,
        additionalPrinterColumns: [
          { name: "FAILURE-REASON", type: "string", jsonPath: ".status.failureReason", priority: 1 },
          { name: "STATUS", type: "string", jsonPath: ".status.transformJobStatus" },
        ],
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "TransformJob is the Schema for the TransformJobs API",
            properties: {
              apiVersion: { type: "string", description: "Group and version of this object's schema." },
              kind: { type: "string", description: "The kind of this object." },
              metadata: { type: "object" },
              spec: {
                type: "object",
                description: "The desired state of the TransformJob.",
                required: ["modelName", "transformInput", "transformJobName", "transformOutput", "transformResources"],
                properties: {
                  batchStrategy: { type: "string", description: "Specifies the number of records to include in a mini-batch for an HTTP inference request." },
                  dataCaptureConfig: {
                    type: "object",
                    description: "Configuration to control how SageMaker captures inference data.",
                    properties: {
                      destinationS3URI: { type: "string", description: "The Amazon S3 location being used to capture the data." },
                      generateInferenceID: { type: "boolean", description: "Flag that indicates whether to append inference id to the output." },
                      kmsKeyID: {
                        type: "string",
                        description: "The Amazon Resource Name (ARN) of a Amazon Web Services Key Management Service key that SageMaker uses to encrypt data on the storage volume attached to the ML compute instance that hosts the batch…",
                      },
                    },
                  },
                  dataProcessing: {
                    type: "object",
                    description: "The data structure used to specify the data to be used for inference in a batch transform job and to associate the data that is relevant to the prediction results in the output.",
                    properties: {
                      inputFilter: { type: "string", description: "A JSONPath expression used to select a portion of the input data to pass to the algorithm." },
                      joinSource: { type: "string", description: "Specifies the source of the data to join with the transformed data." },
                      outputFilter: {
                        type: "string",
                        description: "A JSONPath expression used to select a portion of the joined dataset to save in the output file for a batch transform job.",
                      },
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
                  maxConcurrentTransforms: {
                    type: "integer",
                    description: "The maximum number of parallel requests that can be sent to each instance in a transform job.",
                    format: "int64",
                  },
                  maxPayloadInMB: { type: "integer", description: "The maximum allowed size of the payload, in MB.", format: "int64" },
                  modelClientConfig: {
                    type: "object",
                    description: "Configures the timeout and maximum number of retries for processing a transform job invocation.",
                    properties: {
                      invocationsMaxRetries: { type: "integer", description: "The maximum number of retries when invocation requests are failing.", format: "int64" },
                      invocationsTimeoutInSeconds: { type: "integer", description: "The timeout value in seconds for an invocation request.", format: "int64" },
                    },
                  },
                  modelName: { type: "string", description: "The name of the model that you want to use for the transform job." },
                  tags: {
                    type: "array",
                    description: "(Optional) An array of key-value pairs.",
                    items: {
                      type: "object",
                      properties: { key: { type: "string", description: "The tag key." }, value: { type: "string", description: "The tag value." } },
                    },
                  },
                  transformInput: {
                    type: "object",
                    description: "Describes the input source and the way the transform job consumes it.",
                    properties: {
                      compressionType: { type: "string", description: "If your transform data is compressed, specify the compression type." },
                      contentType: { type: "string", description: "The multipurpose internet mail extension (MIME) type of the data." },
                      dataSource: {
                        type: "object",
                        description: "Describes the location of the channel data, which is, the S3 location of the input data that the model can consume.",
                        properties: {
                          s3DataSource: {
                            type: "object",
                            description: "The S3 location of the data source that is associated with a channel.",
                            properties: {
                              s3DataType: { type: "string", description: "If you choose S3Prefix, S3Uri identifies a key name prefix." },
                              s3URI: {
                                type: "string",
                                description: "Depending on the value specified for the S3DataType, identifies either a key name prefix or a manifest.",
                              },
                            },
                          },
                        },
                      },
                      splitType: { type: "string", description: "The method to use to split the transform job's data files into smaller batches." },
                    },
                  },
                  transformJobName: { type: "string", description: "The name of the transform job." },
                  transformOutput: {
                    type: "object",
                    description: "Describes the results of the transform job.",
                    properties: {
                      accept: { type: "string", description: "The MIME type used to specify the output data." },
                      assembleWith: { type: "string", description: "Defines how to assemble the results of the transform job as a single S3 object." },
                      kmsKeyID: {
                        type: "string",
                        description: "The Amazon Web Services Key Management Service (Amazon Web Services KMS) key that Amazon SageMaker uses to encrypt the model artifacts at rest using Amazon S3 server-side encryption.",
                      },
                      s3OutputPath: { type: "string", description: "The Amazon S3 path where you want Amazon SageMaker to store the results of the transform job." },
                    },
                  },
                  transformResources: {
                    type: "object",
                    description: "Describes the resources, including ML instance types and ML instance count, to use for the transform job.",
                    properties: {
                      instanceCount: { type: "integer", description: "The number of ML compute instances to use in the transform job.", format: "int64" },
                      instanceType: { type: "string", description: "The ML compute instance type for the transform job." },
                      transformAMIVersion: { type: "string", description: "Specifies an option from a collection of preconfigured Amazon Machine Image (AMI) images." },
                      volumeKMSKeyID: {
                        type: "string",
                        description: "The Amazon Web Services Key Management Service (Amazon Web Services KMS) key that Amazon SageMaker uses to encrypt model data on the storage volume attached to the ML compute instance(s) that run the…",
                      },
                    },
                  },
                },
              },
              status: {
                type: "object",
                description: "The observed state of the TransformJob.",
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
                  autoMLJobARN: { type: "string", description: "The Amazon Resource Name (ARN) of the AutoML transform job." },
                  creationTime: { type: "string", description: "A timestamp that shows when the transform Job was created.", format: "date-time" },
                  failureReason: { type: "string", description: "If the transform job failed, FailureReason describes why it failed." },
                  labelingJobARN: {
                    type: "string",
                    description: "The Amazon Resource Name (ARN) of the Amazon SageMaker Ground Truth labeling job that created the transform or training job.",
                  },
                  transformEndTime: { type: "string", description: "Indicates when the transform job has been completed, or has stopped or failed.", format: "date-time" },
                  transformJobStatus: { type: "string", description: "The status of the transform job." },
                  transformStartTime: { type: "string", description: "Indicates when the transform job starts on ML instances.", format: "date-time" },
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
