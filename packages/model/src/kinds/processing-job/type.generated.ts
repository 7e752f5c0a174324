// Made by `npm run generate` from AWS's service model; do not edit.
import type { AckResourceMetadata } from "../../ack.ts";
import type { Condition, Resource } from "../../resource.ts";
import type { ProcessingJobConditionType } from "./conditions.ts";
import type { SlipwayStatus } from "./slipway-status.ts";

export interface ProcessingJob extends Resource {
  readonly kind: "ProcessingJob";
  readonly spec: ProcessingJobSpec;
  readonly status?: ProcessingJobStatus;
}

export interface ProcessingJobSpec {
  readonly appSpecification: AppSpecification;
  readonly environment?: Readonly<Record<string, string>>;
  readonly experimentConfig?: ExperimentConfig;
  readonly networkConfig?: NetworkConfig;
  readonly processingInputs?: readonly ProcessingInput[];
  readonly processingJobName: string;
  readonly processingOutputConfig?: ProcessingOutputConfig;
  readonly processingResources: ProcessingResources;
  readonly roleARN: string;
  readonly stoppingCondition?: ProcessingStoppingCondition;
  readonly tags?: readonly Tag[];
}

export interface ProcessingJobStatus {
  readonly ackResourceMetadata?: AckResourceMetadata;
  readonly conditions?: readonly Condition<ProcessingJobConditionType>[];
  readonly slipway?: SlipwayStatus;
  readonly autoMLJobARN?: string;
  readonly creationTime?: string;
  readonly exitMessage?: string;
  readonly failureReason?: string;
  readonly lastModifiedTime?: string;
  readonly monitoringScheduleARN?: string;
  readonly processingEndTime?: string;
  readonly processingJobStatus?: "InProgress" | "Completed" | "Failed" | "Stopping" | "Stopped";
  readonly processingStartTime?: string;
  readonly trainingJobARN?: string;
}

export interface AppSpecification {
  readonly containerArguments?: readonly string[];
  readonly containerEntrypoint?: readonly string[];
  readonly imageURI?: string;
}

export interface AthenaDatasetDefinition {
  readonly catalog?: string;
  readonly database?: string;
  readonly kmsKeyID?: string;
  readonly outputCompression?: "GZIP" | "SNAPPY" | "ZLIB";
  readonly outputFormat?: "PARQUET" | "ORC" | "AVRO" | "JSON" | "TEXTFILE";
  readonly outputS3URI?: string;
  readonly queryString?: string;
  readonly workGroup?: string;
}

export interface DatasetDefinition {
  readonly athenaDatasetDefinition?: AthenaDatasetDefinition;
  readonly dataDistributionType?: "FullyReplicated" | "ShardedByS3Key";
  readonly inputMode?: "Pipe" | "File";
  readonly localPath?: string;
  readonly redshiftDatasetDefinition?: RedshiftDatasetDefinition;
}

export interface ExperimentConfig {
  readonly experimentName?: string;
  readonly runName?: string;
  readonly trialComponentDisplayName?: string;
  readonly trialName?: string;
}

export interface NetworkConfig {
  readonly enableInterContainerTrafficEncryption?: boolean;
  readonly enableNetworkIsolation?: boolean;
  readonly vpcConfig?: VpcConfig;
}

export interface ProcessingClusterConfig {
  readonly instanceCount?: number;
  readonly instanceType?: string;
  readonly volumeKMSKeyID?: string;
  readonly volumeSizeInGB?: number;
}

export interface ProcessingFeatureStoreOutput {
  readonly featureGroupName?: string;
}

export interface ProcessingInput {
  readonly appManaged?: boolean;
  readonly datasetDefinition?: DatasetDefinition;
  readonly inputName?: string;
  readonly s3Input?: ProcessingS3Input;
}

export interface ProcessingOutput {
  readonly appManaged?: boolean;
  readonly featureStoreOutput?: ProcessingFeatureStoreOutput;
  readonly outputName?: string;
  readonly s3Output?: ProcessingS3Output;
}

export interface ProcessingOutputConfig {
  readonly kmsKeyID?: string;
  readonly outputs?: readonly ProcessingOutput[];
}

export interface ProcessingResources {
  readonly clusterConfig?: ProcessingClusterConfig;
}

export interface ProcessingS3Input {
  readonly localPath?: string;
  readonly s3CompressionType?: "None" | "Gzip";
  readonly s3DataDistributionType?: "FullyReplicated" | "ShardedByS3Key";
  readonly s3DataType?: "ManifestFile" | "S3Prefix";
  readonly s3InputMode?: "Pipe" | "File";
  readonly s3URI?: string;
}

export interface ProcessingS3Output {
  readonly localPath?: string;
  readonly s3URI?: string;
  readonly s3UploadMode?: "Continuous" | "EndOfJob";
}

export interface ProcessingStoppingCondition {
  readonly maxRuntimeInSeconds?: number;
}

export interface RedshiftDatasetDefinition {
  readonly clusterID?: string;
  readonly clusterRoleARN?: string;
  readonly database?: string;
  readonly dbUser?: string;
  readonly kmsKeyID?: string;
  readonly outputCompression?: "None" | "GZIP" | "BZIP2" | "ZSTD" | "SNAPPY";
  readonly outputFormat?: "PARQUET" | "CSV";
  readonly outputS3URI?: string;
  readonly queryString?: string;
}

export interface Tag {
  readonly key?: string;
  readonly value?: string;
}

export interface VpcConfig {
  readonly securityGroupIDs?: readonly string[];
  readonly subnets?: readonly string[];
}
