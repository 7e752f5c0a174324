// Made by `npm run generate` from AWS's service model; do not edit.
import type { AckResourceMetadata } from "../../ack.ts";
import type { Condition, Resource } from "../../resource.ts";
import type { EndpointConditionType } from "./conditions.ts";
import type { SlipwayStatus } from "./slipway-status.ts";

export interface Endpoint extends Resource {
  readonly kind: "Endpoint";
  readonly spec: EndpointSpec;
  readonly status?: EndpointStatus;
}

export interface EndpointSpec {
  readonly deploymentConfig?: DeploymentConfig;
  readonly endpointConfigName: string;
  readonly endpointName: string;
  readonly tags?: readonly Tag[];
}

export interface EndpointStatus {
  readonly ackResourceMetadata?: AckResourceMetadata;
  readonly conditions?: readonly Condition<EndpointConditionType>[];
  readonly slipway?: SlipwayStatus;
  readonly asyncInferenceConfig?: AsyncInferenceConfig;
  readonly creationTime?: string;
  readonly dataCaptureConfig?: DataCaptureConfigSummary;
  readonly endpointStatus?: "OutOfService" | "Creating" | "Updating" | "SystemUpdating" | "RollingBack" | "InService" | "Deleting" | "Failed" | "UpdateRollbackFailed";
  readonly explainerConfig?: ExplainerConfig;
  readonly failureReason?: string;
  readonly lastDeploymentConfig?: DeploymentConfig;
  readonly lastModifiedTime?: string;
  readonly metricsConfig?: MetricsConfig;
  readonly pendingDeploymentSummary?: PendingDeploymentSummary;
  readonly productionVariants?: readonly ProductionVariantSummary[];
  readonly shadowProductionVariants?: readonly ProductionVariantSummary[];
}

export interface Alarm {
  readonly alarmName?: string;
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

export interface AutoRollbackConfig {
  readonly alarms?: readonly Alarm[];
}

export interface BlueGreenUpdatePolicy {
  readonly maximumExecutionTimeoutInSeconds?: number;
  readonly terminationWaitInSeconds?: number;
  readonly trafficRoutingConfiguration?: TrafficRoutingConfig;
}

export interface CapacitySize {
  readonly type_?: "INSTANCE_COUNT" | "CAPACITY_PERCENT";
  readonly value?: number;
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

export interface DataCaptureConfigSummary {
  readonly captureStatus?: "Started" | "Stopped";
  readonly currentSamplingPercentage?: number;
  readonly destinationS3URI?: string;
  readonly enableCapture?: boolean;
  readonly kmsKeyID?: string;
}

export interface DeployedImage {
  readonly resolutionTime?: string;
  readonly resolvedImage?: string;
  readonly specifiedImage?: string;
}

export interface DeploymentConfig {
  readonly autoRollbackConfiguration?: AutoRollbackConfig;
  readonly blueGreenUpdatePolicy?: BlueGreenUpdatePolicy;
  readonly rollingUpdatePolicy?: RollingUpdatePolicy;
}

export interface Ec2CapacityReservation {
  readonly availableInstanceCount?: number;
  readonly ec2CapacityReservationID?: string;
  readonly totalInstanceCount?: number;
  readonly usedByCurrentEndpoint?: number;
}

export interface ExplainerConfig {
  readonly clarifyExplainerConfig?: ClarifyExplainerConfig;
}

export interface InstancePoolSummary {
  readonly currentInstanceCount?: number;
  readonly instanceType?: string;
}

export interface MetricsConfig {
  readonly enableDetailedObservability?: boolean;
  readonly enableEnhancedMetrics?: boolean;
  readonly metricPublishFrequencyInSeconds?: number;
}

export interface PendingDeploymentSummary {
  readonly endpointConfigName?: string;
  readonly productionVariants?: readonly PendingProductionVariantSummary[];
  readonly shadowProductionVariants?: readonly PendingProductionVariantSummary[];
  readonly startTime?: string;
}

export interface PendingProductionVariantSummary {
  readonly acceleratorType?: "ml.eia1.medium" | "ml.eia1.large" | "ml.eia1.xlarge" | "ml.eia2.medium" | "ml.eia2.large" | "ml.eia2.xlarge";
  readonly currentInstanceCount?: number;
  readonly currentServerlessConfig?: ProductionVariantServerlessConfig;
  readonly currentWeight?: number;
  readonly deployedImages?: readonly DeployedImage[];
  readonly desiredInstanceCount?: number;
  readonly desiredServerlessConfig?: ProductionVariantServerlessConfig;
  readonly desiredWeight?: number;
  readonly instancePools?: readonly InstancePoolSummary[];
  readonly instanceType?: string;
  readonly managedInstanceScaling?: ProductionVariantManagedInstanceScaling;
  readonly routingConfig?: ProductionVariantRoutingConfig;
  readonly variantName?: string;
  readonly variantStatus?: readonly ProductionVariantStatus[];
}

export interface ProductionVariantCapacityReservationSummary {
  readonly availableInstanceCount?: number;
  readonly capacityReservationPreference?: "capacity-reservations-only";
  readonly ec2CapacityReservations?: readonly Ec2CapacityReservation[];
  readonly mlReservationARN?: string;
  readonly totalInstanceCount?: number;
  readonly usedByCurrentEndpoint?: number;
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

export interface ProductionVariantStatus {
  readonly startTime?: string;
  readonly status?: "Creating" | "Updating" | "Deleting" | "ActivatingTraffic" | "Baking";
  readonly statusMessage?: string;
}

export interface ProductionVariantSummary {
  readonly capacityReservationConfig?: ProductionVariantCapacityReservationSummary;
  readonly currentInstanceCount?: number;
  readonly currentServerlessConfig?: ProductionVariantServerlessConfig;
  readonly currentWeight?: number;
  readonly deployedImages?: readonly DeployedImage[];
  readonly desiredInstanceCount?: number;
  readonly desiredServerlessConfig?: ProductionVariantServerlessConfig;
  readonly desiredWeight?: number;
  readonly instancePools?: readonly InstancePoolSummary[];
  readonly managedInstanceScaling?: ProductionVariantManagedInstanceScaling;
  readonly routingConfig?: ProductionVariantRoutingConfig;
  readonly variantName?: string;
  readonly variantStatus?: readonly ProductionVariantStatus[];
}

export interface RollingUpdatePolicy {
  readonly maximumBatchSize?: CapacitySize;
  readonly maximumExecutionTimeoutInSeconds?: number;
  readonly rollbackMaximumBatchSize?: CapacitySize;
  readonly waitIntervalInSeconds?: number;
}

export interface Tag {
  readonly key?: string;
  readonly value?: string;
}

export interface TrafficRoutingConfig {
  readonly canarySize?: CapacitySize;
  readonly linearStepSize?: CapacitySize;
  readonly type_?: "ALL_AT_ONCE" | "CANARY" | "LINEAR";
  readonly waitIntervalInSeconds?: number;
}
