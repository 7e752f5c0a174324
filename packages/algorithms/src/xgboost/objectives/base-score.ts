import { quantile } from "../gbdt/quantile.ts";
import type { Objective, Targets } from "./objective.ts";

const LEAST = 1e-6;

type BaseScore = (targets: Targets) => number;

/** The labels' mean. */
export const meanLabel: BaseScore = ({ labels, weights }) => {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < labels.length; row++) {
    const weight = weights ? (weights[row] as number) : 1;
    sum += weight * (labels[row] as number);
    total += weight;
  }
  return total > 0 ? sum / total : 0;
};

/** The mean where the link needs one between 0 and 1: not quite either. */
export const meanProbability: BaseScore = (targets) =>
  Math.min(1 - LEAST, Math.max(LEAST, meanLabel(targets)));

/** The mean where the link needs one above 0. */
export const meanPositive: BaseScore = (targets) => Math.max(LEAST, meanLabel(targets));

export const medianLabel: BaseScore = ({ labels, weights }) => quantile(labels, weights, 0.5);

/** One Newton step from a margin of 0, in the predictions' unit, for losses whose best constant has no formula. */
export function newtonStep(
  derive: Objective["derive"],
  prediction: (margin: number) => number = (margin) => margin,
): BaseScore {
  return (targets) => {
    const rows = targets.labels.length;
    const into = { gradients: new Float32Array(rows), hessians: new Float32Array(rows) };
    derive(new Float32Array(rows), targets, into);
    const gradient = into.gradients.reduce((sum, value) => sum + value, 0);
    const hessian = into.hessians.reduce((sum, value) => sum + value, 0);
    return prediction(hessian > 0 ? -gradient / hessian : 0);
  };
}
