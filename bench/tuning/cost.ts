import { propose } from "../../packages/algorithms/src/tuning/propose.ts";
import type { Values } from "../../packages/algorithms/src/tuning/space/range.ts";
import type { Study } from "../../packages/algorithms/src/tuning/study.ts";
import { median } from "../support/table.ts";
import { FUNCTIONS } from "./functions.ts";
import type { Task } from "./task.ts";

/** CPU milliseconds of one proposal for Hartmann 6 with 50 random results and 4 pending trials, warm. */
export function msPerProposal(): number {
  const task = FUNCTIONS.find(({ name }) => name === "Hartmann 6") as Task;
  const study: Study = { ranges: task.ranges, goal: "Minimize", strategy: "Random", seed: 5 };
  const trials: { values: Values; objective: number }[] = [];
  while (trials.length < 54) {
    const values = propose(study, { observed: trials, pending: [] }) as Values;
    trials.push({ values, objective: task.loss(values) });
  }
  const history = { observed: trials.slice(0, 50), pending: trials.slice(50).map(({ values }) => values) };
  const cost = (seed: number): number => {
    const before = process.cpuUsage();
    propose({ ...study, strategy: "Bayesian", seed }, history);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  return median(Array.from({ length: 60 }, (_, seed) => cost(seed)).slice(20));
}
