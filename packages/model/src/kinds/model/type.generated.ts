// Made by `npm run generate` from AWS's service model; do not edit.
import type { AckResourceMetadata } from "../../ack.ts";
import type { Condition, Resource } from "../../resource.ts";
import type { ModelConditionType } from "./conditions.ts";
import type { SlipwayStatus } from "./slipway-status.ts";

export interface Model extends Resource {
  readonly kind: "Model";
  readonly spec: ModelSpec;
  readonly status?: ModelStatus;
}

export interface ModelSpec {
  readonly containers?: readonly ContainerDefinition[];
  readonly enableNetworkIsolation?: boolean;
  readonly executionRoleARN?: string;
  readonly inferenceExecutionConfig?: InferenceExecutionConfig;
  readonly modelName: string;
  readonly primaryContainer?: ContainerDefinition;
  readonly tags?: readonly Tag[];
  readonly vpcConfig?: VpcConfig;
}

export interface ModelStatus {
  readonly ackResourceMetadata?: AckResourceMetadata;
  readonly conditions?: readonly Condition<ModelConditionType>[];
  readonly slipway?: SlipwayStatus;
  readonly creationTime?: string;
  readonly deploymentRecommendation?: DeploymentRecommendation;
}

export interface AdditionalModelDataSource {
  readonly channelName?: string;
  readonly s3DataSource?: S3ModelDataSource;
}

export interface ContainerDefinition {
  readonly additionalModelDataSources?: readonly AdditionalModelDataSource[];
  readonly containerHostname?: string;
  readonly containerMetricsConfig?: ContainerMetricsConfig;
  readonly environment?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly imageConfig?: ImageConfig;
  readonly inferenceSpecificationName?: string;
  readonly mode?: "SingleModel" | "MultiModel";
  readonly modelDataSource?: ModelDataSource;
  readonly modelDataURL?: string;
  readonly modelPackageName?: string;
  readonly multiModelConfig?: MultiModelConfig;
}

export interface ContainerMetricsConfig {
  readonly metricsEndpoints?: readonly MetricsEndpoint[];
}

export interface DeploymentRecommendation {
  readonly realTimeInferenceRecommendations?: readonly RealTimeInferenceRecommendation[];
  readonly recommendationStatus?: "IN_PROGRESS" | "COMPLETED" | "FAILED" | "NOT_APPLICABLE";
}

export interface ImageConfig {
  readonly repositoryAccessMode?: "Platform" | "Vpc";
  readonly repositoryAuthConfig?: RepositoryAuthConfig;
}

export interface InferenceExecutionConfig {
  readonly mode?: "Serial" | "Direct";
}

export interface InferenceHubAccessConfig {
  readonly hubContentARN?: string;
}

export interface MetricsEndpoint {
  readonly metricPublishFrequencyInSeconds?: number;
  readonly metricsEndpointPath?: string;
}

export interface ModelAccessConfig {
  readonly acceptEula?: boolean;
}

export interface ModelDataSource {
  readonly s3DataSource?: S3ModelDataSource;
}

export interface MultiModelConfig {
  readonly modelCacheSetting?: "Enabled" | "Disabled";
}

export interface RealTimeInferenceRecommendation {
  readonly environment?: Readonly<Record<string, string>>;
  readonly instanceType?: string;
  readonly recommendationID?: string;
}

export interface RepositoryAuthConfig {
  readonly repositoryCredentialsProviderARN?: string;
}

export interface S3ModelDataSource {
  readonly compressionType?: "None" | "Gzip";
  readonly eTag?: string;
  readonly hubAccessConfig?: InferenceHubAccessConfig;
  readonly manifestEtag?: string;
  readonly manifestS3URI?: string;
  readonly modelAccessConfig?: ModelAccessConfig;
  readonly s3DataType?: "S3Prefix" | "S3Object";
  readonly s3URI?: string;
}

export interface Tag {
  readonly key?: string;
  readonly value?: string;
}

export interface VpcConfig {
  readonly securityGroupIDs?: readonly string[];
  readonly subnets?: readonly string[];
}
