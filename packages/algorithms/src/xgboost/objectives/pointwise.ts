import type { Objective } from "./objective.ts";

/** First and second derivative of one row's loss. */
export type PointDerivatives = readonly [gradient: number, hessian: number];

/**
 * Derivatives of a loss with one margin a row; `weightOf` scales both, besides the row's own weight. Each step is
 * rounded to single precision, in which XGBoost computes them.
 */
export function pointwise(
  at: (margin: number, label: number) => PointDerivatives,
  weightOf: (label: number) => number = () => 1,
): Objective["derive"] {
  return (margins, { labels, weights }, { gradients, hessians }) => {
    for (let row = 0; row < labels.length; row++) {
      const label = labels[row] as number;
      const weight = Math.fround(weightOf(label) * (weights ? (weights[row] as number) : 1));
      const [gradient, hessian] = at(margins[row] as number, label);
      gradients[row] = Math.fround(gradient) * weight;
      hessians[row] = Math.fround(hessian) * weight;
    }
  };
}
