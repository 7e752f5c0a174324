import type { RealAnswer } from "./real-batch.ts";

type Values = ArrayLike<number | null>;

/** The largest difference of predictions, relative above 1; infinite where only one of two is a number. */
export function predictionGap(one: Values, other: Values): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let index = 0; index < one.length; index++) most = Math.max(most, gapOf(one[index], other[index]));
  return most;
}

/** The largest difference of the last round's metrics that both have; which metric is the default differs by version. */
export function metricGap(
  one: Readonly<Record<string, number | null>>,
  other: Readonly<Record<string, number | null>>,
): number {
  const names = Object.keys(one).filter((name) => name in other);
  return Math.max(0, ...names.map((name) => gapOf(one[name], other[name])));
}

export const lastMetrics = ({ log }: RealAnswer): Record<string, number | null> =>
  Object.fromEntries(Object.entries(log).map(([name, values]) => [name, values.at(-1) ?? null]));

function gapOf(one: number | null | undefined, other: number | null | undefined): number {
  const [a, b] = [one ?? Number.NaN, other ?? Number.NaN];
  if (!Number.isFinite(a) && !Number.isFinite(b)) return 0;
  const gap = Math.abs(a - b) / Math.max(1, Math.min(Math.abs(a), Math.abs(b)));
  return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap;
}
