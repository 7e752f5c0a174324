import type { Slot } from "../slots.ts";
import type { SlotOutcome } from "./decide-slot.ts";
import type { SchedulePolicy } from "./policy.ts";

/** What is known of a schedule when it is looked at. */
export interface ScheduleState {
  readonly policy: SchedulePolicy;
  /** Until when all slots are decided: the last plan's, or when the schedule was made. */
  readonly handledUntil: Date;
  /** The last plan's queue. */
  readonly queue: readonly Slot[];
  /** The names of the schedule's runs that are active. */
  readonly active: readonly string[];
  /** The newest slot that was started, and how its run stands. */
  readonly previous?: { readonly key: string; readonly outcome: SlotOutcome };
  /** How many slots may start now that were missed and are caught up; the others remain undecided. Absent means 100. */
  readonly limit?: number;
  /** Why it is paused; absent while it is not. */
  readonly paused?: string;
}
