import type { Calendar } from "../calendar.ts";
import { previousSlot, type Range, type Slot, slotsIn } from "../slots.ts";
import type { SchedulePolicy } from "./policy.ts";
import { type Skipped, skippedRange } from "./skipped.ts";

/** The newest slot is late after so long where nothing is to be caught up and no deadline is said. */
const ON_TIME_MS = 60_000;
const MOST_AT_ONCE = 100;

export interface DueQuestion {
  readonly policy: SchedulePolicy;
  /** Until when all slots are decided: the last answer's, or when the schedule was made. */
  readonly handledUntil: Date;
  readonly now: Date;
  /** How many may run of this decision; the others are decided later. Absent means 100. */
  readonly limit?: number;
}

export interface DueSlots {
  /** To run now, oldest first. */
  readonly run: readonly Slot[];
  readonly skipped: readonly Skipped[];
  /** Until when all slots are decided; never earlier than it was. */
  readonly handledUntil: Date;
}

/**
 * Which of the slots that are due and undecided run, and which are skipped and why. Where a clock steps back nothing is decided until it is
 * past `handledUntil` again, so that no slot is decided twice. Bounded work, however long nobody asked.
 */
export function dueSlots(calendar: Calendar, question: DueQuestion): DueSlots {
  const { policy, now, handledUntil } = question;
  const until = new Date(now.getTime() - calendar.delay);
  const newest = previousSlot(calendar, new Date(until.getTime() + 1));
  if (newest === undefined || newest.time <= handledUntil) return { run: [], skipped: [], handledUntil };
  const deadline = policy.startingDeadlineSeconds ?? Number.POSITIVE_INFINITY;
  const inTime = new Date(Math.max(handledUntil.getTime(), until.getTime() - deadline * 1_000 - 1));
  const late = skippedRange(calendar, { after: handledUntil, until: inTime }, "PastDeadline");
  const { run, skipped, ...rest } =
    policy.catchup === "all"
      ? oldestOf(calendar, { after: inTime, until }, question)
      : newestOf(calendar, { after: inTime, until }, { newest, policy });
  return { run, skipped: [...late, ...skipped], ...rest };
}

function oldestOf(calendar: Calendar, range: Range, { limit = MOST_AT_ONCE }: DueQuestion): DueSlots {
  const run: Slot[] = [];
  for (const slot of slotsIn(calendar, range)) {
    if (run.length >= limit) return { run, skipped: [], handledUntil: run.at(-1)?.time ?? range.after };
    run.push(slot);
  }
  return { run, skipped: [], handledUntil: run.at(-1)?.time ?? range.after };
}

function newestOf(
  calendar: Calendar,
  { after, until }: Range,
  { newest, policy }: { newest: Slot; policy: SchedulePolicy },
): DueSlots {
  const { catchup = "none", startingDeadlineSeconds } = policy;
  const isLate =
    catchup === "none" &&
    startingDeadlineSeconds === undefined &&
    newest.time.getTime() < until.getTime() - ON_TIME_MS;
  const runs = newest.time > after && !isLate;
  const others = { after, until: runs ? new Date(newest.time.getTime() - 1) : newest.time };
  return {
    run: runs ? [newest] : [],
    skipped: skippedRange(calendar, others, catchup === "none" ? "Missed" : "Superseded"),
    handledUntil: newest.time > after ? newest.time : after,
  };
}
