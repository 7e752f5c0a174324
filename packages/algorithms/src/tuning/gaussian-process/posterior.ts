import { factor, type Square, solveLower, solveUpper } from "../numerics/cholesky.ts";
import { type Categorical, type Kernel, matern, maternSlope } from "./kernel.ts";

export interface Belief {
  readonly mean: number;
  /** Of the function itself, without the noise around it; above zero. */
  readonly deviation: number;
}

export interface Slopes {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** What a kernel and observations around zero say of the function at other points. */
export class Posterior {
  readonly #kernel: Kernel;
  readonly #categorical: Categorical;
  readonly #size: number;
  /** The observed points one after the other. */
  readonly #points: Float64Array;
  readonly #lower: Square;
  readonly #weights: Float64Array;
  readonly #inverseSquares: Float64Array;
  /** Of the pair at hand, its squared distance in lengths in each dimension. */
  readonly #squares: Float64Array;

  constructor(
    kernel: Kernel,
    categorical: Categorical,
    points: readonly Float64Array[],
    targets: Float64Array,
  ) {
    this.#kernel = kernel;
    this.#categorical = categorical;
    this.#size = points.length;
    this.#points = Float64Array.from(points.flatMap((point) => [...point]));
    this.#inverseSquares = kernel.lengths.map((length) => 1 / (length * length));
    this.#squares = new Float64Array(categorical.length);
    this.#lower = this.#factored(points);
    this.#weights = targets.slice();
    solveLower(this.#lower, this.#size, this.#weights);
    solveUpper(this.#lower, this.#size, this.#weights);
  }

  /** Grows the diagonal until the covariance can be factored: twice the same point without noise is singular. */
  #factored(points: readonly Float64Array[]): Square {
    const { signal, noise } = this.#kernel;
    for (let jitter = 0; ; jitter = jitter === 0 ? 1e-10 : jitter * 10) {
      const matrix = new Float64Array(this.#size * this.#size);
      points.forEach((point, row) => {
        matrix.set(this.#covariances(point), row * this.#size);
        matrix[row * this.#size + row] = signal * (1 + jitter) + noise;
      });
      if (factor(matrix, this.#size)) return matrix;
    }
  }

  at(point: Float64Array): Belief {
    return this.#believe(this.#covariances(point));
  }

  /** The mean alone, which costs far less than the deviation. */
  meanAt(point: Float64Array): number {
    return dot(this.#covariances(point), this.#weights);
  }

  #covariances(point: Float64Array): Float64Array {
    const { signal, additive } = this.#kernel;
    const dimensions = point.length;
    const share = additive / dimensions;
    const covariances = new Float64Array(this.#size);
    for (let index = 0; index < this.#size; index++) {
      const sum = this.#fillSquares(point, index);
      let single = 0;
      for (let dimension = 0; dimension < dimensions; dimension++) {
        single += matern(this.#squares[dimension] as number);
      }
      covariances[index] = signal * ((1 - additive) * matern(sum) + share * single);
    }
    return covariances;
  }

  /** Returns their sum. */
  #fillSquares(point: Float64Array, index: number): number {
    const dimensions = point.length;
    const start = index * dimensions;
    let sum = 0;
    for (let dimension = 0; dimension < dimensions; dimension++) {
      const away = (point[dimension] as number) - (this.#points[start + dimension] as number);
      const difference = this.#categorical[dimension] ? Number(away !== 0) : away * away;
      const squared = difference * (this.#inverseSquares[dimension] as number);
      this.#squares[dimension] = squared;
      sum += squared;
    }
    return sum;
  }

  /** Leaves L⁻¹ k in `covariances`. */
  #believe(covariances: Float64Array): Belief {
    const mean = dot(covariances, this.#weights);
    solveLower(this.#lower, this.#size, covariances);
    const { signal } = this.#kernel;
    const left = Math.max(signal - dot(covariances, covariances), 1e-12 * signal);
    return { mean, deviation: Math.sqrt(left) };
  }

  /** The belief at a point and how it changes with the coordinates; not at all with the categorical ones. */
  slopesAt(point: Float64Array): Belief & { readonly slopes: Slopes } {
    const { signal, additive } = this.#kernel;
    const dimensions = point.length;
    const solved = this.#covariances(point);
    const belief = this.#believe(solved);
    solveUpper(this.#lower, this.#size, solved);
    const slopes = { mean: new Float64Array(dimensions), deviation: new Float64Array(dimensions) };
    for (let index = 0; index < this.#size; index++) {
      const joint = 2 * signal * (1 - additive) * maternSlope(this.#fillSquares(point, index));
      const weight = this.#weights[index] as number;
      const narrowing = -(solved[index] as number) / belief.deviation;
      for (let dimension = 0; dimension < dimensions; dimension++) {
        if (this.#categorical[dimension]) continue;
        const single =
          ((2 * signal * additive) / dimensions) * maternSlope(this.#squares[dimension] as number);
        const away = (point[dimension] as number) - (this.#points[index * dimensions + dimension] as number);
        const change = (joint + single) * away * (this.#inverseSquares[dimension] as number);
        slopes.mean[dimension] = (slopes.mean[dimension] as number) + change * weight;
        slopes.deviation[dimension] = (slopes.deviation[dimension] as number) + change * narrowing;
      }
    }
    return { ...belief, slopes };
  }
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] as number) * (other[index] as number);
  return sum;
}
