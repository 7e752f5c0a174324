import type { Calendar } from "./calendar.ts";
import { nextSlot } from "./slots.ts";
import { zonedTime } from "./zoned-time.ts";

/** What a schedule does and when next, in a sentence without its stop: "at 03:00 in Europe/Paris, next Mon 2026-11-30 03:00 CET". */
export function describeCalendar(calendar: Calendar, now: Date): string {
  const { words, delay, timeZone } = calendar;
  const later = delay === 0 ? "" : ` and ${delay / 1_000} s of jitter`;
  const next = nextSlot(calendar, now);
  return `${words}${later}, ${next === undefined ? "not due again" : `next ${zonedTime(next.time, timeZone)}`}`;
}
