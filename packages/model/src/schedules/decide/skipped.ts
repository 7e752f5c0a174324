import type { Calendar } from "../calendar.ts";
import { countSlots, nextSlot, previousSlot, type Range, type Slot, type SlotCount } from "../slots.ts";

/** Why slots do not run, in the form of a Kubernetes reason, with the end of the sentence that tells it. */
const REASONS = {
  PastDeadline: "later than startingDeadlineSeconds",
  Missed: "missed, and catchup is none",
  Superseded: "left out, since a newer slot is due",
  Active: "left out, since a run is active and concurrencyPolicy is Forbid",
  QueueFull: "left out, since as many slots wait as queueLimit allows",
  Paused: "due while the schedule was paused",
  InvalidParameters: "left out, since a parameter has no value",
} as const;

export type SkipReason = keyof typeof REASONS;

/** Slots that are skipped for one reason, one after the other. */
export interface Skipped {
  readonly reason: SkipReason;
  /** A sentence for people. */
  readonly message: string;
  readonly oldest: Slot;
  readonly newest: Slot;
  readonly slots: SlotCount;
}

/** `why`: more of this one slot, to go on after the reason. */
export function skippedSlot(slot: Slot, reason: SkipReason, why?: string): Skipped {
  const message = `The slot of ${slot.key} was ${REASONS[reason]}${why === undefined ? "" : `: ${why}`}.`;
  return { reason, message, oldest: slot, newest: slot, slots: { count: 1, isExact: true } };
}

/** The slots of a range as skipped; none where it has none. */
export function skippedRange(calendar: Calendar, range: Range, reason: SkipReason): readonly Skipped[] {
  const oldest = nextSlot(calendar, range.after);
  const newest = previousSlot(calendar, new Date(range.until.getTime() + 1));
  if (oldest === undefined || newest === undefined || newest.time < oldest.time) return [];
  if (oldest.key === newest.key) return [skippedSlot(oldest, reason)];
  const slots = countSlots(calendar, range);
  const count = `${slots.isExact ? "" : "About "}${slots.count}`;
  const message = `${count} slots from ${oldest.key} to ${newest.key} were ${REASONS[reason]}.`;
  return [{ reason, message, oldest, newest, slots }];
}
