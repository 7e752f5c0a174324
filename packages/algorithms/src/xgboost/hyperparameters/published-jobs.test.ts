import { isSlipwayError } from "@slipway/model";
import { xgboostVersion } from "@slipway/model/algorithms/xgboost/versions.ts";
import { describe, expect, test } from "vitest";
import { Hyperparameters } from "./hyperparameters.ts";
import { planTraining } from "./training-plan.ts";

type Given = Readonly<Record<string, string>>;

const tree = { max_depth: "5", eta: "0.2", gamma: "4", min_child_weight: "6" };
const mnist = { ...tree, objective: "multi:softmax", num_class: "10", num_round: "10" };
const binary = { ...tree, subsample: "0.8", objective: "binary:logistic", num_round: "100" };
const abalone = { ...tree, subsample: "0.7", num_round: "50" };

/** The static ones of ACK's tuning sample, with a value of its one range. */
const tuning = {
  base_score: "0.5",
  booster: "gbtree",
  csv_weights: "0",
  dsplit: "row",
  grow_policy: "depthwise",
  lambda_bias: "0.0",
  max_bin: "256",
  max_leaves: "0",
  normalize_type: "tree",
  objective: "reg:linear",
  one_drop: "0",
  prob_buffer_row: "1.0",
  process_type: "default",
  rate_drop: "0.0",
  refresh_leaf: "1",
  sample_type: "uniform",
  scale_pos_weight: "1.0",
  silent: "0",
  sketch_eps: "0.03",
  skip_drop: "0.0",
  tree_method: "auto",
  tweedie_variance_power: "1.5",
  updater: "grow_colmaker,prune",
  num_round: "10",
};
const { updater: _, ...tuningWithoutUpdater } = tuning;

const ACCOUNTS = {
  xgboost: "433757028032.dkr.ecr.us-west-2.amazonaws.com",
  "sagemaker-xgboost": "246618743249.dkr.ecr.us-west-2.amazonaws.com",
};
const first = (tag: string): string => `${ACCOUNTS.xgboost}/xgboost:${tag}`;
const since = (tag: string): string => `${ACCOUNTS["sagemaker-xgboost"]}/sagemaker-xgboost:${tag}`;

/** The built-in engine's answer. */
function answer(image: string, given: Given): string {
  try {
    return `trains ${planTraining(new Hyperparameters(given, xgboostVersion(image))).objective.name}`;
  } catch (error) {
    if (isSlipwayError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
}

describe("jobs that ACK and AWS publish train or are refused for what the image does not take", () => {
  test.each<[string, string, Given, string]>([
    ["ACK samples/training", first("1"), { ...mnist, silent: "0" }, "trains multi:softmax"],
    ["ACK samples/pipeline", since("1.7-1"), mnist, "trains multi:softmax"],
    [
      "ACK samples/hyperparameter_tuning",
      first("1"),
      tuning,
      "SLIP-XGB-003 updater=grow_colmaker,prune needs real XGBoost",
    ],
    ["ACK samples/hyperparameter_tuning, hist", first("1"), tuningWithoutUpdater, "trains reg:squarederror"],
    [
      "ACK test/e2e xgboost_trainingjob",
      since("1.0-1-cpu-py3"),
      { ...mnist, silent: "0" },
      "trains multi:softmax",
    ],
    [
      "ACK test/e2e xgboost_trainingjob_debugger",
      since("1.0-1-cpu-py3"),
      { ...tree, silent: "0", objective: "reg:squarederror", subsample: "0.7", num_round: "51" },
      "trains reg:squarederror",
    ],
    [
      "ACK test/e2e xgboost_hpojob",
      since("1.0-1-cpu-py3"),
      { base_score: "0.5", num_round: "10" },
      "trains reg:squarederror",
    ],
    ["ACK's tutorial of its SageMaker controller", since("1.2-1"), mnist, "trains multi:softmax"],
    [
      "AWS Abalone of 1.2",
      since("1.2-1"),
      { ...abalone, objective: "reg:linear", verbosity: "2" },
      "trains reg:squarederror",
    ],
    [
      "AWS Abalone of 0.72",
      first("latest"),
      { ...abalone, silent: "0", objective: "reg:linear" },
      "trains reg:squarederror",
    ],
    [
      "AWS Abalone of 0.90",
      since("0.90-2-cpu-py3"),
      { ...abalone, silent: "0", objective: "reg:squarederror" },
      "trains reg:squarederror",
    ],
    [
      "AWS Abalone of 1.7",
      since("1.7-1"),
      { ...abalone, verbosity: "2", objective: "reg:squarederror" },
      "trains reg:squarederror",
    ],
    ["AWS churn of 0.72", first("latest"), { ...binary, silent: "0" }, "trains binary:logistic"],
    ["AWS churn of 1.7", since("1.7-1"), { ...binary, verbosity: "0" }, "trains binary:logistic"],
    ["AWS direct marketing of 0.72", first("latest"), { ...binary, silent: "0" }, "trains binary:logistic"],
    [
      "AWS direct marketing with its hyperparameters of 0.72 on 1.7",
      since("1.7-1"),
      { ...binary, silent: "0" },
      "SLIP-XGB-001 Extraneous hyperparameter found: silent (the image is of XGBoost 1.7, images up to 1.0 take it; use verbosity)",
    ],
    [
      "AWS getting started, adult census of 1.2",
      since("1.2-1"),
      { ...tree, subsample: "0.7", objective: "binary:logistic", num_round: "1000" },
      "trains binary:logistic",
    ],
    ["AWS MNIST of 0.72", first("latest"), { ...mnist, silent: "0" }, "trains multi:softmax"],
    [
      "AWS's guide from 0.90 to 1.5",
      since("1.5-1"),
      { verbosity: "2", objective: "reg:squarederror", num_round: "50" },
      "trains reg:squarederror",
    ],
    [
      "AWS distributed GPU training",
      since("1.5-1"),
      {
        objective: "reg:squarederror",
        num_round: "500",
        verbosity: "3",
        tree_method: "gpu_hist",
        eval_metric: "rmse",
        use_dask_gpu_training: "true",
      },
      "SLIP-XGB-003 tree_method=gpu_hist needs a GPU, and training runs on CPUs; use hist; " +
        "use_dask_gpu_training=true needs a GPU, and training runs on CPUs",
    ],
  ])("%s on %s", (_, image, given, said) => {
    expect(answer(image, given)).toBe(said);
  });

  test("what has its default says nothing to either engine that it no longer knows", () => {
    const told = new Hyperparameters(tuning, "0.72").forLibrary();
    for (const name of ["dsplit", "lambda_bias", "prob_buffer_row", "refresh_leaf", "silent", "sketch_eps"])
      expect(told).not.toHaveProperty(name);
    expect(told).toHaveProperty("updater", "grow_colmaker,prune");
  });

  // The names are those that XGBoost 3.2 warns of.
  test("what says nothing to the booster and the objective is told", () => {
    const names = [
      "normalize_type",
      "one_drop",
      "rate_drop",
      "sample_type",
      "skip_drop",
      "tweedie_variance_power",
    ];
    expect(new Hyperparameters(tuning, "0.72").unused()).toEqual(names);
    expect(new Hyperparameters({ num_round: "1", booster: "dart", rate_drop: "0.1" }).unused()).toEqual([]);
  });
});
