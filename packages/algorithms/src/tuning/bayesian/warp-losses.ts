import type { Ended } from "../trials.ts";

/**
 * Losses as the model takes them, with mean 0 and variance 1. The better half keeps its distances; the worse half, which
 * may reach over many orders of magnitude and is worth no detail, grows as a logarithm. A failed trial counts as the worst.
 */
export function warpLosses(trials: readonly Pick<Ended, "loss">[]): Float64Array {
  const losses = trials.flatMap(({ loss }) => loss ?? []).sort((one, other) => one - other);
  const best = losses[0] ?? 0;
  const typical = losses[losses.length >> 1] ?? 0;
  const worst = losses.at(-1) ?? 0;
  const unit = [typical - best, worst - best].find((width) => width > 0) ?? 1;
  return standardized(trials.map(({ loss = worst }) => halfLog((loss - typical) / unit)));
}

function halfLog(value: number): number {
  return value > 0 ? Math.log1p(value) : value;
}

function standardized(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = variance > 0 ? Math.sqrt(variance) : 1;
  return Float64Array.from(values, (value) => (value - mean) / deviation);
}
