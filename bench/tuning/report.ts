import { median, table } from "../support/table.ts";
import type { Run } from "./run.ts";

/** Of one task the runs of each method, one a seed. */
export interface Result {
  readonly task: string;
  readonly runs: Readonly<Record<string, readonly Run[]>>;
  /** Of our best losses beside those of Optuna's TPE. */
  readonly p: number;
}

const SIGNIFICANT = 0.05;

export function report(
  methods: readonly string[],
  results: readonly Result[],
  msPerProposal: number,
): string {
  const better = results.filter(isBetter).length;
  const rows = results.map((result) => [
    result.task,
    ...methods.map((method) => median(bestsOf(result, method)).toPrecision(4)),
    result.p.toPrecision(2),
    isBetter(result) ? "yes" : "no",
    trialsToTheirs(result),
  ]);
  const seeds = results[0]?.runs["slipway"]?.length;
  return [
    "## Tuning",
    "",
    `Best loss of 50 trials, 4 at a time, of which the oldest ends first; medians of ${seeds} seeds. Optuna 5.0 and cma 4.5 as they are by default, told of a result when its trial`,
    "would have ended; cma in its own generations. p by Wilcoxon's signed ranks over the seeds, two-sided. The last column: our median number of trials until Optuna's TPE's median of 50.",
    "Optuna's GP runs where torch was installed by hand into the bench's environment. Goals: better than TPE with p < 0.05 on 80 % of tasks; 40 ms of CPU a proposal at 50 results, six dimensions.",
    "",
    table(["task", ...methods, "p to TPE", "better", "trials"], rows),
    "",
    `Better on ${better} of ${results.length} tasks. A proposal at 50 results, 4 pending, six dimensions: ${msPerProposal.toFixed(1)} ms of CPU (median).`,
  ].join("\n");
}

/** One a seed. */
export function bestsOf({ runs }: Pick<Result, "runs">, method: string): readonly number[] {
  return (runs[method] ?? []).map(({ losses }) => Math.min(...losses));
}

function isBetter(result: Result): boolean {
  return result.p < SIGNIFICANT && median(bestsOf(result, "slipway")) < median(bestsOf(result, "optuna-tpe"));
}

function trialsToTheirs(result: Result): string {
  const theirs = median(bestsOf(result, "optuna-tpe"));
  const trials = (result.runs["slipway"] ?? []).map(
    ({ losses }) => losses.findIndex((loss) => loss <= theirs) + 1,
  );
  const reached = median(trials.map((trial) => (trial === 0 ? Number.POSITIVE_INFINITY : trial)));
  return Number.isFinite(reached) ? String(Math.round(reached)) : "more than 50";
}
