import { linkOf } from "./link.ts";
import type { Objective } from "./objective.ts";

const LEAST = 1e-16;

/** One margin a class; softmax and softprob learn the same and differ in what they answer. */
export function softmaxObjective(name: string, classes: number): Objective {
  const link = linkOf("multi:softprob");
  return {
    name,
    outputs: classes,
    defaultMetric: "mlogloss",
    label: {
      rule: `a whole number from 0 to ${classes - 1}, as num_class is ${classes}`,
      isRight: (label) => Number.isInteger(label) && label >= 0 && label < classes,
    },
    baseScore: () => 0.5,
    fileEntry: { name, softmax_multiclass_param: { num_class: String(classes) } },
    derive(margins, { labels, weights }, { gradients, hessians }) {
      const rows = labels.length;
      const shares = new Float32Array(classes);
      for (let row = 0; row < rows; row++) {
        const weight = weights ? (weights[row] as number) : 1;
        shares.set(margins.subarray(row * classes, (row + 1) * classes));
        link?.apply(shares, 0, classes);
        for (let output = 0; output < classes; output++) {
          const share = shares[output] as number;
          const place = output * rows + row;
          gradients[place] = (labels[row] === output ? share - 1 : share) * weight;
          hessians[place] = Math.max(2 * share * (1 - share), LEAST) * weight;
        }
      }
    },
  };
}
