/** What is known of the values of one of two things that are compared: enough for their mean and their variance. */
export interface Sample {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** Some values as monitoring keeps them. */
export interface Summary {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Values by the share of all that is not above them, 0 to 1. */
  readonly quantiles?: ReadonlyMap<number, number>;
}

/**
 * Values of which only so much is known: as varied as they can be, so that nothing is told too early. From their range alone that is Bhatia's and
 * Davis' bound (2000), which of values 0 and 1 is exact; with quantiles no value lies beyond the ends of its part.
 */
export function sampleOf(summaries: readonly Summary[]): Sample {
  return summaries
    .filter(({ count }) => count > 0)
    .map((one) => ({ ...one, sumOfSquares: Math.min(byRange(one), byQuantiles(one)) }))
    .reduce(
      (all, one) => ({
        count: all.count + one.count,
        sum: all.sum + one.sum,
        sumOfSquares: all.sumOfSquares + one.sumOfSquares,
      }),
      { count: 0, sum: 0, sumOfSquares: 0 },
    );
}

function byRange({ count, sum, min, max }: Summary): number {
  const mean = sum / count;
  return count * (Math.max(0, (max - mean) * (mean - min)) + mean * mean);
}

function byQuantiles({ count, min, max, quantiles }: Summary): number {
  if (quantiles === undefined || quantiles.size === 0) return Number.POSITIVE_INFINITY;
  const ends = [
    [0, min] as const,
    ...[...quantiles].sort(([one], [other]) => one - other),
    [1, max] as const,
  ];
  return ends.reduce((sum, [share, value], index) => {
    const [below, least] = ends[index - 1] ?? [0, value];
    return sum + count * (share - below) * Math.max(value * value, least * least);
  }, 0);
}
