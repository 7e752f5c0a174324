type Values = ArrayLike<number | null>;

/** The largest difference of predictions, relative above 1; infinite where only one of two is a number. */
export function predictionGap(one: Values, other: Values): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let index = 0; index < one.length; index++) most = Math.max(most, gapOf(one[index], other[index]));
  return most;
}

/** Values by round of each metric of each data set. */
type Log = Readonly<Record<string, readonly (number | null)[]>>;

/**
 * The largest difference of a value of any round; infinite where one has other rounds. Which metric is the default
 * differs by version, so that only those that both have are compared.
 */
export function metricGap(one: Log, other: Log): number {
  const names = Object.keys(one).filter((name) => name in other);
  return Math.max(0, ...names.map((name) => predictionGap(one[name] ?? [], other[name] ?? [])));
}

function gapOf(one: number | null | undefined, other: number | null | undefined): number {
  const [a, b] = [one ?? Number.NaN, other ?? Number.NaN];
  if (!Number.isFinite(a) && !Number.isFinite(b)) return 0;
  const gap = Math.abs(a - b) / Math.max(1, Math.min(Math.abs(a), Math.abs(b)));
  return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap;
}
