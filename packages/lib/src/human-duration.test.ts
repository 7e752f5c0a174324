import { expect, test } from "vitest";
import { age, humanDuration } from "./human-duration.ts";

const s = 1000;
const m = 60 * s;
const h = 60 * m;
const d = 24 * h;

// The table of Kubernetes' own duration_test.go.
test.each([
  [1 * s, "1s"],
  [70 * s, "70s"],
  [190 * s, "3m10s"],
  [70 * m, "70m"],
  [47 * h, "47h"],
  [49 * h, "2d1h"],
  [8 * d + 2 * h, "8d"],
  [367 * d, "367d"],
  [365 * 2 * d + 25 * h, "2y1d"],
  [365 * 8 * d + 2 * h, "8y"],
  [1000.5, "1s"],
  [119 * s, "119s"],
  [2 * m, "2m"],
  [2 * m + 59 * s, "2m59s"],
  [10 * m, "10m"],
  [3 * h + 1 * m, "3h1m"],
  [8 * h, "8h"],
  [-1 * s, "0s"],
  [-3 * s, "<invalid>"],
])("%d ms is %s", (ms, expected) => {
  expect(humanDuration(ms)).toBe(expected);
});

test("what has no time is unknown, and what is no time is invalid", () => {
  const now = new Date("2026-01-01T00:00:00Z");
  expect(age(undefined, now)).toBe("<unknown>");
  expect(age("yesterday", now)).toBe("<invalid>");
  expect(age("2025-12-31T23:51:02Z", now)).toBe("8m58s");
});
