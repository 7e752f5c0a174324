const ROOT_FIVE = Math.sqrt(5);

/**
 * A Matérn 5/2 kernel of all dimensions, each with a length of its own, mixed with the mean of one such kernel for each
 * dimension alone (Duvenaud et al. 2011): what hyperparameters do one by one is learned from far fewer trials.
 */
export interface Kernel {
  /** Of each dimension, in the unit cube; different values of a categorical one are a distance of 1 apart. */
  readonly lengths: Float64Array;
  /** The variance of the function itself. */
  readonly signal: number;
  /** The share of it that is a sum over dimensions, within (0, 1). */
  readonly additive: number;
  /** The variance of what is observed around it. */
  readonly noise: number;
}

/** Which dimensions are categorical. */
export type Categorical = readonly boolean[];

/** The correlation at a squared distance in lengths. */
export function matern(squared: number): number {
  const s = ROOT_FIVE * Math.sqrt(squared);
  return (1 + s + (s * s) / 3) * Math.exp(-s);
}

/** The derivative of `matern`. */
export function maternSlope(squared: number): number {
  const s = ROOT_FIVE * Math.sqrt(squared);
  return (-5 / 6) * (1 + s) * Math.exp(-s);
}

/** The squared distance of two coordinates. */
export function squaredDifference(one: number, other: number, categorical: boolean): number {
  if (categorical) return one === other ? 0 : 1;
  return (one - other) ** 2;
}

/** Of each dimension the squared differences of all pairs of points, the pairs row by row below the diagonal. */
export function pairDifferences(
  points: readonly Float64Array[],
  categorical: Categorical,
): readonly Float64Array[] {
  return categorical.map((only, dimension) => {
    const differences = new Float64Array((points.length * (points.length - 1)) / 2);
    let pair = 0;
    for (let row = 1; row < points.length; row++) {
      const at = points[row]?.[dimension] as number;
      for (let column = 0; column < row; column++) {
        differences[pair++] = squaredDifference(at, points[column]?.[dimension] as number, only);
      }
    }
    return differences;
  });
}
