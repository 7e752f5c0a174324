import type { Condition, Resource } from "../../resource.ts";
import type { BackfillReason, Order, Reprocess } from "../../schedules/index.ts";
import type { FlowRunSpec } from "../flow-run/type.ts";
import type { ScheduleSpec } from "../schedule/type.ts";

/** Runs for the slots of a schedule in a range of time. */
export interface BackfillSpec extends Pick<FlowRunSpec, "version" | "parameters"> {
  /** The Schedule, by name, in the same namespace. */
  readonly schedule: string;
  /** RFC 3339 in whole seconds; both inclusive. */
  readonly from: string;
  readonly to: string;
  /** Absent means Missing. */
  readonly reprocess?: Reprocess;
  /** Absent means OldestFirst. */
  readonly order?: Order;
  /** Runs at once. Absent means 1. */
  readonly maxActiveRuns?: number;
  /** No run is begun while it is true; those that go on do. */
  readonly suspend?: boolean;
  /** Why, for people. */
  readonly suspendReason?: string;
}

export type BackfillPhase = "Pending" | "Running" | "Succeeded" | "Failed" | "Canceled";

/** What of the schedule a backfill goes by, whatever becomes of that. */
export type PinnedSchedule = Pick<
  ScheduleSpec,
  | ("flow" | "version" | "parameters" | "dependsOnPast")
  | ("cron" | "timeZone" | "every" | "startTime" | "endTime")
>;

/** Times are RFC 3339. */
export interface BackfillStatus {
  readonly phase?: BackfillPhase;
  /** A sentence: what it does or waits for, or how it ended. */
  readonly message?: string;
  readonly scheduleUID?: string;
  readonly pinned?: PinnedSchedule;
  /** The slots of its range. */
  readonly total?: number;
  /** The last slot that was decided; those after it, in the backfill's order, are still to come. */
  readonly cursor?: string;
  /** Slots that got a run. */
  readonly created?: number;
  /** Slots that did not, by why. */
  readonly skipped?: Readonly<Partial<Record<BackfillReason, number>>>;
  readonly active?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly completionTime?: string;
  readonly conditions?: readonly Condition<"Accepted" | "Finished">[];
}

export interface Backfill extends Resource {
  readonly apiVersion: "slipway.dev/v1alpha1";
  readonly kind: "Backfill";
  readonly spec: BackfillSpec;
  readonly status?: BackfillStatus;
}
