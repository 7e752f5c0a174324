import { defined } from "@slipway/model";
import type { DeploymentConfig, CapacitySize as Size } from "@slipway/model/kinds/endpoint/index.ts";
import type { CapacitySize, UpdatePolicy } from "#runtimes/update-policy.ts";

const SECOND = 1_000;

/** SageMaker's words for how an endpoint is updated; undefined where nothing of it is said. */
export function updatePolicy(config: DeploymentConfig | undefined): UpdatePolicy | undefined {
  const { blueGreenUpdatePolicy: beside, rollingUpdatePolicy: rolling } = config ?? {};
  if (rolling !== undefined)
    return {
      fleets: "batches",
      steps: { each: sizeOf(rolling.maximumBatchSize) },
      bakeMs: (rolling.waitIntervalInSeconds ?? 0) * SECOND,
      terminationWaitMs: 0,
      ...defined({
        rollback: rolling.rollbackMaximumBatchSize && sizeOf(rolling.rollbackMaximumBatchSize),
        timeoutMs: inMs(rolling.maximumExecutionTimeoutInSeconds),
      }),
    };
  if (beside === undefined) return undefined;
  const {
    type_: type,
    canarySize,
    linearStepSize,
    waitIntervalInSeconds = 0,
  } = beside.trafficRoutingConfiguration ?? {};
  const steps =
    type === "CANARY"
      ? { first: sizeOf(canarySize) }
      : type === "LINEAR"
        ? { each: sizeOf(linearStepSize) }
        : undefined;
  return {
    fleets: "beside",
    bakeMs: waitIntervalInSeconds * SECOND,
    terminationWaitMs: (beside.terminationWaitInSeconds ?? 0) * SECOND,
    ...defined({ steps, timeoutMs: inMs(beside.maximumExecutionTimeoutInSeconds) }),
  };
}

const inMs = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * SECOND;

function sizeOf(size: Size | undefined): CapacitySize {
  const { type_: type, value = 1 } = size ?? {};
  return type === "CAPACITY_PERCENT" ? { share: value / 100 } : { instances: value };
}
