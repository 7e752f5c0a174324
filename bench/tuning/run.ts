import { propose } from "../../packages/algorithms/src/tuning/propose.ts";
import type { Values } from "../../packages/algorithms/src/tuning/space/range.ts";
import type { Observed, Study } from "../../packages/algorithms/src/tuning/study.ts";
import type { Task } from "./task.ts";

export interface Budget {
  readonly seed: number;
  readonly budget: number;
  readonly parallel: number;
}

export interface Run {
  /** In the order in which trials were proposed. */
  readonly losses: readonly number[];
}

/** Our proposals with `parallel` trials on their way, of which the oldest ends first. */
export function runOurs(strategy: Study["strategy"], task: Task, { seed, budget, parallel }: Budget): Run {
  const study: Study = { ranges: task.ranges, goal: "Minimize", seed, strategy };
  const observed: Observed[] = [];
  const pending: Values[] = [];
  const losses: number[] = [];
  for (let trial = 0; trial < budget; trial++) {
    if (pending.length === parallel) {
      const values = pending.shift() as Values;
      observed.push({ values, objective: losses[observed.length] });
    }
    const values = propose(study, { observed, pending });
    if (values === undefined) break;
    pending.push(values);
    losses.push(task.loss(values));
  }
  return { losses };
}
