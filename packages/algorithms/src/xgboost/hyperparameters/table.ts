import { OBJECTIVE_NAMES } from "../objectives/choose-objective.ts";

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
  /** It steers the run rather than the library: real XGBoost is not told. */
  readonly ours?: true;
}

const integer = (range: Range): Domain => ({ kind: "integer", range });
const number = (range: Range): Domain => ({ kind: "number", range });
const choice = (...choices: readonly string[]): Domain => ({ kind: "choice", choices });
const share = number({ above: 0, to: 1 });
const flag = integer({ from: 0, to: 1 });
const REAL_ONLY: readonly string[] = [];

/** SageMaker's hyperparameters of XGBoost that can be honoured, by name. */
export const HYPERPARAMETERS: Readonly<Record<string, HyperparameterRule>> = {
  num_round: { domain: integer({ from: 1 }), ours: true },
  csv_weights: { domain: flag, ours: true },
  early_stopping_rounds: { domain: integer({ from: 1 }), ours: true },
  save_model_on_termination: { domain: choice("true", "false"), ours: true },
  _tuning_objective_metric: { domain: { kind: "text" }, ours: true },
  eval_metric: { domain: { kind: "list" }, ours: true },
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
  },
  num_class: { domain: integer({ from: 2 }) },
  base_score: { domain: number({ from: 0 }) },
  seed: { domain: integer({ above: -(2 ** 31), below: 2 ** 31 - 1 }) },
  /** Of images before 1.0, and of samples that still have it: it bears on the log alone. */
  silent: { domain: flag, ours: true },
  verbosity: { domain: integer({ from: 0, to: 3 }) },
  nthread: { domain: integer({ from: 1 }) },
  booster: { domain: choice("gbtree", "gblinear", "dart"), builtIn: ["gbtree"] },
  tree_method: { domain: choice("auto", "exact", "approx", "hist"), builtIn: ["auto", "hist"] },
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
  sampling_method: { domain: choice("uniform"), builtIn: ["uniform"] },
  colsample_bytree: { domain: share },
  colsample_bylevel: { domain: share },
  colsample_bynode: { domain: share },
  num_parallel_tree: { domain: integer({ from: 1 }) },
  scale_pos_weight: { domain: number({ above: 0 }) },
  tweedie_variance_power: { domain: number({ above: 1, below: 2 }) },
  process_type: { domain: choice("default") },
  predictor: { domain: choice("auto", "cpu_predictor"), ours: true },
  updater: { domain: { kind: "text" }, builtIn: REAL_ONLY },
  monotone_constraints: { domain: { kind: "text" }, builtIn: REAL_ONLY },
  interaction_constraints: { domain: { kind: "text" }, builtIn: REAL_ONLY },
  sample_type: { domain: choice("uniform", "weighted"), builtIn: REAL_ONLY },
  normalize_type: { domain: choice("tree", "forest"), builtIn: REAL_ONLY },
  rate_drop: { domain: number({ from: 0, to: 1 }), builtIn: REAL_ONLY },
  one_drop: { domain: flag, builtIn: REAL_ONLY },
  skip_drop: { domain: number({ from: 0, to: 1 }), builtIn: REAL_ONLY },
  aft_loss_distribution: { domain: choice("normal", "logistic", "extreme"), builtIn: REAL_ONLY },
  aft_loss_distribution_scale: { domain: number({ from: 0 }), builtIn: REAL_ONLY },
};

/** Known to SageMaker, but honoured by neither engine here; the reason completes "NAME ...". */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  _kfold: "(cross-validation inside one job) is not supported",
  _num_cv_round: "(cross-validation inside one job) is not supported",
  use_dask_gpu_training: "is not supported: training runs on CPUs",
  deterministic_histogram: "is for GPU training, which is not supported",
  sketch_eps: "was removed from XGBoost; use max_bin",
  dsplit: "is for distributed training, which is not supported",
  refresh_leaf: "is for updating an existing model, which is not supported",
  lambda_bias: "was removed from XGBoost",
};
