import type { Schedule, ScheduleStatus } from "@slipway/model/kinds/schedule/index.ts";
import {
  type Calendar,
  countSlots,
  planSlots,
  type ScheduleState,
  type Slot,
  type SlotPlan,
} from "@slipway/model/schedules/index.ts";
import type { Step, StepCondition } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { calendarOf, timingWords } from "./calendar-of.ts";
import { type KnownRuns, knownRuns } from "./known-runs.ts";
import { pausedWhy } from "./paused-why.ts";
import { pruned } from "./prune.ts";
import { startSlots } from "./start-slots.ts";

/** As Airflow's `max_active_runs_per_dag`. */
const USUAL_ACTIVE = 16;
const MOST_TOLD = 100;
/** Clocks may be set, and machines sleep: nothing is waited for longer than this without a look. */
const LOOK_AGAIN_MS = 60_000;
const AT_ONCE_MS = 1;

/** Decides what becomes of the slots that are due, and does it. */
export const caughtUp: Step<Schedule, "CaughtUp"> = {
  condition: "CaughtUp",
  async run(schedule, turn) {
    const calendar = calendarOf(schedule);
    const known = await knownRuns(schedule, turn);
    const state = stateOf(schedule, { calendar, known, now: turn.now });
    const planned = planSlots(calendar, state, turn.now);
    const { start, names, skipped } = await startSlots(planned, { schedule, calendar, known, turn });
    const plan = { ...planned, start, skipped: [...planned.skipped, ...skipped] };
    tellSkipped(plan, schedule, turn);
    const isPruned = await pruned(schedule, turn);
    const status = {
      ...statusOf(schedule, { plan, known, started: names }),
      timing: timingWords(calendar, schedule),
    };
    return {
      condition: conditionOf(plan, { calendar, state, now: turn.now, lastSkipped: status.lastSkipped }),
      status,
      // What waits for a run that there is none of may begin.
      recheckAfterMs: isPruned && skipped.length === 0 ? untilNextLook(plan, state, turn.now) : AT_ONCE_MS,
    };
  },
};

function stateOf(
  schedule: Schedule,
  { calendar, known, now }: { readonly calendar: Calendar; readonly known: KnownRuns; readonly now: Date },
): ScheduleState {
  const { spec, status, metadata } = schedule;
  const active = known.active.map((run) => run.metadata.name);
  const { previous } = known;
  const paused = pausedWhy(schedule);
  return {
    policy: spec,
    handledUntil: handledUntil(schedule, { calendar, now }) ?? new Date(metadata.creationTimestamp ?? now),
    queue: (status?.queue ?? []).map(asSlot),
    active,
    ...(previous === undefined ? {} : { previous: { key: previous.key, outcome: previous.outcome } }),
    ...(paused === undefined ? {} : { paused }),
    ...(spec.concurrencyPolicy === "Allow"
      ? { limit: Math.max(0, (spec.maxActiveRuns ?? USUAL_ACTIVE) - active.length) }
      : {}),
  };
}

/** A new timing counts from when it is first seen: what it would have had before is nobody's miss. */
function handledUntil(
  schedule: Schedule,
  { calendar, now }: { readonly calendar: Calendar; readonly now: Date },
): Date | undefined {
  const { handledUntil: text, timing } = schedule.status ?? {};
  if (text === undefined) return undefined;
  const until = new Date(text);
  return timing === timingWords(calendar, schedule) || until > now ? until : now;
}

const asSlot = (key: string): Slot => ({ key, time: new Date(key), startAfter: new Date(key) });

function statusOf(
  { status }: Schedule,
  {
    plan,
    known,
    started,
  }: { readonly plan: SlotPlan; readonly known: KnownRuns; readonly started: readonly string[] },
): ScheduleStatus {
  const { previous } = known;
  const skipped: Record<string, number> = { ...status?.skipped };
  for (const { reason, slots } of plan.skipped) skipped[reason] = (skipped[reason] ?? 0) + slots.count;
  const lastSkipped = plan.skipped.at(-1)?.message ?? status?.lastSkipped;
  const last = plan.start.at(-1)?.slot.key ?? previous?.key;
  const [name, phase] =
    started.length > 0
      ? [started.at(-1) ?? "", "Pending"]
      : [
          previous?.name ?? "",
          previous?.run === undefined ? "Deleted" : (previous.run.status?.phase ?? "Pending"),
        ];
  const names = new Set([...known.active.map(({ metadata }) => metadata.name), ...started]);
  return {
    handledUntil: plan.handledUntil.toISOString(),
    queue: plan.queue.map(({ key }) => key),
    active: [...names].slice(0, MOST_TOLD),
    skipped,
    ...(lastSkipped === undefined ? {} : { lastSkipped }),
    ...(last === undefined ? {} : { lastScheduleTime: last, lastRun: { name, phase } }),
  };
}

function tellSkipped({ skipped }: SlotPlan, schedule: Schedule, { events }: Turn): void {
  for (const { reason, message } of skipped)
    events.record(schedule, {
      type: reason === "Paused" ? "Normal" : "Warning",
      reason: `Slot${reason}`,
      message,
    });
}

function conditionOf(
  plan: SlotPlan,
  {
    calendar,
    state,
    now,
    lastSkipped,
  }: {
    readonly calendar: Calendar;
    readonly state: ScheduleState;
    readonly now: Date;
    readonly lastSkipped: string | undefined;
  },
): StepCondition {
  const until = new Date(now.getTime() - calendar.delay);
  const { count, isExact } = countSlots(calendar, { after: plan.handledUntil, until }, MOST_TOLD);
  if (count > 0) {
    const slots = `${isExact ? "" : "About "}${count} slots that were due after ${plan.handledUntil.toISOString()}`;
    const message =
      state.paused === undefined
        ? `${slots} are still to be started, oldest first`
        : `${slots} are decided on when the schedule goes on`;
    return { status: "False", reason: state.paused === undefined ? "CatchingUp" : "Suspended", message };
  }
  if (plan.queue.length > 0)
    return { status: "False", reason: "Waiting", message: plan.message ?? "Slots that are due wait" };
  const message =
    lastSkipped === undefined ? "All slots that were due were started" : `Left out last: ${lastSkipped}`;
  return { status: "True", reason: "UpToDate", message };
}

/** Where nothing could be done, it is the end of a run that changes that, and wakes the schedule. */
function untilNextLook(plan: SlotPlan, state: ScheduleState, now: Date): number {
  const { wakeAt, start, skipped } = plan;
  if (wakeAt === undefined) return LOOK_AGAIN_MS;
  const ms = wakeAt.getTime() - now.getTime();
  const isStuck = start.length + skipped.length === 0 && plan.handledUntil <= state.handledUntil;
  if (ms <= 0 && isStuck) return LOOK_AGAIN_MS;
  return Math.min(Math.max(ms, AT_ONCE_MS), LOOK_AGAIN_MS);
}
