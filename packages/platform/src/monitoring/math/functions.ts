import { MathError } from "./math-error.ts";
import { type MathValue, mapped, numberValue, type TimeSeries, withPoints } from "./values.ts";

type Given = readonly MathValue[];

/** What a function makes of what it is given. Throws MathError where that is not what it takes. */
export type MathFunction = (given: Given) => MathValue;

/** The functions of metric math that are served, by their names in upper case. */
export const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ABS: ([of]) => mapped(need(of), Math.abs),
  CEIL: ([of]) => mapped(need(of), Math.ceil),
  FLOOR: ([of]) => mapped(need(of), Math.floor),
  LOG: ([of]) => mapped(need(of), Math.log),
  LOG10: ([of]) => mapped(need(of), Math.log10),
  AVG: ([of]) => aggregated(of, (values) => sumOf(values) / values.length),
  SUM: ([of]) => aggregated(of, sumOf),
  MAX: ([of]) => aggregated(of, (values) => values.reduce((a, b) => Math.max(a, b))),
  MIN: ([of]) => aggregated(of, (values) => values.reduce((a, b) => Math.min(a, b))),
  METRIC_COUNT: ([of]) => numberValue(listOf(of).length),
  PERIOD: ([of]) => numberValue(seriesOf(of).periods.periodMs / 1_000),
  DIFF: ([of]) => stepped(of, (before, after) => after - before),
  RATE: ([of]) => stepped(of, (before, after, seconds) => (after - before) / seconds),
  RUNNING_SUM: ([of]) => runningSum(seriesOf(of)),
  FILL: ([of, by]) => filled(need(of), need(by)),
  IF: ([condition, then, otherwise]) => chosen(need(condition), need(then), otherwise),
};

function need(value: MathValue | undefined): MathValue {
  if (value === undefined) throw new MathError("A function is given too little");
  return value;
}

function seriesOf(value: MathValue | undefined): TimeSeries {
  const given = need(value);
  if (given.is !== "series") throw new MathError("A function wants one metric");
  return given.series;
}

function listOf(value: MathValue | undefined): readonly TimeSeries[] {
  const given = need(value);
  if (given.is === "series") return [given.series];
  if (given.is !== "list") throw new MathError("A function wants metrics");
  return given.list;
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Of one series a number, of several a series of what they come to at each time. */
function aggregated(value: MathValue | undefined, of: (values: readonly number[]) => number): MathValue {
  const given = need(value);
  if (given.is === "series") {
    const values = [...given.series.points.values()];
    return numberValue(values.length === 0 ? Number.NaN : of(values));
  }
  const [first, ...others] = listOf(given);
  if (first === undefined) throw new MathError("A function is given no metric");
  const values = new Map<number, number[]>();
  for (const { points } of [first, ...others])
    for (const [at, one] of points) {
      const same = values.get(at);
      if (same === undefined) values.set(at, [one]);
      else same.push(one);
    }
  const times = [...values].sort(([a], [b]) => a - b);
  return {
    is: "series",
    series: withPoints(
      first,
      times.map(([at, all]) => [at, of(all)] as const),
    ),
  };
}

function stepped(
  value: MathValue | undefined,
  of: (before: number, after: number, seconds: number) => number,
): MathValue {
  const series = seriesOf(value);
  const points = [...series.points];
  const steps = points.slice(1).map(([at, after], i) => {
    const [since = at, before = after] = points[i] ?? [];
    return [at, of(before, after, (at - since) / 1_000)] as const;
  });
  return { is: "series", series: withPoints(series, steps) };
}

function runningSum(series: TimeSeries): MathValue {
  let sum = 0;
  const points = [...series.points].map(([at, value]) => {
    sum += value;
    return [at, sum] as const;
  });
  return { is: "series", series: withPoints(series, points) };
}

/** The value of a period that has none: a number, the last one (REPEAT), or one between its neighbours (LINEAR). */
function filled(value: MathValue, by: MathValue): MathValue {
  if (value.is === "list") return { is: "list", list: value.list.map((series) => filledSeries(series, by)) };
  return { is: "series", series: filledSeries(seriesOf(value), by) };
}

function filledSeries(series: TimeSeries, by: MathValue): TimeSeries {
  const { from, periodMs, count } = series.periods;
  const known: readonly Point[] = [...series.points];
  const points: Point[] = [];
  let next = 0;
  for (let i = 0; i < count; i++) {
    const at = from + i * periodMs;
    while ((known[next]?.[0] ?? Number.POSITIVE_INFINITY) <= at) next += 1;
    const value = series.points.get(at) ?? fillOf(by, at, [known[next - 1], known[next]]);
    if (value !== undefined) points.push([at, value]);
  }
  return withPoints(series, points);
}

type Point = readonly [at: number, value: number];

function fillOf(
  by: MathValue,
  at: number,
  [before, after]: readonly [Point | undefined, Point | undefined],
): number | undefined {
  if (by.is === "number") return by.value;
  const way = by.is === "text" ? by.text.toUpperCase() : "";
  if (way !== "REPEAT" && way !== "LINEAR") throw new MathError("FILL takes a number, REPEAT or LINEAR");
  if (before === undefined) return undefined;
  if (way === "REPEAT") return before[1];
  if (after === undefined) return undefined;
  return before[1] + ((after[1] - before[1]) * (at - before[0])) / (after[0] - before[0]);
}

/** What is not chosen has no value where nothing stands for it. */
function chosen(condition: MathValue, then: MathValue, otherwise: MathValue | undefined): MathValue {
  if (condition.is === "number") return condition.value !== 0 ? then : (otherwise ?? numberValue(Number.NaN));
  const series = seriesOf(condition);
  const at = (value: MathValue | undefined, time: number): number => {
    if (value === undefined) return Number.NaN;
    return value.is === "number" ? value.value : (seriesOf(value).points.get(time) ?? Number.NaN);
  };
  const points = [...series.points].map(
    ([time, holds]) => [time, at(holds !== 0 ? then : otherwise, time)] as const,
  );
  return { is: "series", series: withPoints(series, points) };
}

const truth = (holds: boolean): number => (holds ? 1 : 0);

/** Operators by their signs. */
export const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "^": (left, right) => left ** right,
  "==": (left, right) => truth(left === right),
  "!=": (left, right) => truth(left !== right),
  "<": (left, right) => truth(left < right),
  "<=": (left, right) => truth(left <= right),
  ">": (left, right) => truth(left > right),
  ">=": (left, right) => truth(left >= right),
  "&&": (left, right) => truth(left !== 0 && right !== 0),
  "||": (left, right) => truth(left !== 0 || right !== 0),
};
