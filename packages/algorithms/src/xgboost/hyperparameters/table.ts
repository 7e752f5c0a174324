import { OBJECTIVE_NAMES } from "../objectives/choose-objective.ts";
import type { ImageVersions } from "./image-versions.ts";

/** What a hyperparameter's text may be. */
export type Domain =
  | { readonly kind: "integer"; readonly range: Range }
  | { readonly kind: "number"; readonly range: Range }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | { readonly kind: "list" }
  | { readonly kind: "text" };

/** Absent bounds do not bound; `above` and `below` are not included. */
export interface Range {
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
  readonly below?: number;
}

export interface HyperparameterRule {
  readonly domain: Domain;
  /** Other names of XGBoost's for the same. */
  readonly aliases?: readonly string[];
  /** The values that the built-in engine honours; absent means all, none means that it needs real XGBoost. */
  readonly builtIn?: readonly string[];
  /** It steers the run rather than the library, or says nothing that the library still knows: real XGBoost is not told. */
  readonly ours?: true;
  /** The images that take it; absent means all. */
  readonly versions?: ImageVersions;
  /** Values that not all images take. */
  readonly values?: Readonly<Record<string, ImageVersions>>;
  /** The values that either engine honours, where there are others. */
  readonly served?: Served;
  /** What alone it says something to; absent means that it always does. */
  readonly only?: { readonly name: string; readonly value: string };
}

/** A reason that completes "NAME=VALUE ..." for all but these values. */
interface Served {
  readonly values: readonly string[];
  readonly otherwise: string;
  /** The others are served on a GPU; without one the reason stands behind why there is none. */
  readonly onGpu?: true;
}

const integer = (range: Range): Domain => ({ kind: "integer", range });
const number = (range: Range): Domain => ({ kind: "number", range });
const choice = (...choices: readonly string[]): Domain => ({ kind: "choice", choices });
const share = number({ above: 0, to: 1 });
const flag = integer({ from: 0, to: 1 });
const trueOrFalse = choice("true", "false");
const REAL_ONLY: readonly string[] = [];
const DART = { name: "booster", value: "dart" };
const AFT = { name: "objective", value: "survival:aft" };
const served = (otherwise: string, ...values: readonly string[]): Served => ({ values, otherwise });
const onCpu = (hint: string, ...values: readonly string[]): Served => ({
  values,
  otherwise: hint,
  onGpu: true,
});
const since = (since: NonNullable<ImageVersions["since"]>): ImageVersions => ({ since });
const each = (names: readonly string[], versions: ImageVersions): Readonly<Record<string, ImageVersions>> =>
  Object.fromEntries(names.map((name) => [name, versions]));

/** Those that the container of 0.72 does not know. */
const LATER_METRICS = [
  "accuracy",
  "aucpr",
  "balanced_accuracy",
  "cox-nloglik",
  "f1",
  "f1_binary",
  "f1_macro",
  "mape",
  "mse",
  "precision",
  "precision_macro",
  "precision_micro",
  "r2",
  "recall",
  "recall_macro",
  "recall_micro",
  "rmsle",
];

/**
 * SageMaker's hyperparameters of XGBoost by name, as the source of its container, its documentation of 0.72 and its guide from 0.90
 * to 1.5 have them. Where these leave open since when an image takes something, the older ones are taken to have it too.
 */
export const HYPERPARAMETERS: Readonly<Record<string, HyperparameterRule>> = {
  num_round: { domain: integer({ from: 1 }), ours: true },
  csv_weights: { domain: flag, ours: true },
  early_stopping_rounds: { domain: integer({ from: 1 }), ours: true },
  save_model_on_termination: { domain: trueOrFalse, ours: true },
  _tuning_objective_metric: { domain: { kind: "text" }, ours: true },
  eval_metric: {
    domain: { kind: "list" },
    ours: true,
    values: {
      ...each(LATER_METRICS, since("0.90")),
      ...each(["aft-nloglik", "interval-regression-accuracy", "mphe"], since("1.2")),
    },
  },
  objective: {
    domain: choice(
      ...OBJECTIVE_NAMES,
      "binary:logitraw",
      "rank:pairwise",
      "rank:ndcg",
      "rank:map",
      "survival:aft",
      "survival:cox",
    ),
    builtIn: OBJECTIVE_NAMES,
    values: {
      ...each(
        ["binary:hinge", "rank:map", "rank:ndcg", "reg:squaredlogerror", "survival:cox"],
        since("0.90"),
      ),
      ...each(["reg:pseudohubererror", "survival:aft"], since("1.2")),
      "reg:absoluteerror": since("1.7"),
    },
  },
  num_class: { domain: integer({ from: 2 }) },
  base_score: { domain: number({ from: 0 }) },
  seed: { domain: integer({ above: -(2 ** 31), below: 2 ** 31 - 1 }) },
  /** It bears on the log alone. */
  silent: { domain: flag, ours: true, versions: { until: "1.0", instead: "verbosity" } },
  verbosity: { domain: integer({ from: 0, to: 3 }) },
  nthread: { domain: integer({ from: 1 }) },
  booster: { domain: choice("gbtree", "gblinear", "dart"), builtIn: ["gbtree"] },
  tree_method: {
    domain: choice("auto", "exact", "approx", "hist", "gpu_hist"),
    builtIn: ["auto", "hist"],
    values: { gpu_hist: since("1.2") },
    served: onCpu("; use hist", "auto", "exact", "approx", "hist"),
  },
  device: {
    domain: choice("cpu", "cuda"),
    builtIn: ["cpu"],
    versions: since("3.0"),
    served: onCpu("; use cpu", "cpu"),
  },
  eta: { domain: number({ from: 0, to: 1 }), aliases: ["learning_rate"] },
  gamma: { domain: number({ from: 0 }), aliases: ["min_split_loss"] },
  max_depth: { domain: integer({ from: 0 }) },
  max_leaves: { domain: integer({ from: 0 }) },
  grow_policy: { domain: choice("depthwise", "lossguide") },
  max_bin: { domain: integer({ from: 2, to: 65535 }) },
  min_child_weight: { domain: number({ from: 0 }) },
  max_delta_step: { domain: number({ from: 0 }) },
  lambda: { domain: number({ from: 0 }), aliases: ["reg_lambda"] },
  alpha: { domain: number({ from: 0 }), aliases: ["reg_alpha"] },
  subsample: { domain: share },
  sampling_method: {
    domain: choice("uniform", "gradient_based"),
    versions: since("1.3"),
    served: onCpu("", "uniform"),
  },
  colsample_bytree: { domain: share },
  colsample_bylevel: { domain: share },
  colsample_bynode: { domain: share, versions: since("0.90") },
  num_parallel_tree: { domain: integer({ from: 1 }), versions: since("0.90") },
  scale_pos_weight: { domain: number({ above: 0 }) },
  tweedie_variance_power: {
    domain: number({ above: 1, below: 2 }),
    only: { name: "objective", value: "reg:tweedie" },
  },
  process_type: {
    domain: choice("default", "update"),
    served: served("(updating an existing model) is not supported", "default"),
  },
  refresh_leaf: { domain: flag, ours: true },
  dsplit: {
    domain: choice("row", "col"),
    ours: true,
    served: served("is for distributed training, which is not supported", "row"),
  },
  sketch_eps: {
    domain: number({ above: 0, below: 1 }),
    ours: true,
    served: served("asks for what was removed from XGBoost; use max_bin", "0.03"),
  },
  prob_buffer_row: {
    domain: number({ above: 0 }),
    ours: true,
    served: served("asks for what was removed from XGBoost", "1"),
  },
  lambda_bias: {
    domain: number({ from: 0, to: 1 }),
    ours: true,
    served: served("asks for what was removed from XGBoost", "0"),
  },
  predictor: {
    domain: choice("auto", "cpu_predictor", "gpu_predictor"),
    ours: true,
    values: { auto: since("1.2"), gpu_predictor: since("1.2") },
    served: onCpu("; use cpu_predictor", "auto", "cpu_predictor"),
  },
  deterministic_histogram: { domain: trueOrFalse, ours: true, versions: since("1.2") },
  single_precision_histogram: {
    domain: trueOrFalse,
    ours: true,
    versions: since("1.2"),
    served: served("asks for what was removed from XGBoost", "false"),
  },
  use_dask_gpu_training: {
    domain: trueOrFalse,
    ours: true,
    versions: since("1.5"),
    served: onCpu("", "false"),
  },
  _kfold: {
    domain: integer({ from: 2 }),
    ours: true,
    served: served("(cross-validation inside one job) is not supported"),
  },
  _num_cv_round: {
    domain: integer({ from: 1 }),
    ours: true,
    served: served("(cross-validation inside one job) is not supported"),
  },
  updater: { domain: { kind: "text" }, builtIn: REAL_ONLY },
  monotone_constraints: { domain: { kind: "text" }, builtIn: REAL_ONLY, versions: since("1.0") },
  interaction_constraints: { domain: { kind: "text" }, builtIn: REAL_ONLY, versions: since("1.0") },
  sample_type: { domain: choice("uniform", "weighted"), only: DART },
  normalize_type: { domain: choice("tree", "forest"), only: DART },
  rate_drop: { domain: number({ from: 0, to: 1 }), only: DART },
  one_drop: { domain: flag, only: DART },
  skip_drop: { domain: number({ from: 0, to: 1 }), only: DART },
  aft_loss_distribution: {
    domain: choice("normal", "logistic", "extreme"),
    versions: since("1.2"),
    only: AFT,
  },
  aft_loss_distribution_scale: { domain: number({ from: 0 }), versions: since("1.2"), only: AFT },
};
