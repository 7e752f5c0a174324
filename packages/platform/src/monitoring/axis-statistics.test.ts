import { expect, test } from "vitest";
import type { MetricPoint } from "#ledger/ledger.ts";
import { type AxisStatistic, axisStatistics } from "./axis-statistics.ts";

const HOUR = Date.UTC(2026, 0, 1, 10);
const point = (seconds: number, value: number, step?: number): MetricPoint => ({
  name: "loss",
  value,
  at: new Date(HOUR + seconds * 1_000),
  ...(step === undefined ? {} : { step }),
});
const POINTS = [point(0, 4, 1), point(30, 2, 1), point(90, 7, 2), point(400, Number.NaN, 3), point(3_700, 1)];
const EVERYTHING = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

test.each<[AxisStatistic, number]>([
  ["Min", 2],
  ["Max", 4],
  ["Avg", 3],
  ["Count", 2],
  ["StdDev", 1],
  ["Last", 2],
])("%s of the points of a step", (statistic, value) => {
  const found = axisStatistics(POINTS, { period: "IterationNumber", statistic, from: 1, to: 1 });
  expect(found).toEqual([[1, value]]);
});

test("Periods begin with their minutes and hours, and what is no number or has no step is nowhere", () => {
  const of = (period: "OneMinute" | "FiveMinute" | "OneHour" | "IterationNumber") =>
    axisStatistics(POINTS, { period, statistic: "Count", ...EVERYTHING }).map(([x, count]) => [
      period === "IterationNumber" ? x : x - HOUR / 1_000,
      count,
    ]);
  expect(of("OneMinute")).toEqual([
    [0, 2],
    [60, 1],
    [3_660, 1],
  ]);
  expect(of("FiveMinute")).toEqual([
    [0, 3],
    [3_600, 1],
  ]);
  expect(of("OneHour")).toEqual([
    [0, 3],
    [3_600, 1],
  ]);
  expect(of("IterationNumber")).toEqual([
    [1, 2],
    [2, 1],
  ]);
});
