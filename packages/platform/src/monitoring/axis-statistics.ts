import type { MetricPoint } from "#ledger/ledger.ts";

export type AxisStatistic = "Min" | "Max" | "Avg" | "Count" | "StdDev" | "Last";
export type AxisPeriod = "OneMinute" | "FiveMinute" | "OneHour" | "IterationNumber";

const SECONDS: Readonly<Record<Exclude<AxisPeriod, "IterationNumber">, number>> = {
  OneMinute: 60,
  FiveMinute: 300,
  OneHour: 3_600,
};

/**
 * A statistic of the points at each place of an axis, in its order: of each step, or of each period by its beginning in seconds since
 * 1970. Places from `from` on and up to `to` count. Points are given in the order of their times; those without a step have no
 * place among steps, and values that are no number count in none.
 */
export function axisStatistics(
  points: readonly MetricPoint[],
  asked: {
    readonly period: AxisPeriod;
    readonly statistic: AxisStatistic;
    readonly from: number;
    readonly to: number;
  },
): readonly (readonly [x: number, value: number])[] {
  const places = new Map<number, MetricPoint[]>();
  for (const point of points) {
    const x = placeOf(point, asked.period);
    const says = !Number.isNaN(point.value) && (point.several?.count ?? 1) > 0;
    if (x === undefined || x < asked.from || x > asked.to || !says) continue;
    const there = places.get(x);
    if (there === undefined) places.set(x, [point]);
    else there.push(point);
  }
  return [...places]
    .sort(([a], [b]) => a - b)
    .map(([x, there]) => [x, statisticOf(there, asked.statistic)] as const);
}

function placeOf({ at, step }: MetricPoint, period: AxisPeriod): number | undefined {
  if (period === "IterationNumber") return step;
  const seconds = SECONDS[period];
  return Math.floor(at.getTime() / 1_000 / seconds) * seconds;
}

function statisticOf(points: readonly MetricPoint[], statistic: AxisStatistic): number {
  const all = points.map(({ value, several = { count: 1, sum: value, min: value, max: value } }) => several);
  const count = all.reduce((sum, one) => sum + one.count, 0);
  const mean = all.reduce((sum, one) => sum + one.sum, 0) / count;
  switch (statistic) {
    case "Min":
      return all.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY);
    case "Max":
      return all.reduce((greatest, { max }) => Math.max(greatest, max), Number.NEGATIVE_INFINITY);
    case "Avg":
      return mean;
    case "Count":
      return count;
    case "Last":
      return points.at(-1)?.value ?? Number.NaN;
    case "StdDev":
      return Math.sqrt(
        all.reduce((sum, one) => sum + one.count * (one.sum / one.count - mean) ** 2, 0) / count,
      );
  }
}
