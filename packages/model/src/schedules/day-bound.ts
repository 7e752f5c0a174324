import { readTime } from "./rfc3339.ts";
import { zonedDate } from "./zoned-date.ts";

/** No zone's clock differs from UTC by more, nor is moved by more. */
const FARTHEST_MS = 40 * 3_600_000;
const DAY_MS = 86_400_000;

/**
 * An end of a range as people write it: an instant in RFC 3339, or a day by a zone's clock, e.g. 2026-11-30, whose first or last second is meant.
 * Undefined for any other text.
 */
export function dayBound(
  text: string,
  { timeZone, end }: { readonly timeZone: string; readonly end: "first" | "last" },
): Date | undefined {
  const time = readTime(text);
  if (time !== undefined) return new Date(time);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? readTime(`${text}T00:00:00Z`) : undefined;
  if (day === undefined) return undefined;
  if (end === "first") return firstSecond(day, timeZone);
  return new Date(firstSecond(day + DAY_MS, timeZone).getTime() - 1_000);
}

/** The first second whose day by the zone's clock is that of the given midnight in UTC, or a later one. */
function firstSecond(midnight: number, timeZone: string): Date {
  const day = zonedDate(new Date(midnight), "UTC");
  let [before, from] = [(midnight - FARTHEST_MS) / 1_000, (midnight + FARTHEST_MS) / 1_000];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (zonedDate(new Date(middle * 1_000), timeZone) >= day) from = middle;
    else before = middle;
  }
  return new Date(from * 1_000);
}
