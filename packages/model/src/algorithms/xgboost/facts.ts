import type { AlgorithmFacts } from "../facts.ts";
import { XGBOOST_IMAGES } from "./images.ts";

/** What SageMaker's XGBoost reports by itself (its documentation's list of predefined metrics). */
const METRICS = [
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

export const xgboost: AlgorithmFacts = {
  name: "xgboost",
  wellKnown: XGBOOST_IMAGES,
  metrics: ["train", "validation"].flatMap((channel) =>
    METRICS.map((metric) => ({
      name: `${channel}:${metric}`,
      regex: `^\\[(?<step>[0-9]+)\\].*#011${channel}-${metric}:([-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?)`,
      told: `.*\\[[0-9]+\\].*#011${channel}-${metric}:([-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?).*`,
    })),
  ),
  runsSource: false,
};
