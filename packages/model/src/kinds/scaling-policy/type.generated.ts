// Made by `npm run generate` from AWS's service model; do not edit.
import type { AckResourceMetadata } from "../../ack.ts";
import type { Condition, Resource } from "../../resource.ts";
import type { ScalingPolicyConditionType } from "./conditions.ts";
import type { SlipwayStatus } from "./slipway-status.ts";

export interface ScalingPolicy extends Resource {
  readonly kind: "ScalingPolicy";
  readonly spec: ScalingPolicySpec;
  readonly status?: ScalingPolicyStatus;
}

export interface ScalingPolicySpec {
  readonly policyName: string;
  readonly policyType?: "StepScaling" | "TargetTrackingScaling" | "PredictiveScaling";
  readonly predictiveScalingPolicyConfiguration?: PredictiveScalingPolicyConfiguration;
  readonly resourceID: string;
  readonly scalableDimension: "ecs:service:DesiredCount" | "ec2:spot-fleet-request:TargetCapacity" | "elasticmapreduce:instancegroup:InstanceCount" | "appstream:fleet:DesiredCapacity" | "dynamodb:table:ReadCapacityUnits" | "dynamodb:table:WriteCapacityUnits" | "dynamodb:index:ReadCapacityUnits" | "dynamodb:index:WriteCapacityUnits" | "rds:cluster:ReadReplicaCount" | "sagemaker:variant:DesiredInstanceCount" | "custom-resource:ResourceType:Property" | "comprehend:document-classifier-endpoint:DesiredInferenceUnits" | "comprehend:entity-recognizer-endpoint:DesiredInferenceUnits" | "lambda:function:ProvisionedConcurrency" | "cassandra:table:ReadCapacityUnits" | "cassandra:table:WriteCapacityUnits" | "kafka:broker-storage:VolumeSize" | "elasticache:cache-cluster:Nodes" | "elasticache:replication-group:NodeGroups" | "elasticache:replication-group:Replicas" | "neptune:cluster:ReadReplicaCount" | "sagemaker:variant:DesiredProvisionedConcurrency" | "sagemaker:inference-component:DesiredCopyCount" | "workspaces:workspacespool:DesiredUserSessions";
  readonly serviceNamespace: "ecs" | "elasticmapreduce" | "ec2" | "appstream" | "dynamodb" | "rds" | "sagemaker" | "custom-resource" | "comprehend" | "lambda" | "cassandra" | "kafka" | "elasticache" | "neptune" | "workspaces";
  readonly stepScalingPolicyConfiguration?: StepScalingPolicyConfiguration;
  readonly targetTrackingScalingPolicyConfiguration?: TargetTrackingScalingPolicyConfiguration;
}

export interface ScalingPolicyStatus {
  readonly ackResourceMetadata?: AckResourceMetadata;
  readonly conditions?: readonly Condition<ScalingPolicyConditionType>[];
  readonly slipway?: SlipwayStatus;
  readonly alarms?: readonly Alarm[];
  readonly creationTime?: string;
  readonly lastModifiedTime?: string;
}

export interface Alarm {
  readonly alarmARN?: string;
  readonly alarmName?: string;
}

export interface CustomizedMetricSpecification {
  readonly dimensions?: readonly MetricDimension[];
  readonly metricName?: string;
  readonly metrics?: readonly TargetTrackingMetricDataQuery[];
  readonly namespace?: string;
  readonly statistic?: "Average" | "Minimum" | "Maximum" | "SampleCount" | "Sum";
  readonly unit?: string;
}

export interface MetricDimension {
  readonly name?: string;
  readonly value?: string;
}

export interface PredefinedMetricSpecification {
  readonly predefinedMetricType?: "DynamoDBReadCapacityUtilization" | "DynamoDBWriteCapacityUtilization" | "ALBRequestCountPerTarget" | "RDSReaderAverageCPUUtilization" | "RDSReaderAverageDatabaseConnections" | "EC2SpotFleetRequestAverageCPUUtilization" | "EC2SpotFleetRequestAverageNetworkIn" | "EC2SpotFleetRequestAverageNetworkOut" | "SageMakerVariantInvocationsPerInstance" | "ECSServiceAverageCPUUtilization" | "ECSServiceAverageMemoryUtilization" | "AppStreamAverageCapacityUtilization" | "ComprehendInferenceUtilization" | "LambdaProvisionedConcurrencyUtilization" | "CassandraReadCapacityUtilization" | "CassandraWriteCapacityUtilization" | "KafkaBrokerStorageUtilization" | "ElastiCacheEngineCPUUtilization" | "ElastiCacheDatabaseMemoryUsagePercentage" | "ElastiCachePrimaryEngineCPUUtilization" | "ElastiCacheReplicaEngineCPUUtilization" | "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage" | "NeptuneReaderAverageCPUUtilization" | "SageMakerVariantProvisionedConcurrencyUtilization" | "ElastiCacheDatabaseCapacityUsageCountedForEvictPercentage" | "SageMakerInferenceComponentInvocationsPerCopy" | "WorkSpacesAverageUserSessionsCapacityUtilization" | "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution" | "SageMakerVariantConcurrentRequestsPerModelHighResolution" | "ECSServiceAverageCPUUtilizationHighResolution" | "ECSServiceAverageMemoryUtilizationHighResolution";
  readonly resourceLabel?: string;
}

export interface PredictiveScalingCustomizedMetricSpecification {
  readonly metricDataQueries?: readonly PredictiveScalingMetricDataQuery[];
}

export interface PredictiveScalingMetric {
  readonly dimensions?: readonly PredictiveScalingMetricDimension[];
  readonly metricName?: string;
  readonly namespace?: string;
}

export interface PredictiveScalingMetricDataQuery {
  readonly expression?: string;
  readonly id?: string;
  readonly label?: string;
  readonly metricStat?: PredictiveScalingMetricStat;
  readonly returnData?: boolean;
}

export interface PredictiveScalingMetricDimension {
  readonly name?: string;
  readonly value?: string;
}

export interface PredictiveScalingMetricSpecification {
  readonly customizedCapacityMetricSpecification?: PredictiveScalingCustomizedMetricSpecification;
  readonly customizedLoadMetricSpecification?: PredictiveScalingCustomizedMetricSpecification;
  readonly customizedScalingMetricSpecification?: PredictiveScalingCustomizedMetricSpecification;
  readonly predefinedLoadMetricSpecification?: PredictiveScalingPredefinedLoadMetricSpecification;
  readonly predefinedMetricPairSpecification?: PredictiveScalingPredefinedMetricPairSpecification;
  readonly predefinedScalingMetricSpecification?: PredictiveScalingPredefinedScalingMetricSpecification;
  readonly targetValue?: number;
}

export interface PredictiveScalingMetricStat {
  readonly metric?: PredictiveScalingMetric;
  readonly stat?: string;
  readonly unit?: string;
}

export interface PredictiveScalingPolicyConfiguration {
  readonly maxCapacityBreachBehavior?: "HonorMaxCapacity" | "IncreaseMaxCapacity";
  readonly maxCapacityBuffer?: number;
  readonly metricSpecifications?: readonly PredictiveScalingMetricSpecification[];
  readonly mode?: "ForecastOnly" | "ForecastAndScale";
  readonly schedulingBufferTime?: number;
}

export interface PredictiveScalingPredefinedLoadMetricSpecification {
  readonly predefinedMetricType?: string;
  readonly resourceLabel?: string;
}

export interface PredictiveScalingPredefinedMetricPairSpecification {
  readonly predefinedMetricType?: string;
  readonly resourceLabel?: string;
}

export interface PredictiveScalingPredefinedScalingMetricSpecification {
  readonly predefinedMetricType?: string;
  readonly resourceLabel?: string;
}

export interface StepAdjustment {
  readonly metricIntervalLowerBound?: number;
  readonly metricIntervalUpperBound?: number;
  readonly scalingAdjustment?: number;
}

export interface StepScalingPolicyConfiguration {
  readonly adjustmentType?: "ChangeInCapacity" | "PercentChangeInCapacity" | "ExactCapacity";
  readonly cooldown?: number;
  readonly metricAggregationType?: "Average" | "Minimum" | "Maximum";
  readonly minAdjustmentMagnitude?: number;
  readonly stepAdjustments?: readonly StepAdjustment[];
}

export interface TargetTrackingMetric {
  readonly dimensions?: readonly TargetTrackingMetricDimension[];
  readonly metricName?: string;
  readonly namespace?: string;
}

export interface TargetTrackingMetricDataQuery {
  readonly expression?: string;
  readonly id?: string;
  readonly label?: string;
  readonly metricStat?: TargetTrackingMetricStat;
  readonly returnData?: boolean;
}

export interface TargetTrackingMetricDimension {
  readonly name?: string;
  readonly value?: string;
}

export interface TargetTrackingMetricStat {
  readonly metric?: TargetTrackingMetric;
  readonly stat?: string;
  readonly unit?: string;
}

export interface TargetTrackingScalingPolicyConfiguration {
  readonly customizedMetricSpecification?: CustomizedMetricSpecification;
  readonly disableScaleIn?: boolean;
  readonly predefinedMetricSpecification?: PredefinedMetricSpecification;
  readonly scaleInCooldown?: number;
  readonly scaleOutCooldown?: number;
  readonly targetValue?: number;
}
