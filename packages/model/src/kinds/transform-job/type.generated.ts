// Made by `npm run generate` from AWS's service model; do not edit.
import type { AckResourceMetadata } from "../../ack.ts";
import type { Condition, Resource } from "../../resource.ts";
import type { TransformJobConditionType } from "./conditions.ts";
import type { SlipwayStatus } from "./slipway-status.ts";

export interface TransformJob extends Resource {
  readonly kind: "TransformJob";
  readonly spec: TransformJobSpec;
  readonly status?: TransformJobStatus;
}

export interface TransformJobSpec {
  readonly batchStrategy?: "MultiRecord" | "SingleRecord";
  readonly dataCaptureConfig?: BatchDataCaptureConfig;
  readonly dataProcessing?: DataProcessing;
  readonly environment?: Readonly<Record<string, string>>;
  readonly experimentConfig?: ExperimentConfig;
  readonly maxConcurrentTransforms?: number;
  readonly maxPayloadInMB?: number;
  readonly modelClientConfig?: ModelClientConfig;
  readonly modelName: string;
  readonly tags?: readonly Tag[];
  readonly transformInput: TransformInput;
  readonly transformJobName: string;
  readonly transformOutput: TransformOutput;
  readonly transformResources: TransformResources;
}

export interface TransformJobStatus {
  readonly ackResourceMetadata?: AckResourceMetadata;
  readonly conditions?: readonly Condition<TransformJobConditionType>[];
  readonly slipway?: SlipwayStatus;
  readonly autoMLJobARN?: string;
  readonly creationTime?: string;
  readonly failureReason?: string;
  readonly labelingJobARN?: string;
  readonly transformEndTime?: string;
  readonly transformJobStatus?: "InProgress" | "Completed" | "Failed" | "Stopping" | "Stopped";
  readonly transformStartTime?: string;
}

export interface BatchDataCaptureConfig {
  readonly destinationS3URI?: string;
  readonly generateInferenceID?: boolean;
  readonly kmsKeyID?: string;
}

export interface DataProcessing {
  readonly inputFilter?: string;
  readonly joinSource?: "Input" | "None";
  readonly outputFilter?: string;
}

export interface ExperimentConfig {
  readonly experimentName?: string;
  readonly runName?: string;
  readonly trialComponentDisplayName?: string;
  readonly trialName?: string;
}

export interface ModelClientConfig {
  readonly invocationsMaxRetries?: number;
  readonly invocationsTimeoutInSeconds?: number;
}

export interface Tag {
  readonly key?: string;
  readonly value?: string;
}

export interface TransformDataSource {
  readonly s3DataSource?: TransformS3DataSource;
}

export interface TransformInput {
  readonly compressionType?: "None" | "Gzip";
  readonly contentType?: string;
  readonly dataSource?: TransformDataSource;
  readonly splitType?: "None" | "Line" | "RecordIO" | "TFRecord";
}

export interface TransformOutput {
  readonly accept?: string;
  readonly assembleWith?: "None" | "Line";
  readonly kmsKeyID?: string;
  readonly s3OutputPath?: string;
}

export interface TransformResources {
  readonly instanceCount?: number;
  readonly instanceType?: string;
  readonly transformAMIVersion?: string;
  readonly volumeKMSKeyID?: string;
}

export interface TransformS3DataSource {
  readonly s3DataType?: "ManifestFile" | "S3Prefix" | "AugmentedManifestFile" | "Converse";
  readonly s3URI?: string;
}
