import { isSlipwayError } from "@slipway/model";
import { XGBOOST_VERSIONS, type XgboostVersion } from "@slipway/model/algorithms/xgboost/versions.ts";
import { describe, expect, test } from "vitest";
import { Hyperparameters } from "./hyperparameters.ts";

type Given = Readonly<Record<string, string>>;

/** What a job is told, with its code; nothing where it is taken. */
function refusal(given: Given, version?: XgboostVersion): string | undefined {
  try {
    new Hyperparameters({ num_round: "1", ...given }, version);
    return undefined;
  } catch (error) {
    if (isSlipwayError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
}

// As the source of AWS's container, its documentation of 0.72 and its guide from 0.90 to 1.5 say.
describe("hyperparameters by the version of the image", () => {
  test.each<[string, string, Given]>([
    ["0.72 to 1.0", "silent", { silent: "0" }],
    ["0.90 to 3.2", "colsample_bynode", { colsample_bynode: "0.5" }],
    ["0.90 to 3.2", "num_parallel_tree", { num_parallel_tree: "2" }],
    ["0.90 to 3.2", "objective", { objective: "binary:hinge" }],
    ["0.90 to 3.2", "eval_metric", { eval_metric: "rmse,mse" }],
    ["1.0 to 3.2", "monotone_constraints", { monotone_constraints: "(1,0)" }],
    ["1.0 to 3.2", "interaction_constraints", { interaction_constraints: "[[1,2]]" }],
    ["1.0 to 3.2", "learning_rate", { learning_rate: "0.1" }],
    ["1.0 to 3.2", "reg_alpha", { reg_alpha: "1" }],
    ["1.2 to 3.2", "objective", { objective: "survival:aft" }],
    ["1.2 to 3.2", "aft_loss_distribution", { aft_loss_distribution: "normal" }],
    ["1.2 to 3.2", "predictor", { predictor: "auto" }],
    ["1.2 to 3.2", "deterministic_histogram", { deterministic_histogram: "true" }],
    ["1.3 to 3.2", "sampling_method", { sampling_method: "uniform" }],
    ["1.5 to 3.2", "use_dask_gpu_training", { use_dask_gpu_training: "false" }],
    ["1.7 to 3.2", "objective", { objective: "reg:absoluteerror" }],
    ["0.72 to 3.2", "verbosity", { verbosity: "2" }],
    ["0.72 to 3.2", "objective", { objective: "reg:linear" }],
    ["0.72 to 3.2", "objective", { objective: "reg:squarederror" }],
    ["0.72 to 3.2", "csv_weights", { csv_weights: "1" }],
  ])("%s: %s of %o", (range, name, given) => {
    const taking = XGBOOST_VERSIONS.filter((version) => refusal(given, version) === undefined);
    expect(`${taking[0]} to ${taking.at(-1)}`).toBe(range);
    expect(taking).toEqual(
      XGBOOST_VERSIONS.slice(
        XGBOOST_VERSIONS.indexOf(taking[0] as XgboostVersion),
        XGBOOST_VERSIONS.indexOf(taking.at(-1) as XgboostVersion) + 1,
      ),
    );
    for (const version of XGBOOST_VERSIONS.filter((one) => !taking.includes(one)))
      expect(refusal(given, version)).toContain(
        name === "eval_metric" && version === "0.72" ? "'mse'" : name,
      );
    expect(refusal(given)).toBeUndefined();
  });

  test.each<[XgboostVersion, Given, string]>([
    [
      "1.2",
      { silent: "0" },
      "SLIP-XGB-001 Extraneous hyperparameter found: silent (the image is of XGBoost 1.2, images up to 1.0 take it; use verbosity)",
    ],
    [
      "0.72",
      { num_parallel_tree: "2" },
      "SLIP-XGB-001 num_parallel_tree has no effect (the image is of XGBoost 0.72, images from 0.90 on take it)",
    ],
    [
      "0.90",
      { learning_rate: "0.1" },
      "SLIP-XGB-001 Extraneous hyperparameter found: learning_rate (the image is of XGBoost 0.90, images from 1.0 on take it; use eta)",
    ],
    [
      "1.0",
      { tree_method: "gpu_hist" },
      "SLIP-XGB-002 GPU training is not supported yet (the image is of XGBoost 1.0, images from 1.2 on take it): tree_method=gpu_hist",
    ],
    [
      "1.2",
      { tree_method: "gpu_hist" },
      "SLIP-XGB-003 tree_method=gpu_hist needs a GPU, and training runs on CPUs; use hist",
    ],
    [
      "0.90",
      { eval_metric: "rmse,mphe" },
      "SLIP-XGB-002 Hyperparameter eval_metric: value ['mphe'] not in range (the image is of XGBoost 0.90, images from 1.2 on take it)",
    ],
    [
      "0.72",
      { objective: "reg:logistic", eval_metric: "auc,f1" },
      "SLIP-XGB-002 Metric 'f1' is not supported (the image is of XGBoost 0.72, images from 0.90 on take it)",
    ],
  ])("%s with %o", (version, given, said) => {
    expect(refusal(given, version)).toBe(said);
  });

  test("a value that the image does not take is told beside those that it takes", () => {
    const given = { objective: "reg:absoluteerror" };
    expect(refusal(given, "1.5")).toMatch(
      /^SLIP-XGB-002 Hyperparameter objective: reg:absoluteerror is not in \['reg:squarederror', .*'reg:pseudohubererror'.*\] \(the image is of XGBoost 1\.5, /,
    );
    expect(refusal(given, "0.72")).toMatch(
      /^SLIP-XGB-002 Parameter 'objective' should be one of these options: 'reg:squarederror', 'reg:linear', /,
    );
    expect(refusal(given, "0.72")).not.toContain("binary:hinge");
  });
});
