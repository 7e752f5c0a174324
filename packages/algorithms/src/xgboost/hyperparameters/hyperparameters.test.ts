import { isSlipwayError } from "@slipway/model";
import { describe, expect, test } from "vitest";
import { Hyperparameters } from "./hyperparameters.ts";
import { decidingMetric, wantedMetrics } from "./metrics.ts";
import { planTraining } from "./training-plan.ts";

type Given = Readonly<Record<string, string>>;

function codeAndMessage(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isSlipwayError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return "no error";
}

const plan = (given: Given) => planTraining(new Hyperparameters({ num_round: "5", ...given }));

describe("hyperparameters", () => {
  test.each<[string, Given]>([
    ["SLIP-XGB-002 num_round is missing; it is required", {}],
    ["SLIP-XGB-001 max_dept is not a hyperparameter of XGBoost", { num_round: "1", max_dept: "3" }],
    [
      'SLIP-XGB-002 eta must be a number, at least 0 and at most 1, got "1.5"',
      { num_round: "1", eta: "1.5" },
    ],
    [
      'SLIP-XGB-002 subsample must be a number, above 0 and at most 1, got "0"',
      { num_round: "1", subsample: "0" },
    ],
    ['SLIP-XGB-002 num_round must be a whole number, at least 1, got "ten"', { num_round: "ten" }],
    [
      'SLIP-XGB-002 max_depth must be a whole number, at least 0, got "3.5"',
      { num_round: "1", max_depth: "3.5" },
    ],
    [
      'SLIP-XGB-002 grow_policy must be one of depthwise, lossguide, got "both"',
      { num_round: "1", grow_policy: "both" },
    ],
    [
      "SLIP-XGB-002 eta is given twice, also as learning_rate",
      { num_round: "1", eta: "0.1", learning_rate: "0.2" },
    ],
    [
      "SLIP-XGB-003 sketch_eps=0.1 asks for what was removed from XGBoost; use max_bin",
      { num_round: "1", sketch_eps: "0.1" },
    ],
    [
      "SLIP-XGB-003 tree_method=gpu_hist needs a GPU, and training runs on CPUs; use hist",
      { num_round: "1", tree_method: "gpu_hist" },
    ],
    [
      "SLIP-XGB-003 process_type=update (updating an existing model) is not supported",
      { num_round: "1", process_type: "update" },
    ],
    [
      "SLIP-XGB-003 _kfold=5 (cross-validation inside one job) is not supported",
      { num_round: "1", _kfold: "5" },
    ],
  ])("%s", (expected, given) => {
    expect(codeAndMessage(() => new Hyperparameters(given))).toBe(expected);
  });

  test("names all that is wrong in one error", () => {
    expect(codeAndMessage(() => new Hyperparameters({ etta: "1", eta: "2" }))).toBe(
      "SLIP-XGB-001 etta is not a hyperparameter of XGBoost; " +
        'eta must be a number, at least 0 and at most 1, got "2"; num_round is missing; it is required',
    );
  });

  test.each<[string | undefined, Given]>([
    ["auc", { eval_metric: "error,auc" }],
    ["rmse", { eval_metric: "error,auc", _tuning_objective_metric: "validation:rmse" }],
    [undefined, {}],
  ])("stop early by %s: %o", (metric, given) => {
    const job = { num_round: "5", objective: "binary:logistic", ...given };
    expect(decidingMetric(new Hyperparameters(job))).toBe(metric);
  });

  test.each(["reg:squarederror", "reg:logistic", "multi:softprob"])("take no auc for %s", (objective) => {
    const given = { num_round: "1", eval_metric: "rmse,auc", objective };
    expect(codeAndMessage(() => new Hyperparameters(given))).toBe(
      `SLIP-XGB-002 eval_metric auc is for objectives of binary: and rank:, but the objective is ${objective}`,
    );
  });

  test("knows XGBoost's other names", () => {
    const given = new Hyperparameters({ num_round: "1", learning_rate: "0.1", reg_lambda: "2" });
    expect([given.number("eta"), given.number("lambda")]).toEqual([0.1, 2]);
    expect(given.forLibrary()).toEqual({ eta: "0.1", lambda: "2" });
  });

  test("adds a tuning job's objective to the metrics, in alphabetical order", () => {
    const given = { num_round: "1", eval_metric: "rmse,mae", _tuning_objective_metric: "validation:auc" };
    expect(wantedMetrics(new Hyperparameters(given))).toEqual(["auc", "mae", "rmse"]);
  });
});

describe("a plan for the built-in engine", () => {
  test.each<[string, Given]>([
    ["SLIP-XGB-003 booster=dart needs real XGBoost", { booster: "dart", rate_drop: "0.1" }],
    ["SLIP-XGB-003 tree_method=exact needs real XGBoost", { tree_method: "exact" }],
    ["SLIP-XGB-003 objective=rank:ndcg needs real XGBoost", { objective: "rank:ndcg" }],
    ["SLIP-XGB-003 monotone_constraints=(1,0) needs real XGBoost", { monotone_constraints: "(1,0)" }],
    [
      "SLIP-XGB-002 num_class is missing; objective multi:softmax needs the number of classes",
      { objective: "multi:softmax" },
    ],
    [
      "SLIP-XGB-002 num_class is for multi:softmax and multi:softprob, but the objective is reg:squarederror",
      { num_class: "3" },
    ],
    [
      "SLIP-XGB-002 base_score must be between 0 and 1, not including either for binary:logistic, got 1",
      { objective: "binary:logistic", base_score: "1" },
    ],
    [
      "SLIP-XGB-002 eval_metric mlogloss does not go with the objective reg:squarederror",
      { eval_metric: "mlogloss" },
    ],
  ])("%s", (expected, given) => {
    expect(codeAndMessage(() => plan(given))).toBe(expected);
  });

  test("refuses a metric that it does not know", () => {
    expect(codeAndMessage(() => plan({ eval_metric: "ndcg" }))).toContain("SLIP-XGB-003 eval_metric ndcg");
  });

  test("has XGBoost's defaults", () => {
    const { parameters, objective, metrics } = plan({});
    expect(parameters).toMatchObject({
      eta: Math.fround(0.3),
      maxDepth: 6,
      lambda: 1,
      minChildWeight: 1,
      maxBin: 256,
    });
    expect([objective.name, ...metrics.map(({ name }) => name)]).toEqual(["reg:squarederror", "rmse"]);
    expect(plan({ objective: "count:poisson" }).parameters.maxDeltaStep).toBe(Math.fround(0.7));
  });
});
