import type { Sample } from "./sample.ts";

export interface Comparison {
  /** Mean of the second less that of the first; undefined while one of them has no value. */
  readonly difference: number | undefined;
  /** The difference lies between these with the confidence asked for, at all times at once; infinite while there is too little to tell. */
  readonly low: number;
  readonly high: number;
  /** 0 lies outside of it: they differ. */
  readonly isTold: boolean;
}

/** Each needs so many values before anything is told: the law that this rests on is one of large numbers. */
export const LEAST = 100;
/** The interval is narrowest, for its confidence, at about so many values. */
const SHARPEST = 2_000;

/**
 * How two means differ, valid at whatever time and however often one looks: an asymptotic confidence sequence of the difference
 * (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas: "Time-uniform central limit theory and asymptotic confidence sequences", 2021, theorem 2.2).
 * Of two that are alike it tells a difference in at most a share `1 - confidence` of all cases, though it is looked at after each value.
 */
export function compare(first: Sample, second: Sample, confidence = 0.95): Comparison {
  const difference = first.count === 0 || second.count === 0 ? undefined : meanOf(second) - meanOf(first);
  if (difference === undefined || Math.min(first.count, second.count) < LEAST)
    return { difference, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, isTold: false };
  const radius =
    Math.sqrt(squaredError(first, second)) * widening(first.count + second.count, 1 - confidence);
  const [low, high] = [difference - radius, difference + radius];
  return { difference, low, high, isTold: low > 0 || high < 0 };
}

/** How many standard errors the interval reaches to either side after so many values. */
function widening(count: number, alpha: number): number {
  const sharpness = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / SHARPEST;
  const seen = count * sharpness + 1;
  return Math.sqrt(((2 * seen) / (seen - 1)) * Math.log(Math.sqrt(seen) / alpha));
}

const meanOf = ({ count, sum }: Sample): number => sum / count;

/**
 * The square of the difference's standard error. Each varies at least as much as both together: whoever has few values has mostly not seen
 * the rare ones yet, and would be told apart for their want.
 */
function squaredError(first: Sample, second: Sample): number {
  const both = varianceOf({
    count: first.count + second.count,
    sum: first.sum + second.sum,
    sumOfSquares: first.sumOfSquares + second.sumOfSquares,
  });
  const of = (sample: Sample): number => Math.max(varianceOf(sample), both) / sample.count;
  return of(first) + of(second);
}

function varianceOf({ count, sum, sumOfSquares }: Sample): number {
  return Math.max(0, (sumOfSquares - (sum * sum) / count) / (count - 1));
}
