import type { Targets } from "../objectives/objective.ts";
import type { Metric } from "./metric.ts";

/** Area under the curve of true against false positives; ties count half. Nothing to rank gives 0.5, as XGBoost. */
export const auc: Metric = {
  name: "auc",
  higherIsBetter: true,
  evaluate(predictions, targets) {
    let area = 0;
    let positives = 0;
    let negatives = 0;
    for (const step of steps(predictions, targets)) {
      area += step.negatives * (positives + step.positives / 2);
      positives += step.positives;
      negatives += step.negatives;
    }
    return positives > 0 && negatives > 0 ? area / (positives * negatives) : 0.5;
  },
};

/** Area under the curve of precision against recall, interpolated as Davis and Goadrich do. */
export const aucpr: Metric = {
  name: "aucpr",
  higherIsBetter: true,
  evaluate(predictions, targets) {
    const total = [...steps(predictions, targets)].reduce((sum, step) => sum + step.positives, 0);
    if (total === 0) return 0;
    let area = 0;
    let positives = 0;
    let negatives = 0;
    for (const step of steps(predictions, targets)) {
      area += partOfPrecision({ positives, negatives }, step) / total;
      positives += step.positives;
      negatives += step.negatives;
    }
    return area;
  },
};

interface Counts {
  readonly positives: number;
  readonly negatives: number;
}

/** Integral of precision over the true positives that a step adds. */
function partOfPrecision(before: Counts, step: Counts): number {
  if (step.positives === 0) return 0;
  const slope = step.negatives / step.positives;
  const offset = before.negatives - slope * before.positives;
  const [from, to] = [before.positives, before.positives + step.positives];
  if (offset === 0) return step.positives / (1 + slope);
  const logarithm = (at: number): number => Math.log((1 + slope) * at + offset);
  return (step.positives - (offset / (1 + slope)) * (logarithm(to) - logarithm(from))) / (1 + slope);
}

/** Weights of both classes at each distinct prediction, from the highest down. */
function* steps(predictions: Float32Array, { labels, weights }: Targets): Generator<Counts> {
  const order = Uint32Array.from(labels.keys()).sort(
    (one, other) => (predictions[other] as number) - (predictions[one] as number),
  );
  for (let index = 0; index < order.length; ) {
    const prediction = predictions[order[index] as number];
    let positives = 0;
    let negatives = 0;
    for (; index < order.length && predictions[order[index] as number] === prediction; index++) {
      const row = order[index] as number;
      const weight = weights ? (weights[row] as number) : 1;
      positives += weight * (labels[row] as number);
      negatives += weight * (1 - (labels[row] as number));
    }
    yield { positives, negatives };
  }
}
