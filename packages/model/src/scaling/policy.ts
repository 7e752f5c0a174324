import type { HpaPolicy } from "./hpa/policy.ts";
import type { QueuePolicy } from "./queue/policy.ts";
import type { ResponseTimePolicy } from "./response-time/policy.ts";
import type { StepPolicy } from "./step/policy.ts";
import type { TargetTrackingPolicy } from "./target-tracking/policy.ts";

export type ScalingPolicy = TargetTrackingPolicy | StepPolicy | ResponseTimePolicy | QueuePolicy | HpaPolicy;
