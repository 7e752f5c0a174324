import type { HistogramLayout, SplitRule } from "./binned-matrix.ts";
import { leafScore, type Regularization } from "./leaf.ts";
import { type PackedGradients, packedGradient, packedHessian, SPAN } from "./packed.ts";

export interface Split extends SplitRule {
  /** Twice the loss that it saves. */
  readonly lossChange: number;
  /** Packed sums of both sides. */
  readonly left: number;
  readonly right: number;
}

/** XGBoost's: a split that saves less is noise. */
const LEAST_GAIN = 1e-6;

/** Finds a node's best split from its histogram; of equal ones the lowest column's, then the lowest cut. */
export class SplitFinder {
  readonly #layout: HistogramLayout;
  readonly #rules: Regularization;
  /** The rules in units of the packed sums, set for each tree. */
  #units: Regularization;
  #scale = 1;
  #hessianUnits = 1;
  #column = -1;
  #bin = 0;
  #missingLeft = false;
  #left = 0;
  #score = 0;

  constructor(layout: HistogramLayout, rules: Regularization) {
    this.#layout = layout;
    this.#rules = rules;
    this.#units = rules;
  }

  /** To be called before the first `find` of a tree. */
  useUnits({ gradientUnits, hessianUnits }: PackedGradients): void {
    const rules = this.#rules;
    this.#hessianUnits = hessianUnits;
    this.#scale = hessianUnits / gradientUnits ** 2;
    this.#units = {
      lambda: rules.lambda * hessianUnits,
      alpha: rules.alpha * gradientUnits,
      maxDeltaStep: (rules.maxDeltaStep * gradientUnits) / hessianUnits,
      minChildWeight: rules.minChildWeight * hessianUnits,
      gamma: rules.gamma / this.#scale,
    };
  }

  /** The hessian of a packed sum. */
  hessianOf(sum: number): number {
    return packedHessian(sum) / this.#hessianUnits;
  }

  /** `total` is the packed sum of the node's rows. */
  find(histogram: Float64Array, total: number, columns: Uint32Array): Split | undefined {
    const units = this.#units;
    const before = leafScore(packedGradient(total), packedHessian(total), units);
    this.#column = -1;
    this.#score = before + Math.max(LEAST_GAIN / this.#scale, 0);
    const plain = units.alpha === 0 && units.maxDeltaStep === 0;
    for (let which = 0; which < columns.length; which++) {
      const column = columns[which] as number;
      if (plain) this.#scanPlainly(histogram, total, column);
      else this.#scan(histogram, total, column);
    }
    if (this.#column < 0 || this.#score - before < units.gamma) return undefined;
    return {
      column: this.#column,
      bin: this.#bin,
      missingLeft: this.#missingLeft,
      lossChange: (this.#score - before) * this.#scale,
      left: this.#left,
      right: total - this.#left,
    };
  }

  /** Without alpha and max_delta_step the score is one division; the same as `#scan` otherwise. */
  #scanPlainly(histogram: Float64Array, total: number, column: number): void {
    const { lambda, minChildWeight } = this.#units;
    const start = this.#layout.offsets[column] as number;
    const bins = this.#layout.bins[column] as number;
    const totalGradient = Math.floor(total / SPAN);
    const totalHessian = total - totalGradient * SPAN;
    let sum = 0;
    for (let bin = 0; bin < bins; bin++) {
      const here = histogram[start + bin] as number;
      if (here === 0) continue;
      sum += here;
      const gradient = Math.floor(sum / SPAN);
      const hessian = sum - gradient * SPAN;
      const otherHessian = totalHessian - hessian;
      if (otherHessian < minChildWeight) continue;
      if (hessian < minChildWeight || hessian === 0 || otherHessian === 0) continue;
      const otherGradient = totalGradient - gradient;
      const score =
        (gradient * gradient) / (hessian + lambda) +
        (otherGradient * otherGradient) / (otherHessian + lambda);
      if (score > this.#score) this.#keep(column, bin, false, sum, score);
    }
    if (sum !== total) this.#scanBackwards(histogram, total, column);
  }

  #scan(histogram: Float64Array, total: number, column: number): void {
    const start = this.#layout.offsets[column] as number;
    const bins = this.#layout.bins[column] as number;
    let sum = 0;
    for (let bin = 0; bin < bins; bin++) {
      const here = histogram[start + bin] as number;
      if (here === 0) continue;
      sum += here;
      this.#consider(column, bin, false, sum, total);
    }
    if (sum !== total) this.#scanBackwards(histogram, total, column);
  }

  /** With missing values on the left side. */
  #scanBackwards(histogram: Float64Array, total: number, column: number): void {
    const start = this.#layout.offsets[column] as number;
    const bins = this.#layout.bins[column] as number;
    let right = 0;
    for (let bin = bins - 1; bin >= 0; bin--) {
      const here = histogram[start + bin] as number;
      if (here === 0) continue;
      right += here;
      this.#consider(column, bin - 1, true, total - right, total);
    }
  }

  #consider(column: number, bin: number, missingLeft: boolean, left: number, total: number): void {
    const units = this.#units;
    const leftHessian = packedHessian(left);
    const right = total - left;
    const rightHessian = packedHessian(right);
    if (Math.min(leftHessian, rightHessian) < units.minChildWeight) return;
    if (leftHessian === 0 || rightHessian === 0) return;
    const score =
      leafScore(packedGradient(left), leftHessian, units) +
      leafScore(packedGradient(right), rightHessian, units);
    if (score > this.#score) this.#keep(column, bin, missingLeft, left, score);
  }

  #keep(column: number, bin: number, missingLeft: boolean, left: number, score: number): void {
    this.#column = column;
    this.#bin = bin;
    this.#missingLeft = missingLeft;
    this.#left = left;
    this.#score = score;
  }
}
