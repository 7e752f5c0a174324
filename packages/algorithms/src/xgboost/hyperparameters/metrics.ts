import type { Hyperparameters } from "./hyperparameters.ts";

/**
 * Names of the metrics that the user wants, in the order in which they are printed. A tuning job's objective (`validation:rmse`) is added to them, and the union is sorted, as
 * SageMaker's XGBoost does.
 */
export function wantedMetrics(hyperparameters: Hyperparameters): readonly string[] {
  const listed = hyperparameters.list("eval_metric");
  const tuned = (hyperparameters.text("_tuning_objective_metric") ?? "").split(":")[1];
  if (!tuned) return [...new Set(listed)];
  return [...new Set([...listed, ...tuned.split(",")])].sort();
}

/**
 * The metric that stops training early, as SageMaker's XGBoost chooses it: a tuning job's, or else the last one that
 * the user listed. Without either, or without a validation channel, training goes on to its last round.
 */
export function decidingMetric(hyperparameters: Hyperparameters): string | undefined {
  const tuned = (hyperparameters.text("_tuning_objective_metric") ?? "").split(":")[1];
  return tuned ? tuned.split(",").at(-1) : hyperparameters.list("eval_metric").at(-1);
}
