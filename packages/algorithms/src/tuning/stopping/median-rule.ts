import type { Study } from "../study.ts";

/** The objective metric of a trial, epoch by epoch. */
export type Curve = readonly number[];

/**
 * SageMaker's early stopping `Auto`: whether the newest value is worse than the median of the previous trials' averages
 * up to the same epoch. Trials that ended before that epoch count with the average of what they have; a value that is
 * not finite is worse than any.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-early-stopping.html
 */
export function stopsByMedian(goal: Study["goal"], curve: Curve, previous: readonly Curve[]): boolean {
  const newest = curve.at(-1);
  const averages = previous
    .filter((other) => other.length > 0)
    .map((other) => averageLoss(goal, other, curve.length));
  if (newest === undefined || averages.length === 0) return false;
  return lossOf(goal, newest) > median(averages);
}

function averageLoss(goal: Study["goal"], curve: Curve, epochs: number): number {
  const part = curve.slice(0, epochs);
  return part.reduce((sum, value) => sum + lossOf(goal, value), 0) / part.length;
}

function lossOf(goal: Study["goal"], value: number): number {
  if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY;
  return goal === "Minimize" ? value : -value;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
