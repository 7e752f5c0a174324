// Made by `npm run generate` from AWS's service model; do not edit.
import type { AckResourceMetadata } from "../../ack.ts";
import type { Condition, Resource } from "../../resource.ts";
import type { ScalableTargetConditionType } from "./conditions.ts";
import type { SlipwayStatus } from "./slipway-status.ts";

export interface ScalableTarget extends Resource {
  readonly kind: "ScalableTarget";
  readonly spec: ScalableTargetSpec;
  readonly status?: ScalableTargetStatus;
}

export interface ScalableTargetSpec {
  readonly maxCapacity?: number;
  readonly minCapacity?: number;
  readonly resourceID: string;
  readonly roleARN?: string;
  readonly scalableDimension: "ecs:service:DesiredCount" | "ec2:spot-fleet-request:TargetCapacity" | "elasticmapreduce:instancegroup:InstanceCount" | "appstream:fleet:DesiredCapacity" | "dynamodb:table:ReadCapacityUnits" | "dynamodb:table:WriteCapacityUnits" | "dynamodb:index:ReadCapacityUnits" | "dynamodb:index:WriteCapacityUnits" | "rds:cluster:ReadReplicaCount" | "sagemaker:variant:DesiredInstanceCount" | "custom-resource:ResourceType:Property" | "comprehend:document-classifier-endpoint:DesiredInferenceUnits" | "comprehend:entity-recognizer-endpoint:DesiredInferenceUnits" | "lambda:function:ProvisionedConcurrency" | "cassandra:table:ReadCapacityUnits" | "cassandra:table:WriteCapacityUnits" | "kafka:broker-storage:VolumeSize" | "elasticache:cache-cluster:Nodes" | "elasticache:replication-group:NodeGroups" | "elasticache:replication-group:Replicas" | "neptune:cluster:ReadReplicaCount" | "sagemaker:variant:DesiredProvisionedConcurrency" | "sagemaker:inference-component:DesiredCopyCount" | "workspaces:workspacespool:DesiredUserSessions";
  readonly serviceNamespace: "ecs" | "elasticmapreduce" | "ec2" | "appstream" | "dynamodb" | "rds" | "sagemaker" | "custom-resource" | "comprehend" | "lambda" | "cassandra" | "kafka" | "elasticache" | "neptune" | "workspaces";
  readonly suspendedState?: SuspendedState;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ScalableTargetStatus {
  readonly ackResourceMetadata?: AckResourceMetadata;
  readonly conditions?: readonly Condition<ScalableTargetConditionType>[];
  readonly slipway?: SlipwayStatus;
  readonly creationTime?: string;
  readonly lastModifiedTime?: string;
  readonly predictedCapacity?: number;
}

export interface SuspendedState {
  readonly dynamicScalingInSuspended?: boolean;
  readonly dynamicScalingOutSuspended?: boolean;
  readonly scheduledScalingSuspended?: boolean;
}
