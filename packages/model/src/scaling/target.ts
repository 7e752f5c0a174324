import type { ScalingPolicy } from "./policy.ts";
import type { ScheduledAction } from "./scheduled/action.ts";

/** Application Auto Scaling's SuspendedState (user guide, "Suspending and resuming scaling"). */
export interface Suspended {
  readonly scaleIn?: boolean;
  readonly scaleOut?: boolean;
  readonly scheduled?: boolean;
}

/** What scales, between which numbers, and by what. */
export interface ScaledTarget {
  /** 0 where it may go away altogether. */
  readonly min: number;
  readonly max: number;
  /** Since when these bounds are said, in milliseconds since 1970: scheduled actions that were due before count no more. */
  readonly since?: number;
  /** Names are unique. */
  readonly policies: readonly ScalingPolicy[];
  readonly scheduledActions?: readonly ScheduledAction[];
  readonly suspended?: Suspended;
}
