import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import type { MetricDefinition } from "#metrics/metric-reading.ts";
import { resolveImage } from "#runs/well-known-images.ts";

/** What SageMaker's XGBoost reports by itself (its documentation's list of predefined metrics). */
const XGBOOST_METRICS = [
  "accuracy",
  "auc",
  "aucpr",
  "balanced_accuracy",
  "error",
  "f1",
  "f1_macro",
  "logloss",
  "mae",
  "map",
  "merror",
  "mlogloss",
  "mse",
  "ndcg",
  "poisson-nloglik",
  "r2",
  "rmse",
];

const BUILT_IN: Readonly<Record<string, readonly MetricDefinition[]>> = {
  "slipway.dev/xgboost": ["train", "validation"].flatMap((channel) =>
    XGBOOST_METRICS.map((metric) => ({
      name: `${channel}:${metric}`,
      regex: `^\\[[0-9]+\\].*#011${channel}-${metric}:([-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?)`,
    })),
  ),
};

/** SageMaker's bound; what an edit of a running job adds to it has no effect. */
const MOST_DEFINITIONS = 40;

/** The job's own definitions, and those a built-in algorithm brings along. */
export function metricDefinitions(job: TrainingJob): readonly MetricDefinition[] {
  const { metricDefinitions: own = [], trainingImage = "" } = job.spec.algorithmSpecification;
  const named = own
    .slice(0, MOST_DEFINITIONS)
    .flatMap(({ name, regex }) => (name === undefined || regex === undefined ? [] : [{ name, regex }]));
  const builtIn = BUILT_IN[resolveImage(trainingImage, job.metadata.annotations)] ?? [];
  return [...named, ...builtIn.filter((definition) => !named.some(({ name }) => name === definition.name))];
}
