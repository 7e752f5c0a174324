export { type BackfillReason, decideBackfill, type Reprocess } from "./backfill/decide-backfill.ts";
export { type PreviewedSlot, previewBackfill } from "./backfill/preview-backfill.ts";
export type { Calendar } from "./calendar.ts";
export { dayBound } from "./day-bound.ts";
export {
  decideSlot,
  type SlotDecision,
  type SlotOutcome,
  type SlotSurroundings,
} from "./decide/decide-slot.ts";
export { type DueQuestion, type DueSlots, dueSlots } from "./decide/due-slots.ts";
export { planSlots, type SlotPlan } from "./decide/plan-slots.ts";
export {
  type Catchup,
  type ConcurrencyPolicy,
  type PolicyProblem,
  policyProblems,
  type SchedulePolicy,
} from "./decide/policy.ts";
export type { ScheduleState } from "./decide/schedule-state.ts";
export { type Skipped, type SkipReason, skippedSlot } from "./decide/skipped.ts";
export { describeCalendar } from "./describe.ts";
export { openCalendar } from "./open-calendar.ts";
export { readTime, writeTime } from "./rfc3339.ts";
export {
  countSlots,
  nextSlot,
  nextSlots,
  type Order,
  previousSlot,
  type Range,
  type Slot,
  type SlotCount,
  slotsIn,
} from "./slots.ts";
export type { CronTiming, IntervalTiming, Timing, TimingProblem } from "./timing.ts";
export { timingProblems } from "./timing-problems.ts";
export { zonedDate } from "./zoned-date.ts";
export { zonedTime } from "./zoned-time.ts";
