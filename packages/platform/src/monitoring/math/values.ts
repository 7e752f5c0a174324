import type { Periods } from "../period-statistics.ts";
import { MathError } from "./math-error.ts";

/** Values by the beginning of their period, in milliseconds since 1970, oldest first. */
export interface TimeSeries {
  readonly label: string;
  readonly periods: Periods;
  readonly points: ReadonlyMap<number, number>;
}

/** What an expression comes to. */
export type MathValue =
  | { readonly is: "number"; readonly value: number }
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "series"; readonly series: TimeSeries }
  | { readonly is: "list"; readonly list: readonly TimeSeries[] };

export const numberValue = (value: number): MathValue => ({ is: "number", value });

/** The same series with other values; those that are no numbers are left out. */
export function withPoints(series: TimeSeries, points: Iterable<readonly [number, number]>): TimeSeries {
  const kept = new Map<number, number>();
  for (const [at, value] of points) if (Number.isFinite(value)) kept.set(at, value);
  return { ...series, points: kept };
}

/** Every value changed alike. */
export function mapped(value: MathValue, change: (value: number) => number): MathValue {
  switch (value.is) {
    case "number":
      return numberValue(change(value.value));
    case "series":
      return { is: "series", series: changed(value.series, change) };
    case "list":
      return { is: "list", list: value.list.map((series) => changed(series, change)) };
    case "text":
      throw new MathError("A text stands where numbers are expected");
  }
}

function changed(series: TimeSeries, change: (value: number) => number): TimeSeries {
  return withPoints(
    series,
    [...series.points].map(([at, value]) => [at, change(value)] as const),
  );
}

/** Two values by the same times: what only one of them has is left out. */
export function combined(
  left: MathValue,
  right: MathValue,
  combine: (left: number, right: number) => number,
): MathValue {
  if (right.is === "number") return mapped(left, (value) => combine(value, right.value));
  if (left.is === "number") return mapped(right, (value) => combine(left.value, value));
  if (left.is === "series" && right.is === "series")
    return { is: "series", series: joined(left.series, right.series, combine) };
  if (left.is === "list" && right.is === "series")
    return { is: "list", list: left.list.map((one) => joined(one, right.series, combine)) };
  if (left.is === "series" && right.is === "list")
    return { is: "list", list: right.list.map((one) => joined(left.series, one, combine)) };
  throw new MathError("Two lists of series, or a text, cannot be calculated with");
}

function joined(
  left: TimeSeries,
  right: TimeSeries,
  combine: (left: number, right: number) => number,
): TimeSeries {
  const points = [...left.points].flatMap(([at, value]) => {
    const other = right.points.get(at);
    return other === undefined ? [] : [[at, combine(value, other)] as const];
  });
  return withPoints(left, points);
}
