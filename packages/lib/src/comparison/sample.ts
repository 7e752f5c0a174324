/** What is known of the values of one of two things that are compared: enough for their mean and their variance. */
export interface Sample {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** Values that are known by their number, sum and range alone: as varied as they can be (Bhatia and Davis, 2000), which of values 0 and 1 is exact. */
export function sampleOfRange(values: {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}): Sample {
  const { count, sum, min, max } = values;
  if (count === 0) return { count: 0, sum: 0, sumOfSquares: 0 };
  const mean = sum / count;
  const variance = Math.max(0, (max - mean) * (mean - min));
  return { count, sum, sumOfSquares: count * (variance + mean * mean) };
}
