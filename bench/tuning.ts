import { pythonEnv } from "../scripts/python-env.ts";
import { median, table } from "./support/table.ts";
import { msPerProposal } from "./tuning/cost.ts";
import { FUNCTIONS } from "./tuning/functions.ts";
import { OtherOptimizers } from "./tuning/other-optimizers.ts";
import { type Run, runOurs } from "./tuning/run.ts";
import type { Task } from "./tuning/task.ts";
import { trainingTasks } from "./tuning/training.ts";

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const BUDGET = { budget: 50, parallel: 4 };
const SIGNIFICANT = 0.05;

/** Of one task the best losses of each method, one a seed. */
type Bests = Readonly<Record<string, readonly number[]>>;

/** Our proposals beside other programs', on functions and on training of our own. */
export async function benchTuning(): Promise<string> {
  const { python } = await pythonEnv("tuning");
  const others = new OtherOptimizers(python);
  const withGp = await others.has("torch");
  const methods = ["random", "cma", "optuna-tpe", ...(withGp ? ["optuna-gp"] : []), "slipway"];
  const rows: (string | number)[][] = [];
  let better = 0;
  const tasks = [...FUNCTIONS, ...(await trainingTasks())];
  for (const task of tasks) {
    const bests = await bestsOf(task, methods, others);
    const p = await others.wilcoxon(bests["slipway"] ?? [], bests["optuna-tpe"] ?? []);
    const medians = methods.map((method) => median(bests[method] ?? []));
    const wins = median(bests["slipway"] ?? []) < median(bests["optuna-tpe"] ?? []) && p < SIGNIFICANT;
    better += Number(wins);
    rows.push([
      task.name,
      ...medians.map((value) => value.toPrecision(4)),
      p.toPrecision(2),
      wins ? "yes" : "no",
    ]);
    process.stderr.write(`${rows.at(-1)?.join(" | ")}\n`);
  }
  others.end();
  return [
    "## Tuning",
    "",
    `Best loss of ${BUDGET.budget} trials, ${BUDGET.parallel} at a time, of which the oldest ends first; medians of ${SEEDS.length} seeds. Optuna 5.0 and cma 4.5 as they are by default,`,
    "each told of a result when its trial would have ended; cma in its own generations. p by Wilcoxon's signed ranks over the seeds, two-sided. Optuna's GP runs where torch",
    `was installed by hand into the bench's environment. Goals: better than Optuna's TPE with p < ${SIGNIFICANT} on 80 % of tasks; 40 ms of CPU a proposal at 50 results in six dimensions.`,
    "",
    table(["task", ...methods, "p to TPE", "better"], rows),
    "",
    `Better on ${better} of ${tasks.length} tasks. A proposal at 50 results, 4 pending, six dimensions: ${msPerProposal().toFixed(1)} ms of CPU (median).`,
  ].join("\n");
}

async function bestsOf(task: Task, methods: readonly string[], others: OtherOptimizers): Promise<Bests> {
  const bests: Record<string, readonly number[]> = {};
  for (const method of methods) {
    const runs: Run[] = [];
    for (const seed of SEEDS) runs.push(await runBy(method, task, { others, seed }));
    bests[method] = runs.map(({ losses }) => Math.min(...losses));
  }
  return bests;
}

async function runBy(
  method: string,
  task: Task,
  { others, seed }: { readonly others: OtherOptimizers; readonly seed: number },
): Promise<Run> {
  if (method === "slipway") return runOurs("Bayesian", task, { ...BUDGET, seed });
  if (method === "random") return runOurs("Random", task, { ...BUDGET, seed });
  return others.run(method, task, { ...BUDGET, seed });
}
