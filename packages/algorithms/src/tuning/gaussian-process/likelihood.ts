import { factor, inverseOf, type Square, solveLower, solveUpper } from "../numerics/cholesky.ts";
import { type Kernel, matern, maternSlope } from "./kernel.ts";

/** Of each parameter of a kernel its value, in the order of lengths, signal, noise, additive share. */
export function parametersOf({ lengths, signal, noise, additive }: Kernel): Float64Array {
  return Float64Array.of(...lengths, signal, noise, additive);
}

export function kernelOf(parameters: Float64Array): Kernel {
  const dimensions = parameters.length - 3;
  const [signal = 1, noise = 0, additive = 0] = parameters.subarray(dimensions);
  return { lengths: parameters.slice(0, dimensions), signal, noise, additive };
}

/**
 * The negative logarithm of the marginal likelihood of targets around zero, and its gradient by the parameters; `Infinity`
 * where the covariance is not positive definite (Rasmussen and Williams 2006, chapter 5).
 */
export class Likelihood {
  readonly #differences: readonly Float64Array[];
  readonly #targets: Float64Array;
  /** Of each pair: its squared distance in lengths, the correlations by all dimensions and by the mean of single ones. */
  readonly #squared: Float64Array;
  readonly #joint: Float64Array;
  readonly #single: Float64Array;
  /** The derivatives of both by squared distances, the latter of each dimension. */
  readonly #jointSlopes: Float64Array;
  readonly #singleSlopes: readonly Float64Array[];
  readonly #covariance: Square;

  /** `differences` as `pairDifferences` makes them. */
  constructor(differences: readonly Float64Array[], targets: Float64Array) {
    const pairs = (targets.length * (targets.length - 1)) / 2;
    this.#differences = differences;
    this.#targets = targets;
    this.#squared = new Float64Array(pairs);
    this.#joint = new Float64Array(pairs);
    this.#single = new Float64Array(pairs);
    this.#jointSlopes = new Float64Array(pairs);
    this.#singleSlopes = differences.map(() => new Float64Array(pairs));
    this.#covariance = new Float64Array(targets.length ** 2);
  }

  negativeLog(parameters: Float64Array, gradient: Float64Array): number {
    const size = this.#targets.length;
    const kernel = kernelOf(parameters);
    this.#fillCorrelations(kernel);
    this.#fillCovariance(kernel);
    if (!factor(this.#covariance, size)) return Number.POSITIVE_INFINITY;
    const weights = this.#targets.slice();
    solveLower(this.#covariance, size, weights);
    let value = (size / 2) * Math.log(2 * Math.PI);
    for (let row = 0; row < size; row++) {
      value += (weights[row] as number) ** 2 / 2 + Math.log(this.#covariance[row * size + row] as number);
    }
    solveUpper(this.#covariance, size, weights);
    this.#fillGradient(kernel, weights, gradient);
    return value;
  }

  #fillCorrelations({ lengths }: Kernel): void {
    this.#squared.fill(0);
    this.#single.fill(0);
    this.#differences.forEach((differences, dimension) => {
      const weight = (lengths[dimension] as number) ** -2;
      const slopes = this.#singleSlopes[dimension] as Float64Array;
      for (let pair = 0; pair < differences.length; pair++) {
        const squared = weight * (differences[pair] as number);
        const s = Math.sqrt(5 * squared);
        const height = Math.exp(-s);
        this.#squared[pair] = (this.#squared[pair] as number) + squared;
        this.#single[pair] =
          (this.#single[pair] as number) + ((1 + s + (s * s) / 3) * height) / lengths.length;
        slopes[pair] = ((-5 / 6) * (1 + s) * height) / lengths.length;
      }
    });
    for (let pair = 0; pair < this.#joint.length; pair++) {
      this.#joint[pair] = matern(this.#squared[pair] as number);
      this.#jointSlopes[pair] = maternSlope(this.#squared[pair] as number);
    }
  }

  #fillCovariance({ signal, noise, additive }: Kernel): void {
    const size = this.#targets.length;
    for (let row = 0, pair = 0; row < size; row++) {
      const at = row * size;
      for (let column = 0; column < row; column++, pair++) {
        const joint = this.#joint[pair] as number;
        this.#covariance[at + column] =
          signal * (joint + additive * ((this.#single[pair] as number) - joint));
      }
      this.#covariance[at + row] = signal + noise;
    }
  }

  /** Half the trace of (K⁻¹ - α αᵀ) times the covariance's derivative, `covariance` being factored. */
  #fillGradient({ lengths, signal, additive }: Kernel, weights: Float64Array, gradient: Float64Array): void {
    const { pairs, diagonal } = this.#residual(weights);
    let bySignal = diagonal / 2;
    let byShare = 0;
    for (let pair = 0; pair < pairs.length; pair++) {
      const joint = this.#joint[pair] as number;
      const more = (this.#single[pair] as number) - joint;
      bySignal += (pairs[pair] as number) * (joint + additive * more);
      byShare += (pairs[pair] as number) * more;
    }
    this.#differences.forEach((differences, dimension) => {
      const slopes = this.#singleSlopes[dimension] as Float64Array;
      let sum = 0;
      for (let pair = 0; pair < differences.length; pair++) {
        const joint = this.#jointSlopes[pair] as number;
        const slope = joint + additive * ((slopes[pair] as number) - joint);
        sum += (differences[pair] as number) * slope * (pairs[pair] as number);
      }
      gradient[dimension] = -2 * signal * (lengths[dimension] as number) ** -3 * sum;
    });
    gradient.set([bySignal, diagonal / 2, signal * byShare], lengths.length);
  }

  /** K⁻¹ - α αᵀ: its pairs and the sum of its diagonal. */
  #residual(weights: Float64Array): { readonly pairs: Float64Array; readonly diagonal: number } {
    const size = weights.length;
    const inverse = inverseOf(this.#covariance, size);
    const pairs = new Float64Array(this.#squared.length);
    let diagonal = 0;
    for (let row = 0, pair = 0; row < size; row++) {
      const weight = weights[row] as number;
      for (let column = 0; column < row; column++, pair++) {
        pairs[pair] = (inverse[row * size + column] as number) - weight * (weights[column] as number);
      }
      diagonal += (inverse[row * size + row] as number) - weight * weight;
    }
    return { pairs, diagonal };
  }
}
