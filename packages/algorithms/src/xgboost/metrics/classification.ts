import type { Metric } from "./metric.ts";
import { mostLikely } from "./multiclass.ts";

/** One class as scikit-learn's metrics see it. */
interface ClassCounts {
  hits: number;
  predicted: number;
  actual: number;
}

/**
 * The metrics that SageMaker's XGBoost adds to the library's own, as scikit-learn defines them and without weights. They
 * are given margins: a margin above 0 stands for class 1.
 */
export const CLASSIFICATION: Readonly<Record<string, Metric>> = {
  accuracy: overCounts("accuracy", accuracyOf),
  balanced_accuracy: overCounts("balanced_accuracy", (classes) => {
    const present = [...classes.values()].filter(({ actual }) => actual > 0);
    return average(present.map(recall));
  }),
  f1: overCounts("f1", (classes) => average([...classes.values()].map(f1))),
  f1_binary: overCounts("f1_binary", (classes) => f1(positive(classes))),
  f1_macro: overCounts("f1_macro", (classes) => average([...classes.values()].map(f1))),
  precision: overCounts("precision", (classes) => precision(positive(classes))),
  precision_macro: overCounts("precision_macro", (classes) => average([...classes.values()].map(precision))),
  precision_micro: overCounts("precision_micro", accuracyOf),
  recall: overCounts("recall", (classes) => recall(positive(classes))),
  recall_macro: overCounts("recall_macro", (classes) => average([...classes.values()].map(recall))),
  recall_micro: overCounts("recall_micro", accuracyOf),
};

/** SageMaker's too. */
export const mse: Metric = {
  name: "mse",
  higherIsBetter: false,
  ofMargins: true,
  evaluate: (predictions, { labels }) =>
    labels.reduce((sum, label, row) => sum + (label - (predictions[row] as number)) ** 2, 0) / labels.length,
};

/** Share of the labels' variance that predictions explain. */
export const r2: Metric = {
  name: "r2",
  higherIsBetter: true,
  ofMargins: true,
  evaluate(predictions, { labels }) {
    const middle = labels.reduce((sum, label) => sum + label, 0) / labels.length;
    let left = 0;
    let all = 0;
    for (let row = 0; row < labels.length; row++) {
      left += ((labels[row] as number) - (predictions[row] as number)) ** 2;
      all += ((labels[row] as number) - middle) ** 2;
    }
    if (all === 0) return left === 0 ? 1 : 0;
    return 1 - left / all;
  },
};

function overCounts(name: string, evaluate: (classes: ReadonlyMap<number, ClassCounts>) => number): Metric {
  return {
    name,
    higherIsBetter: true,
    ofMargins: true,
    evaluate: (predictions, { labels }, outputs) => evaluate(countClasses(predictions, labels, outputs)),
  };
}

function countClasses(
  predictions: Float32Array,
  labels: Float32Array,
  outputs: number,
): ReadonlyMap<number, ClassCounts> {
  const classes = new Map<number, ClassCounts>();
  const of = (label: number): ClassCounts => {
    const known = classes.get(label) ?? { hits: 0, predicted: 0, actual: 0 };
    classes.set(label, known);
    return known;
  };
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    const guess = classOf(predictions, row, outputs);
    of(label).actual++;
    of(guess).predicted++;
    if (guess === label) of(label).hits++;
  }
  return classes;
}

function classOf(predictions: Float32Array, row: number, outputs: number): number {
  if (outputs > 1) return mostLikely(predictions.subarray(row * outputs, (row + 1) * outputs));
  return (predictions[row] as number) > 0 ? 1 : 0;
}

function accuracyOf(classes: ReadonlyMap<number, ClassCounts>): number {
  return ratio(total(classes, "hits"), total(classes, "actual"));
}

const total = (classes: ReadonlyMap<number, ClassCounts>, what: keyof ClassCounts): number =>
  [...classes.values()].reduce((sum, counts) => sum + counts[what], 0);
const positive = (classes: ReadonlyMap<number, ClassCounts>): ClassCounts =>
  classes.get(1) ?? { hits: 0, predicted: 0, actual: 0 };
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const average = (values: readonly number[]): number =>
  ratio(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
const precision = ({ hits, predicted }: ClassCounts): number => ratio(hits, predicted);
const recall = ({ hits, actual }: ClassCounts): number => ratio(hits, actual);
const f1 = ({ hits, predicted, actual }: ClassCounts): number => ratio(2 * hits, predicted + actual);
