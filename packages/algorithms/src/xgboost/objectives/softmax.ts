import type { Objective, Targets } from "./objective.ts";

const LEAST = 1e-16;
const LEAST_SHARE = 1e-6;

/** One margin a class; softmax and softprob learn the same and differ in what they answer. */
export function softmaxObjective(name: string, classes: number): Objective {
  return {
    name,
    outputs: classes,
    defaultMetric: "mlogloss",
    label: {
      rule: `a whole number from 0 to ${classes - 1}, as num_class is ${classes}`,
      isRight: (label) => Number.isInteger(label) && label >= 0 && label < classes,
    },
    baseScore: (targets) => centredLogShares(targets, classes),
    fileEntry: { name, softmax_multiclass_param: { num_class: String(classes) } },
    derive(margins, { labels, weights }, { gradients, hessians }) {
      const rows = labels.length;
      const shares = new Float32Array(classes);
      for (let row = 0; row < rows; row++) {
        const weight = weights ? (weights[row] as number) : 1;
        shares.set(margins.subarray(row * classes, (row + 1) * classes));
        toShares(shares);
        for (let output = 0; output < classes; output++) {
          const share = shares[output] as number;
          const place = output * rows + row;
          gradients[place] = Math.fround(labels[row] === output ? share - 1 : share) * weight;
          const curvature = Math.fround(Math.fround(2 * share) * Math.fround(1 - share));
          hessians[place] = Math.max(Math.fround(curvature * weight), LEAST);
        }
      }
    },
  };
}

/** Softmax as XGBoost has it while it learns: no shift by less than 0, a sum in double precision. */
function toShares(margins: Float32Array): void {
  const most = margins.reduce((so, margin) => Math.max(so, margin), 0);
  let sum = 0;
  for (let index = 0; index < margins.length; index++) {
    const power = Math.fround(Math.exp(Math.fround((margins[index] as number) - most)));
    margins[index] = power;
    sum += power;
  }
  const total = Math.fround(sum);
  for (let index = 0; index < margins.length; index++) margins[index] = (margins[index] as number) / total;
}

/** The logarithms of the classes' shares less their mean, which softmax turns back into the shares. */
function centredLogShares({ labels, weights }: Targets, classes: number): readonly number[] {
  const sums = new Array<number>(classes).fill(0);
  let total = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    const weight = weights ? (weights[row] as number) : 1;
    sums[label] = (sums[label] as number) + weight;
    total += weight;
  }
  const logs = sums.map((sum) => Math.log(total > 0 ? Math.max(sum / total, LEAST_SHARE) : LEAST_SHARE));
  const mean = logs.reduce((sum, log) => sum + log, 0) / classes;
  return logs.map((log) => log - mean);
}
