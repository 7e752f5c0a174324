import type { Hyperparameters } from "./hyperparameters.ts";

/**
 * Names of the metrics that the user wants, in the order in which they are printed; the last one decides about
 * stopping early. A tuning job's objective (`validation:rmse`) is added to them, and the union is sorted, as
 * SageMaker's XGBoost does.
 */
export function wantedMetrics(hyperparameters: Hyperparameters): readonly string[] {
  const listed = hyperparameters.list("eval_metric");
  const tuned = (hyperparameters.text("_tuning_objective_metric") ?? "").split(":")[1];
  if (!tuned) return [...new Set(listed)];
  return [...new Set([...listed, ...tuned.split(",")])].sort();
}
