// Made by `npm run generate` from AWS's service model; do not edit.
import type { AckResourceMetadata } from "../../ack.ts";
import type { Condition, Resource } from "../../resource.ts";
import type { EndpointConfigConditionType } from "./conditions.ts";
import type { SlipwayStatus } from "./slipway-status.ts";

export interface EndpointConfig extends Resource {
  readonly kind: "EndpointConfig";
  readonly spec: EndpointConfigSpec;
  readonly status?: EndpointConfigStatus;
}

export interface EndpointConfigSpec {
  readonly asyncInferenceConfig?: AsyncInferenceConfig;
  readonly dataCaptureConfig?: DataCaptureConfig;
  readonly enableNetworkIsolation?: boolean;
  readonly endpointConfigName: string;
  readonly executionRoleARN?: string;
  readonly explainerConfig?: ExplainerConfig;
  readonly kmsKeyID?: string;
  readonly metricsConfig?: MetricsConfig;
  readonly productionVariants: readonly ProductionVariant[];
  readonly shadowProductionVariants?: readonly ProductionVariant[];
  readonly tags?: readonly Tag[];
  readonly vpcConfig?: VpcConfig;
}

export interface EndpointConfigStatus {
  readonly ackResourceMetadata?: AckResourceMetadata;
  readonly conditions?: readonly Condition<EndpointConfigConditionType>[];
  readonly slipway?: SlipwayStatus;
  readonly creationTime?: string;
}

export interface AsyncInferenceClientConfig {
  readonly maxConcurrentInvocationsPerInstance?: number;
}

export interface AsyncInferenceConfig {
  readonly clientConfig?: AsyncInferenceClientConfig;
  readonly outputConfig?: AsyncInferenceOutputConfig;
}

export interface AsyncInferenceNotificationConfig {
  readonly errorTopic?: string;
  readonly includeInferenceResponseIn?: readonly ("SUCCESS_NOTIFICATION_TOPIC" | "ERROR_NOTIFICATION_TOPIC")[];
  readonly successTopic?: string;
}

export interface AsyncInferenceOutputConfig {
  readonly kmsKeyID?: string;
  readonly notificationConfig?: AsyncInferenceNotificationConfig;
  readonly s3FailurePath?: string;
  readonly s3OutputPath?: string;
}

export interface CaptureContentTypeHeader {
  readonly csvContentTypes?: readonly string[];
  readonly jsonContentTypes?: readonly string[];
}

export interface CaptureOption {
  readonly captureMode?: "Input" | "Output" | "InputAndOutput";
}

export interface ClarifyExplainerConfig {
  readonly enableExplanations?: string;
  readonly inferenceConfig?: ClarifyInferenceConfig;
  readonly shapConfig?: ClarifyShapConfig;
}

export interface ClarifyInferenceConfig {
  readonly contentTemplate?: string;
  readonly featureHeaders?: readonly string[];
  readonly featureTypes?: readonly ("numerical" | "categorical" | "text")[];
  readonly featuresAttribute?: string;
  readonly labelAttribute?: string;
  readonly labelHeaders?: readonly string[];
  readonly labelIndex?: number;
  readonly maxPayloadInMB?: number;
  readonly maxRecordCount?: number;
  readonly probabilityAttribute?: string;
  readonly probabilityIndex?: number;
}

export interface ClarifyShapBaselineConfig {
  readonly mimeType?: string;
  readonly shapBaseline?: string;
  readonly shapBaselineURI?: string;
}

export interface ClarifyShapConfig {
  readonly numberOfSamples?: number;
  readonly seed?: number;
  readonly shapBaselineConfig?: ClarifyShapBaselineConfig;
  readonly textConfig?: ClarifyTextConfig;
  readonly useLogit?: boolean;
}

export interface ClarifyTextConfig {
  readonly granularity?: "token" | "sentence" | "paragraph";
  readonly language?: "af" | "sq" | "ar" | "hy" | "eu" | "bn" | "bg" | "ca" | "zh" | "hr" | "cs" | "da" | "nl" | "en" | "et" | "fi" | "fr" | "de" | "el" | "gu" | "he" | "hi" | "hu" | "is" | "id" | "ga" | "it" | "kn" | "ky" | "lv" | "lt" | "lb" | "mk" | "ml" | "mr" | "ne" | "nb" | "fa" | "pl" | "pt" | "ro" | "ru" | "sa" | "sr" | "tn" | "si" | "sk" | "sl" | "es" | "sv" | "tl" | "ta" | "tt" | "te" | "tr" | "uk" | "ur" | "yo" | "lij" | "xx";
}

export interface DataCaptureConfig {
  readonly captureContentTypeHeader?: CaptureContentTypeHeader;
  readonly captureOptions?: readonly CaptureOption[];
  readonly destinationS3URI?: string;
  readonly enableCapture?: boolean;
  readonly initialSamplingPercentage?: number;
  readonly kmsKeyID?: string;
}

export interface ExplainerConfig {
  readonly clarifyExplainerConfig?: ClarifyExplainerConfig;
}

export interface InstancePool {
  readonly instanceType?: string;
  readonly modelNameOverride?: string;
  readonly priority?: number;
}

export interface MetricsConfig {
  readonly enableDetailedObservability?: boolean;
  readonly enableEnhancedMetrics?: boolean;
  readonly metricPublishFrequencyInSeconds?: number;
}

export interface ProductionVariant {
  readonly acceleratorType?: "ml.eia1.medium" | "ml.eia1.large" | "ml.eia1.xlarge" | "ml.eia2.medium" | "ml.eia2.large" | "ml.eia2.xlarge";
  readonly capacityReservationConfig?: ProductionVariantCapacityReservationConfig;
  readonly containerStartupHealthCheckTimeoutInSeconds?: number;
  readonly coreDumpConfig?: ProductionVariantCoreDumpConfig;
  readonly enableSSMAccess?: boolean;
  readonly inferenceAMIVersion?: "al2-ami-sagemaker-inference-gpu-2" | "al2-ami-sagemaker-inference-gpu-2-1" | "al2-ami-sagemaker-inference-gpu-3-1" | "al2-ami-sagemaker-inference-neuron-2" | "al2023-ami-sagemaker-inference-gpu-4-1";
  readonly initialInstanceCount?: number;
  readonly initialVariantWeight?: number;
  readonly instancePools?: readonly InstancePool[];
  readonly instanceType?: string;
  readonly managedInstanceScaling?: ProductionVariantManagedInstanceScaling;
  readonly modelDataDownloadTimeoutInSeconds?: number;
  readonly modelName?: string;
  readonly routingConfig?: ProductionVariantRoutingConfig;
  readonly serverlessConfig?: ProductionVariantServerlessConfig;
  readonly variantInstanceProvisionTimeoutInSeconds?: number;
  readonly variantName?: string;
  readonly volumeSizeInGB?: number;
}

export interface ProductionVariantCapacityReservationConfig {
  readonly capacityReservationPreference?: "capacity-reservations-only";
  readonly mlReservationARN?: string;
}

export interface ProductionVariantCoreDumpConfig {
  readonly destinationS3URI?: string;
  readonly kmsKeyID?: string;
}

export interface ProductionVariantManagedInstanceScaling {
  readonly maxInstanceCount?: number;
  readonly minInstanceCount?: number;
  readonly scaleInPolicy?: ProductionVariantManagedInstanceScalingScaleInPolicy;
  readonly status?: "ENABLED" | "DISABLED";
}

export interface ProductionVariantManagedInstanceScalingScaleInPolicy {
  readonly cooldownInMinutes?: number;
  readonly maximumStepSize?: number;
  readonly strategy?: "IDLE_RELEASE" | "CONSOLIDATION";
}

export interface ProductionVariantRoutingConfig {
  readonly routingStrategy?: "LEAST_OUTSTANDING_REQUESTS" | "RANDOM";
}

export interface ProductionVariantServerlessConfig {
  readonly maxConcurrency?: number;
  readonly memorySizeInMB?: number;
  readonly provisionedConcurrency?: number;
}

export interface Tag {
  readonly key?: string;
  readonly value?: string;
}

export interface VpcConfig {
  readonly securityGroupIDs?: readonly string[];
  readonly subnets?: readonly string[];
}
