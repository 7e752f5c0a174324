import {
  type Bounds,
  boundsAt,
  openTarget,
  type ScaledTarget,
  type ScalingPolicy,
  type ScheduledAction,
} from "../../scaling/index.ts";
import { type StoredAction, scheduledActions, scheduledActionsProblem } from "./scheduled-actions.ts";
import type { ScalableTarget } from "./type.generated.ts";

/** Holds when RegisterScalableTarget was told the numbers of the spec, RFC 3339: they count from then on, also where they are the same. */
const CAPACITY_SINCE_ANNOTATION = "slipway.dev/capacity-since";

/** A target as it is decided for, by policies that have been read. */
export function scaledTarget(target: ScalableTarget, policies: readonly ScalingPolicy[]): ScaledTarget {
  const { minCapacity: min = 0, maxCapacity: max = 0, suspendedState: suspended } = target.spec;
  const since = Date.parse(target.metadata.annotations?.[CAPACITY_SINCE_ANNOTATION] ?? "");
  return {
    ...{ min, max, policies },
    ...(Number.isNaN(since) ? {} : { since }),
    scheduledActions: scheduledActions(target).map((action) => ({ ...action, ...madeAt(action, target) })),
    suspended: {
      scaleIn: suspended?.dynamicScalingInSuspended === true,
      scaleOut: suspended?.dynamicScalingOutSuspended === true,
      scheduled: suspended?.scheduledScalingSuspended === true,
    },
  };
}

/** An action of a target that was made anew with it is no older than that. */
function madeAt(
  { creationTime }: StoredAction,
  { metadata: { creationTimestamp = "" } }: ScalableTarget,
): Pick<ScheduledAction, "since"> {
  if (creationTime === undefined) return {};
  const made = Math.max(Date.parse(creationTime), Date.parse(creationTimestamp) || 0);
  return Number.isNaN(made) ? {} : { since: new Date(made).toISOString() };
}

/** Between which numbers there may be instances: those of the target, or of the scheduled actions that have come due since it said them. */
export function capacityAt(target: ScalableTarget, now: Date): Bounds {
  const scaled = scaledTarget(target, []);
  const isKept = scheduledActionsProblem(scaled.scheduledActions ?? []) === undefined;
  const opened = openTarget(isKept ? scaled : { ...scaled, scheduledActions: [] });
  return boundsAt(opened, now.getTime(), target.status?.slipway?.memory ?? {}).bounds;
}

/** The target with these numbers, from now on and whatever scheduled actions set before. */
export function withCapacity(
  target: ScalableTarget,
  {
    min,
    max,
    now,
  }: { readonly min: number | undefined; readonly max: number | undefined; readonly now: Date },
): ScalableTarget {
  const annotations = { ...target.metadata.annotations, [CAPACITY_SINCE_ANNOTATION]: now.toISOString() };
  return {
    ...target,
    metadata: { ...target.metadata, annotations },
    spec: {
      ...target.spec,
      ...(min === undefined ? {} : { minCapacity: min }),
      ...(max === undefined ? {} : { maxCapacity: max }),
    },
  };
}
