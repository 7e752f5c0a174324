// Made by `npm run generate` from AWS's service model; do not edit.
import type { AckResourceMetadata } from "../../ack.ts";
import type { Condition, Resource } from "../../resource.ts";
import type { TrainingJobConditionType } from "./conditions.ts";
import type { SlipwayStatus } from "./slipway-status.ts";

export interface TrainingJob extends Resource {
  readonly kind: "TrainingJob";
  readonly spec: TrainingJobSpec;
  readonly status?: TrainingJobStatus;
}

export interface TrainingJobSpec {
  readonly algorithmSpecification: AlgorithmSpecification;
  readonly checkpointConfig?: CheckpointConfig;
  readonly debugHookConfig?: DebugHookConfig;
  readonly debugRuleConfigurations?: readonly DebugRuleConfiguration[];
  readonly enableInterContainerTrafficEncryption?: boolean;
  readonly enableManagedSpotTraining?: boolean;
  readonly enableNetworkIsolation?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly experimentConfig?: ExperimentConfig;
  readonly hyperParameters?: Readonly<Record<string, string>>;
  readonly infraCheckConfig?: InfraCheckConfig;
  readonly inputDataConfig?: readonly Channel[];
  readonly mlflowConfig?: MlflowConfig;
  readonly modelPackageConfig?: ModelPackageConfig;
  readonly outputDataConfig: OutputDataConfig;
  readonly profilerConfig?: ProfilerConfig;
  readonly profilerRuleConfigurations?: readonly ProfilerRuleConfiguration[];
  readonly remoteDebugConfig?: RemoteDebugConfig;
  readonly resourceConfig: ResourceConfig;
  readonly retryStrategy?: RetryStrategy;
  readonly roleARN: string;
  readonly serverlessJobConfig?: ServerlessJobConfig;
  readonly sessionChainingConfig?: SessionChainingConfig;
  readonly stoppingCondition: StoppingCondition;
  readonly tags?: readonly Tag[];
  readonly tensorBoardOutputConfig?: TensorBoardOutputConfig;
  readonly trainingJobName: string;
  readonly vpcConfig?: VpcConfig;
}

export interface TrainingJobStatus {
  readonly ackResourceMetadata?: AckResourceMetadata;
  readonly conditions?: readonly Condition<TrainingJobConditionType>[];
  readonly slipway?: SlipwayStatus;
  readonly autoMLJobARN?: string;
  readonly billableTimeInSeconds?: number;
  readonly billableTokenCount?: number;
  readonly creationTime?: string;
  readonly debugRuleEvaluationStatuses?: readonly DebugRuleEvaluationStatus[];
  readonly failureReason?: string;
  readonly finalMetricDataList?: readonly MetricData[];
  readonly labelingJobARN?: string;
  readonly lastModifiedTime?: string;
  readonly mlflowDetails?: MlflowDetails;
  readonly modelArtifacts?: ModelArtifacts;
  readonly outputModelPackageARN?: string;
  readonly profilerRuleEvaluationStatuses?: readonly ProfilerRuleEvaluationStatus[];
  readonly profilingStatus?: "Enabled" | "Disabled";
  readonly progressInfo?: TrainingProgressInfo;
  readonly secondaryStatus?: "Starting" | "LaunchingMLInstances" | "PreparingTrainingStack" | "Downloading" | "DownloadingTrainingImage" | "Training" | "Uploading" | "Stopping" | "Stopped" | "MaxRuntimeExceeded" | "Completed" | "Failed" | "Interrupted" | "MaxWaitTimeExceeded" | "Updating" | "Restarting" | "Pending";
  readonly secondaryStatusTransitions?: readonly SecondaryStatusTransition[];
  readonly trainingEndTime?: string;
  readonly trainingJobStatus?: "InProgress" | "Completed" | "Failed" | "Stopping" | "Stopped" | "Deleting";
  readonly trainingStartTime?: string;
  readonly trainingTimeInSeconds?: number;
  readonly tuningJobARN?: string;
  readonly warmPoolStatus?: WarmPoolStatus;
}

export interface AlgorithmSpecification {
  readonly algorithmName?: string;
  readonly containerArguments?: readonly string[];
  readonly containerEntrypoint?: readonly string[];
  readonly enableSageMakerMetricsTimeSeries?: boolean;
  readonly metricDefinitions?: readonly MetricDefinition[];
  readonly trainingImage?: string;
  readonly trainingImageConfig?: TrainingImageConfig;
  readonly trainingInputMode?: "Pipe" | "File" | "FastFile";
}

export interface Channel {
  readonly channelName?: string;
  readonly compressionType?: "None" | "Gzip";
  readonly contentType?: string;
  readonly dataSource?: DataSource;
  readonly inputMode?: "Pipe" | "File" | "FastFile";
  readonly recordWrapperType?: "None" | "RecordIO";
  readonly shuffleConfig?: ShuffleConfig;
}

export interface CheckpointConfig {
  readonly localPath?: string;
  readonly s3URI?: string;
}

export interface CollectionConfiguration {
  readonly collectionName?: string;
  readonly collectionParameters?: Readonly<Record<string, string>>;
}

export interface DataSource {
  readonly datasetSource?: DatasetSource;
  readonly fileSystemDataSource?: FileSystemDataSource;
  readonly s3DataSource?: S3DataSource;
}

export interface DatasetSource {
  readonly datasetARN?: string;
}

export interface DebugHookConfig {
  readonly collectionConfigurations?: readonly CollectionConfiguration[];
  readonly hookParameters?: Readonly<Record<string, string>>;
  readonly localPath?: string;
  readonly s3OutputPath?: string;
}

export interface DebugRuleConfiguration {
  readonly instanceType?: string;
  readonly localPath?: string;
  readonly ruleConfigurationName?: string;
  readonly ruleEvaluatorImage?: string;
  readonly ruleParameters?: Readonly<Record<string, string>>;
  readonly s3OutputPath?: string;
  readonly volumeSizeInGB?: number;
}

export interface DebugRuleEvaluationStatus {
  readonly lastModifiedTime?: string;
  readonly ruleConfigurationName?: string;
  readonly ruleEvaluationJobARN?: string;
  readonly ruleEvaluationStatus?: "InProgress" | "NoIssuesFound" | "IssuesFound" | "Error" | "Stopping" | "Stopped";
  readonly statusDetails?: string;
}

export interface ExperimentConfig {
  readonly experimentName?: string;
  readonly runName?: string;
  readonly trialComponentDisplayName?: string;
  readonly trialName?: string;
}

export interface FileSystemDataSource {
  readonly directoryPath?: string;
  readonly fileSystemAccessMode?: "rw" | "ro";
  readonly fileSystemID?: string;
  readonly fileSystemType?: "EFS" | "FSxLustre";
}

export interface HubAccessConfig {
  readonly hubContentARN?: string;
}

export interface InfraCheckConfig {
  readonly enableInfraCheck?: boolean;
}

export interface InstanceGroup {
  readonly instanceCount?: number;
  readonly instanceGroupName?: string;
  readonly instanceType?: string;
}

export interface InstancePlacementConfig {
  readonly enableMultipleJobs?: boolean;
  readonly placementSpecifications?: readonly PlacementSpecification[];
}

export interface MetricData {
  readonly metricName?: string;
  readonly timestamp?: string;
  readonly value?: number;
}

export interface MetricDefinition {
  readonly name?: string;
  readonly regex?: string;
}

export interface MlflowConfig {
  readonly mlflowExperimentName?: string;
  readonly mlflowResourceARN?: string;
  readonly mlflowRunName?: string;
}

export interface MlflowDetails {
  readonly mlflowExperimentID?: string;
  readonly mlflowRunID?: string;
}

export interface ModelAccessConfig {
  readonly acceptEula?: boolean;
}

export interface ModelArtifacts {
  readonly s3ModelArtifacts?: string;
}

export interface ModelPackageConfig {
  readonly modelPackageGroupARN?: string;
  readonly sourceModelPackageARN?: string;
}

export interface OutputDataConfig {
  readonly compressionType?: "GZIP" | "NONE";
  readonly kmsKeyID?: string;
  readonly s3OutputPath?: string;
}

export interface PlacementSpecification {
  readonly instanceCount?: number;
  readonly ultraServerID?: string;
}

export interface ProfilerConfig {
  readonly disableProfiler?: boolean;
  readonly profilingIntervalInMilliseconds?: number;
  readonly profilingParameters?: Readonly<Record<string, string>>;
  readonly s3OutputPath?: string;
}

export interface ProfilerRuleConfiguration {
  readonly instanceType?: string;
  readonly localPath?: string;
  readonly ruleConfigurationName?: string;
  readonly ruleEvaluatorImage?: string;
  readonly ruleParameters?: Readonly<Record<string, string>>;
  readonly s3OutputPath?: string;
  readonly volumeSizeInGB?: number;
}

export interface ProfilerRuleEvaluationStatus {
  readonly lastModifiedTime?: string;
  readonly ruleConfigurationName?: string;
  readonly ruleEvaluationJobARN?: string;
  readonly ruleEvaluationStatus?: "InProgress" | "NoIssuesFound" | "IssuesFound" | "Error" | "Stopping" | "Stopped";
  readonly statusDetails?: string;
}

export interface RemoteDebugConfig {
  readonly enableRemoteDebug?: boolean;
}

export interface ResourceConfig {
  readonly instanceCount?: number;
  readonly instanceGroups?: readonly InstanceGroup[];
  readonly instancePlacementConfig?: InstancePlacementConfig;
  readonly instanceType?: string;
  readonly keepAlivePeriodInSeconds?: number;
  readonly trainingPlanARN?: string;
  readonly volumeKMSKeyID?: string;
  readonly volumeSizeInGB?: number;
}

export interface RetryStrategy {
  readonly maximumRetryAttempts?: number;
}

export interface S3DataSource {
  readonly attributeNames?: readonly string[];
  readonly hubAccessConfig?: HubAccessConfig;
  readonly instanceGroupNames?: readonly string[];
  readonly modelAccessConfig?: ModelAccessConfig;
  readonly s3DataDistributionType?: "FullyReplicated" | "ShardedByS3Key";
  readonly s3DataType?: "ManifestFile" | "S3Prefix" | "AugmentedManifestFile" | "Converse";
  readonly s3URI?: string;
}

export interface SecondaryStatusTransition {
  readonly endTime?: string;
  readonly startTime?: string;
  readonly status?: "Starting" | "LaunchingMLInstances" | "PreparingTrainingStack" | "Downloading" | "DownloadingTrainingImage" | "Training" | "Uploading" | "Stopping" | "Stopped" | "MaxRuntimeExceeded" | "Completed" | "Failed" | "Interrupted" | "MaxWaitTimeExceeded" | "Updating" | "Restarting" | "Pending";
  readonly statusMessage?: string;
}

export interface ServerlessJobConfig {
  readonly acceptEula?: boolean;
  readonly baseModelARN?: string;
  readonly customizationTechnique?: "SFT" | "DPO" | "RLVR" | "RLAIF";
  readonly evaluationType?: "LLMAJEvaluation" | "CustomScorerEvaluation" | "BenchmarkEvaluation";
  readonly evaluatorARN?: string;
  readonly jobType?: "FineTuning" | "Evaluation";
  readonly peft?: "LORA";
}

export interface SessionChainingConfig {
  readonly enableSessionTagChaining?: boolean;
}

export interface ShuffleConfig {
  readonly seed?: number;
}

export interface StoppingCondition {
  readonly maxPendingTimeInSeconds?: number;
  readonly maxRuntimeInSeconds?: number;
  readonly maxWaitTimeInSeconds?: number;
}

export interface Tag {
  readonly key?: string;
  readonly value?: string;
}

export interface TensorBoardOutputConfig {
  readonly localPath?: string;
  readonly s3OutputPath?: string;
}

export interface TrainingImageConfig {
  readonly trainingRepositoryAccessMode?: "Platform" | "Vpc";
  readonly trainingRepositoryAuthConfig?: TrainingRepositoryAuthConfig;
}

export interface TrainingProgressInfo {
  readonly currentEpoch?: number;
  readonly currentStep?: number;
  readonly maxEpoch?: number;
  readonly totalStepCountPerEpoch?: number;
}

export interface TrainingRepositoryAuthConfig {
  readonly trainingRepositoryCredentialsProviderARN?: string;
}

export interface VpcConfig {
  readonly securityGroupIDs?: readonly string[];
  readonly subnets?: readonly string[];
}

export interface WarmPoolStatus {
  readonly resourceRetainedBillableTimeInSeconds?: number;
  readonly reusedByJob?: string;
  readonly status?: "Available" | "Terminated" | "Reused" | "InUse";
}
