import type { Calendar } from "../calendar.ts";
import { nextSlot, type Slot } from "../slots.ts";
import { dueSlots } from "./due-slots.ts";
import type { ScheduleState } from "./schedule-state.ts";
import { type Skipped, skippedRange, skippedSlot } from "./skipped.ts";
import { SlotWalk } from "./slot-walk.ts";

export interface SlotPlan {
  /** What to start, in this order; and before each, the names of the active runs to stop. */
  readonly start: readonly { readonly slot: Slot; readonly replaces: readonly string[] }[];
  readonly skipped: readonly Skipped[];
  /** What waits from now on, oldest first. */
  readonly queue: readonly Slot[];
  /** Why the head of the queue waits, or that the schedule is paused and why. */
  readonly message?: string;
  readonly handledUntil: Date;
  /** When to look again even if no run ends and nobody changes the schedule; absent where time alone changes nothing. */
  readonly wakeAt?: Date;
}

/**
 * What becomes of the slots of a schedule now. Slots start in the order of their times, and none twice, whatever the clock does: not even where
 * a plan was carried out in part and never written down, as long as `previous` tells the newest slot that has a run.
 *
 * While it is paused nothing starts and the queue stays; slots that come due are skipped where `catchup` is none, and otherwise `catchup`
 * decides on them when it goes on. Where `catchup` is all, slots that find the queue full remain undecided rather than being skipped.
 */
export function planSlots(calendar: Calendar, state: ScheduleState, now: Date): SlotPlan {
  const known = withoutStarted(state);
  return known.paused === undefined
    ? runningPlan(calendar, known, now)
    : pausedPlan(calendar, known, { now, why: known.paused });
}

/** What is due up to the newest slot that has a run was decided, even if nobody wrote it down. */
function withoutStarted(state: ScheduleState): ScheduleState {
  const started = Date.parse(state.previous?.key ?? "");
  if (Number.isNaN(started)) return state;
  return {
    ...state,
    handledUntil: new Date(Math.max(state.handledUntil.getTime(), started)),
    queue: state.queue.filter(({ time }) => time.getTime() > started),
  };
}

function pausedPlan(
  calendar: Calendar,
  { policy, handledUntil, queue }: ScheduleState,
  { now, why }: { now: Date; why: string },
): SlotPlan {
  const plan = { start: [], skipped: [], queue, message: `The schedule is paused: ${why}`, handledUntil };
  if ((policy.catchup ?? "none") !== "none") return plan;
  const until = new Date(Math.max(now.getTime() - calendar.delay, handledUntil.getTime()));
  const skipped = skippedRange(calendar, { after: handledUntil, until }, "Paused");
  return { ...plan, skipped, handledUntil: until, ...wakeAt(calendar, until, now) };
}

function runningPlan(calendar: Calendar, state: ScheduleState, now: Date): SlotPlan {
  const due = dueSlots(calendar, { ...state, now });
  const isReplacing = state.policy.concurrencyPolicy === "Replace";
  const fresh = isReplacing ? due.run.slice(-1) : due.run;
  const older = isReplacing ? due.run.slice(0, -1) : [];
  const walk = new SlotWalk(state);
  const blocked = walk.through(fresh);
  const handledUntil = blocked === undefined ? due.handledUntil : new Date(blocked.time.getTime() - 1);
  return {
    start: walk.start,
    skipped: [...due.skipped, ...older.map((slot) => skippedSlot(slot, "Superseded")), ...walk.skipped],
    queue: walk.queue,
    ...(walk.message === undefined ? {} : { message: walk.message }),
    handledUntil,
    ...(blocked === undefined ? wakeAt(calendar, handledUntil, now) : {}),
  };
}

/** Where due slots are left over, at once; else when the next one starts. */
function wakeAt(calendar: Calendar, handledUntil: Date, now: Date): { readonly wakeAt?: Date } {
  const next = nextSlot(calendar, handledUntil)?.startAfter;
  return next === undefined ? {} : { wakeAt: next < now ? now : next };
}
