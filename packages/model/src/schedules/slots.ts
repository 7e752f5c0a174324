import type { Calendar } from "./calendar.ts";
import { writeTime } from "./rfc3339.ts";

/** One time at which a schedule is due; a FlowRun carries its key. */
export interface Slot {
  /** The instant at which it is due. */
  readonly time: Date;
  /** That instant in RFC 3339, UTC, whole seconds: the slot's identity within its schedule. */
  readonly key: string;
  /** When it starts at the earliest: as late after `time` as the schedule's jitter has it. */
  readonly startAfter: Date;
}

export type Order = "OldestFirst" | "NewestFirst";

/** After `after`, up to `until` inclusive. */
export interface Range {
  readonly after: Date;
  readonly until: Date;
}

/** How many slots are in a range. */
export interface SlotCount {
  readonly count: number;
  /** False where the range has more than were counted: `count` is then an estimate. */
  readonly isExact: boolean;
}

const MOST_AT_ONCE = 1_000;

export const slotAt = ({ delay }: Calendar, time: number): Slot => ({
  time: new Date(time),
  key: writeTime(time),
  startAfter: new Date(time + delay),
});

/** The first slot due strictly after an instant; undefined where there is none. */
export function nextSlot(calendar: Calendar, after: Date): Slot | undefined {
  const time = calendar.next(after.getTime());
  return time === undefined ? undefined : slotAt(calendar, time);
}

/** The last slot due strictly before an instant; undefined where there is none. */
export function previousSlot(calendar: Calendar, before: Date): Slot | undefined {
  const time = calendar.previous(before.getTime());
  return time === undefined ? undefined : slotAt(calendar, time);
}

/** The slots of a range, one at a time as they are asked for; `after` with the last one seen goes on from there. */
export function* slotsIn(calendar: Calendar, range: Range, order: Order = "OldestFirst"): Generator<Slot> {
  const [after, until] = [range.after.getTime(), range.until.getTime()];
  const oldest = order === "OldestFirst";
  const step = (time: number) => (oldest ? calendar.next(time) : calendar.previous(time));
  let time = step(oldest ? after : until + 1);
  while (time !== undefined && time > after && time <= until) {
    yield slotAt(calendar, time);
    time = step(time);
  }
}

/** The next slots after an instant, so many or as many as there are; 1000 at most. */
export function nextSlots(calendar: Calendar, after: Date, count: number): readonly Slot[] {
  const slots: Slot[] = [];
  let slot = nextSlot(calendar, after);
  for (const wanted = atMost(count); slots.length < wanted && slot !== undefined; ) {
    slots.push(slot);
    slot = nextSlot(calendar, slot.time);
  }
  return slots;
}

/** How many slots a range has, counted up to `limit` (1000 at most) and estimated beyond. */
export function countSlots(calendar: Calendar, range: Range, limit = MOST_AT_ONCE): SlotCount {
  const most = atMost(limit);
  let count = 0;
  for (const _ of slotsIn(calendar, range)) {
    count++;
    if (count > most) {
      const estimated = calendar.estimate(range.after.getTime(), range.until.getTime());
      return { count: Math.max(estimated, count), isExact: false };
    }
  }
  return { count, isExact: true };
}

const atMost = (count: number): number => Math.min(Math.max(Math.trunc(count), 0), MOST_AT_ONCE);
