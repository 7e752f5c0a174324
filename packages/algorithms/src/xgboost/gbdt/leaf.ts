/** What bounds a leaf's weight and what a split must bring; names as XGBoost's parameters, in single precision as there. */
export interface Regularization {
  readonly lambda: number;
  readonly alpha: number;
  /** 0: no bound on a leaf's weight. */
  readonly maxDeltaStep: number;
  readonly minChildWeight: number;
  /** The least loss reduction of a split. */
  readonly gamma: number;
}

/** Sums over the rows of a node. */
export interface Sums {
  readonly gradient: number;
  readonly hessian: number;
}

/** The weight that minimises a leaf's loss, before the learning rate: a number of single precision. */
export function leafWeight({ gradient, hessian }: Sums, rules: Regularization): number {
  if (hessian < rules.minChildWeight || hessian <= 0) return 0;
  const weight = -shrink(gradient, rules.alpha) / (hessian + rules.lambda);
  if (rules.maxDeltaStep === 0) return Math.fround(weight);
  return Math.fround(Math.max(-rules.maxDeltaStep, Math.min(rules.maxDeltaStep, weight)));
}

/**
 * Twice the loss that a leaf of these sums saves, with every step rounded to single precision where XGBoost's hist
 * rounds it, so that the better of two splits is the same one.
 */
export function leafScore(sums: Sums, rules: Regularization): number {
  const { gradient, hessian } = sums;
  if (hessian <= 0) return 0;
  if (rules.maxDeltaStep === 0) {
    const square = Math.fround(shrink(gradient, rules.alpha) ** 2);
    return Math.fround(square / Math.fround(hessian + rules.lambda));
  }
  // As XGBoost has it: alpha counts by the weight alone.
  const weight = leafWeight(sums, rules);
  const linear = Math.fround(Math.fround(2 * Math.fround(gradient)) * weight);
  const curvature = Math.fround(Math.fround(hessian) + rules.lambda);
  return -Math.fround(linear + Math.fround(curvature * Math.fround(weight * weight)));
}

function shrink(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha;
  return gradient < -alpha ? gradient + alpha : 0;
}
