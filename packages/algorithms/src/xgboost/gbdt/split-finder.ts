import type { HistogramLayout, SplitRule } from "./binned-matrix.ts";
import { leafScore, type Regularization, type Sums } from "./leaf.ts";

export interface Split extends SplitRule {
  /** Twice the loss that it saves. */
  readonly lossChange: number;
  readonly left: Sums;
  readonly right: Sums;
}

/** XGBoost's: a split that saves no more is noise. */
const LEAST_GAIN = Math.fround(1e-6);

/** Finds a node's best split from its histogram; of equal ones the lowest column's, then the lowest cut. */
export class SplitFinder {
  readonly #layout: HistogramLayout;
  readonly #rules: Regularization;
  /** The node at hand. */
  #gradient = 0;
  #hessian = 0;
  #score = 0;
  /** The best split so far. */
  #column = -1;
  #bin = 0;
  #missingLeft = false;
  #lossChange = 0;
  #leftGradient = 0;
  #leftHessian = 0;
  #rightGradient = 0;
  #rightHessian = 0;

  constructor(layout: HistogramLayout, rules: Regularization) {
    this.#layout = layout;
    this.#rules = rules;
  }

  /** `total` is the sum over the node's rows. */
  find(histogram: Float64Array, total: Sums, columns: Uint32Array): Split | undefined {
    this.#gradient = total.gradient;
    this.#hessian = total.hessian;
    this.#score = leafScore(total, this.#rules);
    this.#column = -1;
    this.#lossChange = 0;
    const plain = this.#rules.alpha === 0 && this.#rules.maxDeltaStep === 0;
    for (let which = 0; which < columns.length; which++) {
      const column = columns[which] as number;
      if (plain) this.#scanPlainly(histogram, column, false);
      else this.#scan(histogram, column);
    }
    return this.#best();
  }

  #best(): Split | undefined {
    const none = this.#column < 0 || this.#leftHessian === 0 || this.#rightHessian === 0;
    if (none || this.#lossChange <= LEAST_GAIN || this.#lossChange < this.#rules.gamma) return undefined;
    return {
      column: this.#column,
      bin: this.#bin,
      missingLeft: this.#missingLeft,
      lossChange: this.#lossChange,
      left: { gradient: this.#leftGradient, hessian: this.#leftHessian },
      right: { gradient: this.#rightGradient, hessian: this.#rightHessian },
    };
  }

  /** Without alpha and max_delta_step a score is one division; the same as `#scan` otherwise. */
  #scanPlainly(histogram: Float64Array, column: number, backwards: boolean): void {
    const { lambda, minChildWeight } = this.#rules;
    const first = (this.#layout.offsets[column] as number) * 2;
    const last = first + (this.#layout.bins[column] as number) * 2 - 2;
    const step = backwards ? -2 : 2;
    const after = backwards ? first - 2 : last + 2;
    const allGradient = this.#gradient;
    const allHessian = this.#hessian;
    const before = this.#score;
    let best = this.#lossChange;
    let gradient = 0;
    let hessian = 0;
    for (let place = backwards ? last : first; place !== after; place += step) {
      const moreGradient = histogram[place] as number;
      const moreHessian = histogram[place + 1] as number;
      if (moreHessian === 0 && moreGradient === 0) continue;
      gradient += moreGradient;
      hessian += moreHessian;
      const otherHessian = allHessian - hessian;
      if (hessian < minChildWeight || otherHessian < minChildWeight) continue;
      const score = Math.fround(
        plainScore(gradient, hessian, lambda) + plainScore(allGradient - gradient, otherHessian, lambda),
      );
      const lossChange = Math.fround(score - before);
      if (lossChange > best) {
        this.#considerEither(column, (place - first) >>> 1, { gradient, hessian }, backwards);
        best = this.#lossChange;
      }
    }
    if (!backwards && this.#lacks(gradient, hessian)) this.#scanPlainly(histogram, column, true);
  }

  #scan(histogram: Float64Array, column: number): void {
    const first = (this.#layout.offsets[column] as number) * 2;
    const end = first + (this.#layout.bins[column] as number) * 2;
    let gradient = 0;
    let hessian = 0;
    for (let place = first; place < end; place += 2) {
      if (histogram[place] === 0 && histogram[place + 1] === 0) continue;
      gradient += histogram[place] as number;
      hessian += histogram[place + 1] as number;
      this.#consider(column, (place - first) >>> 1, { gradient, hessian });
    }
    if (this.#lacks(gradient, hessian)) this.#scanBackwards(histogram, column);
  }

  /** Rows of the node are not among these sums, or rounding makes it seem so: XGBoost looks no closer. */
  #lacks(gradient: number, hessian: number): boolean {
    return gradient !== this.#gradient || hessian !== this.#hessian;
  }

  /** With missing values on the left side. */
  #scanBackwards(histogram: Float64Array, column: number): void {
    const first = (this.#layout.offsets[column] as number) * 2;
    const end = first + (this.#layout.bins[column] as number) * 2;
    let gradient = 0;
    let hessian = 0;
    for (let place = end - 2; place >= first; place -= 2) {
      if (histogram[place] === 0 && histogram[place + 1] === 0) continue;
      gradient += histogram[place] as number;
      hessian += histogram[place + 1] as number;
      this.#considerRight(column, ((place - first) >>> 1) - 1, { gradient, hessian });
    }
  }

  #considerEither(column: number, bin: number, sums: Sums, backwards: boolean): void {
    if (backwards) this.#considerRight(column, bin - 1, sums);
    else this.#consider(column, bin, sums);
  }

  #consider(column: number, bin: number, left: Sums): void {
    const right = { gradient: this.#gradient - left.gradient, hessian: this.#hessian - left.hessian };
    this.#weigh({ column, bin, missingLeft: false }, left, right);
  }

  #considerRight(column: number, bin: number, right: Sums): void {
    const left = { gradient: this.#gradient - right.gradient, hessian: this.#hessian - right.hessian };
    this.#weigh({ column, bin, missingLeft: true }, left, right);
  }

  #weigh(rule: SplitRule, left: Sums, right: Sums): void {
    const rules = this.#rules;
    if (left.hessian < rules.minChildWeight || right.hessian < rules.minChildWeight) return;
    const score = Math.fround(leafScore(left, rules) + leafScore(right, rules));
    const lossChange = Math.fround(score - this.#score);
    if (!(lossChange > this.#lossChange) || lossChange === Number.POSITIVE_INFINITY) return;
    this.#column = rule.column;
    this.#bin = rule.bin;
    this.#missingLeft = rule.missingLeft;
    this.#lossChange = lossChange;
    this.#leftGradient = left.gradient;
    this.#leftHessian = left.hessian;
    this.#rightGradient = right.gradient;
    this.#rightHessian = right.hessian;
  }
}

/** `leafScore` without alpha and max_delta_step. */
function plainScore(gradient: number, hessian: number, lambda: number): number {
  return hessian > 0 ? Math.fround(Math.fround(gradient * gradient) / Math.fround(hessian + lambda)) : 0;
}
