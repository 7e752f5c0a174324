import { describe, expect, test } from "vitest";
import { evaluate } from "./evaluate.ts";
import { MathError } from "./math-error.ts";
import { parseExpression } from "./parse-expression.ts";
import type { MathValue, TimeSeries } from "./values.ts";

const PERIODS = { from: 0, periodMs: 60_000, count: 5 };

function series(label: string, ...values: readonly (number | undefined)[]): TimeSeries {
  const points = values.flatMap((value, i) => (value === undefined ? [] : [[i * 60_000, value] as const]));
  return { label, periods: PERIODS, points: new Map(points) };
}

const METRICS: Readonly<Record<string, TimeSeries>> = {
  m1: series("m1", 1, 2, undefined, 4, undefined),
  m2: series("m2", 10, undefined, 30, 40, 0),
};

function result(expression: string, spend = (_: number): void => {}): MathValue {
  return evaluate(parseExpression(expression), {
    valueOf: (name) => {
      const known = METRICS[name];
      if (known === undefined) throw new MathError(`Undefined variable ${name}`);
      return { is: "series", series: known };
    },
    metrics: (holding = "") => Object.values(METRICS).filter(({ label }) => label.includes(holding)),
    spend,
  });
}

/** By minute. */
function values(expression: string): Readonly<Record<number, number>> | number {
  const value = result(expression);
  if (value.is === "number") return value.value;
  if (value.is !== "series") throw new Error(`${expression} is no series`);
  return Object.fromEntries([...value.series.points].map(([at, one]) => [at / 60_000, one]));
}

describe("Metric math", () => {
  test.each([
    ["m1 + 1", { 0: 2, 1: 3, 3: 5 }],
    ["1 - m1", { 0: 0, 1: -1, 3: -3 }],
    ["m1 + m2", { 0: 11, 3: 44 }],
    ["m1 / m2", { 0: 0.1, 3: 0.1 }],
    ["m2 / 0", {}],
    ["-m1 * 2 ^ 3", { 0: -8, 1: -16, 3: -32 }],
    ["2 ^ 3 ^ 2", 512],
    ["(1 + 2) * 3 - 4 / 2", 7],
    ["m1 >= 2 && m1 < 4", { 0: 0, 1: 1, 3: 0 }],
    ["m1 >= 2 AND m1 < 4 OR m1 == 4", { 0: 0, 1: 1, 3: 1 }],
    ["SUM([m1, m2])", { 0: 11, 1: 2, 2: 30, 3: 44, 4: 0 }],
    ["SUM(METRICS())", { 0: 11, 1: 2, 2: 30, 3: 44, 4: 0 }],
    ["MAX(METRICS('m2'))", { 0: 10, 2: 30, 3: 40, 4: 0 }],
    ["m1 / SUM(m1)", { 0: 1 / 7, 1: 2 / 7, 3: 4 / 7 }],
    ["AVG(m2)", 20],
    ["METRIC_COUNT([m1, m2])", 2],
    ["FILL(m1, 0)", { 0: 1, 1: 2, 2: 0, 3: 4, 4: 0 }],
    ["FILL(m1, REPEAT)", { 0: 1, 1: 2, 2: 2, 3: 4, 4: 4 }],
    ["FILL(m1, LINEAR)", { 0: 1, 1: 2, 2: 3, 3: 4 }],
    ["IF(m1 > 1, m1, 0)", { 0: 0, 1: 2, 3: 4 }],
    ["IF(m1 > 1, m1)", { 1: 2, 3: 4 }],
    ["m1 / PERIOD(m1)", { 0: 1 / 60, 1: 2 / 60, 3: 4 / 60 }],
    ["DIFF(m1)", { 1: 1, 3: 2 }],
    ["RATE(m1)", { 1: 1 / 60, 3: 2 / 120 }],
    ["RUNNING_SUM(m1)", { 0: 1, 1: 3, 3: 7 }],
    ["CEIL(ABS(m1 - 2.5))", { 0: 2, 1: 1, 3: 2 }],
  ])("%s", (expression, expected) => {
    expect(values(expression)).toEqual(expected);
  });

  test.each([
    "",
    "m1 +",
    "m1 m2",
    "(m1",
    "[m1",
    "m3",
    "NOSUCH(m1)",
    "SUM()",
    "'text' + 1",
    "m1 ? 2",
    "SUM('x')",
    "FILL(m1, m2)",
    `SUM([${Array(501).fill("m1").join(",")}])`,
    "(".repeat(2_000),
    `${"1+".repeat(100_000)}1`,
  ])("%s is told to mean nothing", (expression) => {
    expect(() => result(expression)).toThrow(MathError);
  });

  test("Every value that is come to is told with its periods, before more is made of it", () => {
    const spent: number[] = [];
    result("ABS([m1, m2]) + m1", (periods) => spent.push(periods));
    expect(spent).toEqual([5, 5, 10, 10, 5, 10]);
  });
});
