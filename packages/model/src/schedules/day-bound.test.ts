import { expect, it } from "vitest";
import { dayBound } from "./day-bound.ts";

const bounds = (day: string, timeZone: string) =>
  (["first", "last"] as const).map((end) => dayBound(day, { timeZone, end })?.toISOString().slice(0, 19));

// Midnights as `TZ=... date -u -d 'TZ="..." DAY 00:00'` of GNU tells them; Santiago's clocks go from 00:00 to 01:00 on that day.
it.each([
  ["2026-11-30", "UTC", ["2026-11-30T00:00:00", "2026-11-30T23:59:59"]],
  ["2026-10-25", "Europe/Paris", ["2026-10-24T22:00:00", "2026-10-25T22:59:59"]],
  ["2026-03-08", "America/New_York", ["2026-03-08T05:00:00", "2026-03-09T03:59:59"]],
  ["2026-09-06", "America/Santiago", ["2026-09-06T04:00:00", "2026-09-07T02:59:59"]],
  ["2026-11-30", "Asia/Kolkata", ["2026-11-29T18:30:00", "2026-11-30T18:29:59"]],
])("the day %s in %s has these ends", (day, timeZone, expected) => {
  expect(bounds(day, timeZone)).toEqual(expected);
});

it("an instant is itself, and what is neither is nothing", () => {
  expect(bounds("2026-11-30T03:00:00+01:00", "Asia/Tokyo")).toEqual([
    "2026-11-30T02:00:00",
    "2026-11-30T02:00:00",
  ]);
  for (const text of ["2026-02-30", "yesterday", "2026-11", ""])
    expect(bounds(text, "UTC")).toEqual([undefined, undefined]);
});
