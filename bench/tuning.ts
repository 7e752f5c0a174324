import { pythonEnv } from "../scripts/python-env.ts";
import { msPerProposal } from "./tuning/cost.ts";
import { FUNCTIONS } from "./tuning/functions.ts";
import { OtherOptimizers } from "./tuning/other-optimizers.ts";
import { bestsOf, type Result, report } from "./tuning/report.ts";
import { type Run, runOurs } from "./tuning/run.ts";
import type { Task } from "./tuning/task.ts";
import { trainingTasks } from "./tuning/training.ts";

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const BUDGET = { budget: 50, parallel: 4 };

/** Our proposals beside other programs', on functions and on training of our own. */
export async function benchTuning(): Promise<string> {
  const { python } = await pythonEnv("tuning");
  const others = new OtherOptimizers(python);
  const withGp = await others.has("torch");
  const methods = ["random", "cma", "optuna-tpe", ...(withGp ? ["optuna-gp"] : []), "slipway"];
  const results: Result[] = [];
  for (const task of [...FUNCTIONS, ...(await trainingTasks())]) {
    process.stderr.write(`${task.name} ...\n`);
    const runs = await runsOf(task, methods, others);
    const p = await others.wilcoxon(bestsOf({ runs }, "slipway"), bestsOf({ runs }, "optuna-tpe"));
    results.push({ task: task.name, runs, p });
  }
  others.end();
  return report(methods, results, msPerProposal());
}

async function runsOf(
  task: Task,
  methods: readonly string[],
  others: OtherOptimizers,
): Promise<Result["runs"]> {
  const all: Record<string, readonly Run[]> = {};
  for (const method of methods) {
    const runs: Run[] = [];
    for (const seed of SEEDS) runs.push(await runBy(method, task, { others, seed }));
    all[method] = runs;
  }
  return all;
}

interface Turn {
  readonly others: OtherOptimizers;
  readonly seed: number;
}

async function runBy(method: string, task: Task, { others, seed }: Turn): Promise<Run> {
  if (method === "slipway") return runOurs("Bayesian", task, { ...BUDGET, seed });
  if (method === "random") return runOurs("Random", task, { ...BUDGET, seed });
  return others.run(method, task, { ...BUDGET, seed });
}
