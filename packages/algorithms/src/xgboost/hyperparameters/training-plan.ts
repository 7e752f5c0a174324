import { SlipwayError } from "@slipway/model";
import type { TreeParameters } from "../gbdt/parameters.ts";
import { chooseMetric, fitsOutputs, METRIC_NAMES } from "../metrics/choose-metric.ts";
import type { Metric } from "../metrics/metric.ts";
import { chooseObjective, OBJECTIVE_NAMES } from "../objectives/choose-objective.ts";
import type { Objective } from "../objectives/objective.ts";
import type { Hyperparameters } from "./hyperparameters.ts";
import { wantedMetrics } from "./metrics.ts";

const DEFAULT_OBJECTIVE = "reg:squarederror";
/** XGBoost's, which keeps a Poisson regression's first steps from running away. */
const POISSON_MAX_DELTA_STEP = 0.7;

/** What the built-in engine is to do. */
export interface TrainingPlan {
  readonly objective: Objective;
  readonly metrics: readonly Metric[];
  readonly parameters: TreeParameters;
  /** The user's; absent means that it is estimated. */
  readonly baseScore: number | undefined;
}

/** Throws where real XGBoost would be needed, or where parts do not fit together. */
export function planTraining(hyperparameters: Hyperparameters): TrainingPlan {
  hyperparameters.requireBuiltIn();
  const objective = objectiveOf(hyperparameters);
  const baseScore = hyperparameters.number("base_score");
  checkBaseScore(objective, baseScore);
  checkClasses(objective, hyperparameters);
  return {
    objective,
    metrics: metricsFor(objective, wantedMetrics(hyperparameters)),
    parameters: treeParameters(hyperparameters),
    baseScore,
  };
}

/** The objective where the built-in engine knows it, for what does not depend on the engine. */
export function knownObjective(hyperparameters: Hyperparameters): Objective | undefined {
  const name = hyperparameters.text("objective") ?? DEFAULT_OBJECTIVE;
  return OBJECTIVE_NAMES.includes(name) ? objectiveOf(hyperparameters) : undefined;
}

function objectiveOf(hyperparameters: Hyperparameters): Objective {
  return chooseObjective({
    name: hyperparameters.text("objective") ?? DEFAULT_OBJECTIVE,
    classes: hyperparameters.number("num_class"),
    scalePositive: hyperparameters.number("scale_pos_weight", 1),
    maxDeltaStep: maxDeltaStep(hyperparameters),
    tweedieVariancePower: hyperparameters.number("tweedie_variance_power", 1.5),
  });
}

/** Fractions are of single precision, as XGBoost keeps them. */
function treeParameters(hyperparameters: Hyperparameters): TreeParameters {
  const single = (name: string, otherwise: number): number =>
    Math.fround(hyperparameters.number(name, otherwise));
  return {
    eta: single("eta", 0.3),
    gamma: single("gamma", 0),
    maxDepth: hyperparameters.number("max_depth", 6),
    maxLeaves: hyperparameters.number("max_leaves", 0),
    growPolicy: hyperparameters.text("grow_policy") === "lossguide" ? "lossguide" : "depthwise",
    maxBin: hyperparameters.number("max_bin", 256),
    minChildWeight: single("min_child_weight", 1),
    maxDeltaStep: Math.fround(maxDeltaStep(hyperparameters)),
    lambda: single("lambda", 1),
    alpha: single("alpha", 0),
    subsample: single("subsample", 1),
    colsampleByTree: single("colsample_bytree", 1),
    colsampleByLevel: single("colsample_bylevel", 1),
    colsampleByNode: single("colsample_bynode", 1),
    parallelTrees: hyperparameters.number("num_parallel_tree", 1),
    seed: hyperparameters.number("seed", 0),
  };
}

function maxDeltaStep(hyperparameters: Hyperparameters): number {
  const poisson = hyperparameters.text("objective") === "count:poisson";
  return hyperparameters.number("max_delta_step", poisson ? POISSON_MAX_DELTA_STEP : 0);
}

function checkBaseScore({ name }: Objective, baseScore: number | undefined): void {
  if (baseScore === undefined) return;
  const probability = name === "binary:logistic" || name === "reg:logistic";
  const positive = ["count:poisson", "reg:gamma", "reg:tweedie"].includes(name);
  if ((probability && baseScore >= 1) || ((probability || positive) && baseScore <= 0)) {
    const expected = probability ? "between 0 and 1, not including either" : "above 0";
    throw new SlipwayError("SLIP-XGB-002", `base_score must be ${expected} for ${name}, got ${baseScore}`);
  }
}

function checkClasses({ name, outputs }: Objective, hyperparameters: Hyperparameters): void {
  if (outputs > 1 || !hyperparameters.has("num_class")) return;
  throw new SlipwayError(
    "SLIP-XGB-002",
    `num_class is for multi:softmax and multi:softprob, but the objective is ${name}`,
  );
}

function metricsFor(
  { name, outputs, defaultMetric }: Objective,
  wanted: readonly string[],
): readonly Metric[] {
  return (wanted.length > 0 ? wanted : [defaultMetric]).map((text) => {
    const metric = chooseMetric(text);
    if (!metric) {
      throw new SlipwayError(
        "SLIP-XGB-003",
        `eval_metric ${text}: the built-in engine knows ${METRIC_NAMES.join(", ")}, error@t and tweedie-nloglik@p`,
      );
    }
    if (!fitsOutputs(text, outputs)) {
      throw new SlipwayError("SLIP-XGB-002", `eval_metric ${text} does not go with the objective ${name}`);
    }
    return metric;
  });
}
