import type { Metric } from "./metric.ts";

const LEAST = 1e-16;

/** Metrics over the probabilities of classes. */
export const MULTICLASS: Readonly<Record<string, Metric>> = {
  merror: overClasses("merror", (shares, label) => (mostLikely(shares) === label ? 0 : 1)),
  mlogloss: overClasses("mlogloss", (shares, label) => -Math.log(Math.max(shares[label] ?? 0, LEAST))),
};

/** The class with the highest share; the first of several. */
export function mostLikely(shares: Float32Array): number {
  let best = 0;
  for (let index = 1; index < shares.length; index++) {
    if ((shares[index] as number) > (shares[best] as number)) best = index;
  }
  return best;
}

function overClasses(name: string, at: (shares: Float32Array, label: number) => number): Metric {
  return {
    name,
    higherIsBetter: false,
    evaluate(predictions, { labels, weights }, outputs) {
      let sum = 0;
      let total = 0;
      for (let row = 0; row < labels.length; row++) {
        const weight = weights ? (weights[row] as number) : 1;
        const shares = predictions.subarray(row * outputs, (row + 1) * outputs);
        sum += weight * at(shares, labels[row] as number);
        total += weight;
      }
      return total === 0 ? sum : sum / total;
    },
  };
}
