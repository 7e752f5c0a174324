/** What bounds a leaf's weight and what a split must bring; names as XGBoost's parameters. */
export interface Regularization {
  readonly lambda: number;
  readonly alpha: number;
  /** 0: no bound on a leaf's weight. */
  readonly maxDeltaStep: number;
  readonly minChildWeight: number;
  /** The least loss reduction of a split. */
  readonly gamma: number;
}

/** The weight that minimises a leaf's loss, before the learning rate. */
export function leafWeight(gradient: number, hessian: number, rules: Regularization): number {
  if (hessian < rules.minChildWeight || hessian <= 0) return 0;
  const weight = -shrink(gradient, rules.alpha) / (hessian + rules.lambda);
  if (rules.maxDeltaStep === 0) return weight;
  return Math.max(-rules.maxDeltaStep, Math.min(rules.maxDeltaStep, weight));
}

/** Twice the loss that a leaf of these sums saves. */
export function leafScore(gradient: number, hessian: number, rules: Regularization): number {
  if (hessian < rules.minChildWeight || hessian <= 0) return 0;
  if (rules.maxDeltaStep === 0) return shrink(gradient, rules.alpha) ** 2 / (hessian + rules.lambda);
  const weight = leafWeight(gradient, hessian, rules);
  // As XGBoost's hist has it: alpha counts by the weight alone.
  return -(2 * gradient * weight + (hessian + rules.lambda) * weight * weight);
}

function shrink(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha;
  return gradient < -alpha ? gradient + alpha : 0;
}
