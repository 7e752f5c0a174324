import type { Json } from "../../flows/index.ts";
import type { Condition, Resource } from "../../resource.ts";
import type { SchedulePolicy, SkipReason } from "../../schedules/index.ts";

/** When a flow runs by itself, and what becomes of times at which it cannot. Exactly one of `cron` and `every`. */
export interface ScheduleSpec extends SchedulePolicy {
  /** The Flow, by name, in the same namespace. */
  readonly flow: string;
  /** One of its versions; absent: the one that it has when a run begins. */
  readonly version?: string;
  /** What runs are given; `${{ run.date }}` and the like are of each run's own slot. */
  readonly parameters?: Readonly<Record<string, Json>>;
  /** Minute, hour, day of month, month, day of week; or @daily and its like. */
  readonly cron?: string;
  /** Of `cron`: a zone of the IANA database. Absent means UTC. */
  readonly timeZone?: string;
  /** `15m`, `6h`, `1d`: counted from `startTime`, or from 1970. */
  readonly every?: string;
  /** RFC 3339; no slot is before it. */
  readonly startTime?: string;
  /** RFC 3339; no slot is after it. */
  readonly endTime?: string;
  readonly jitterSeconds?: number;
  /** Runs at once, of those that catch up (`catchup: all`) where `concurrencyPolicy` is Allow. Absent means 16, as in Airflow. */
  readonly maxActiveRuns?: number;
  /** Nothing is started while it is true. */
  readonly suspend?: boolean;
  /** Why, for people. */
  readonly suspendReason?: string;
  /** Finished runs that are kept; older ones are deleted. Absent means all. */
  readonly successfulRunsHistoryLimit?: number;
  readonly failedRunsHistoryLimit?: number;
}

/** Times are RFC 3339. */
export interface ScheduleStatus {
  /** What it does, in words: "at 03:00 in Europe/Paris". */
  readonly timing?: string;
  /** The next five slots; absent while it is suspended. */
  readonly nextTimes?: readonly string[];
  /** Until when all slots are decided: started, waiting or left out. */
  readonly handledUntil?: string;
  /** Slots that are due and wait, oldest first. */
  readonly queue?: readonly string[];
  /** The newest slot that was started. */
  readonly lastScheduleTime?: string;
  readonly lastRun?: { readonly name: string; readonly phase: string };
  /** The first hundred of its runs that go on. */
  readonly active?: readonly string[];
  /** How many slots were left out, by why. */
  readonly skipped?: Readonly<Partial<Record<SkipReason, number>>>;
  /** What was left out last, a sentence. */
  readonly lastSkipped?: string;
  readonly conditions?: readonly Condition<"Ready" | "CaughtUp">[];
}

export interface Schedule extends Resource {
  readonly apiVersion: "slipway.dev/v1alpha1";
  readonly kind: "Schedule";
  readonly spec: ScheduleSpec;
  readonly status?: ScheduleStatus;
}
