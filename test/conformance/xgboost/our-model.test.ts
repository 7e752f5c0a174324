import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseModel } from "../../../packages/algorithms/src/xgboost/model/parse-model.ts";
import { Scorer } from "../../../packages/algorithms/src/xgboost/model/scorer.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { expectClose } from "./expect-close.ts";
import { trainOurs } from "./our-xgboost.ts";
import { RealXgboost } from "./real-xgboost.ts";
import { makeTable, matrixOf, type TableOptions } from "./table.ts";

const shape = { rows: 600, columns: 6, seed: 11, distinct: 0, missing: 0.1 };
const count: TableOptions["label"] = (signal) => Math.max(0, Math.round(Math.exp(signal / 2)));
const positive: TableOptions["label"] = (signal) => Math.exp(signal / 2);
const yesOrNo: TableOptions["label"] = (signal) => (signal > 0 ? 1 : 0);
const threeClasses: TableOptions["label"] = (signal) => (signal < -0.7 ? 0 : signal < 0.7 ? 1 : 2);

/** What our engine learns, with a metric whose value both compute. */
const CASES = [
  { objective: "reg:squarederror", label: (signal: number) => signal, metrics: ["rmse", "mae", "mphe"] },
  { objective: "reg:logistic", label: yesOrNo, metrics: ["rmse", "logloss"] },
  {
    objective: "binary:logistic",
    label: yesOrNo,
    metrics: ["logloss", "error", "error@0.3", "auc", "aucpr"],
  },
  { objective: "binary:hinge", label: yesOrNo, metrics: ["error"] },
  { objective: "reg:squaredlogerror", label: positive, metrics: ["rmsle", "mape"] },
  { objective: "reg:pseudohubererror", label: (signal: number) => signal, metrics: ["mphe"] },
  { objective: "reg:absoluteerror", label: (signal: number) => signal, metrics: ["mae"] },
  { objective: "reg:gamma", label: positive, metrics: ["gamma-nloglik", "gamma-deviance"] },
  { objective: "reg:tweedie", label: count, metrics: ["tweedie-nloglik@1.5"] },
  { objective: "count:poisson", label: count, metrics: ["poisson-nloglik"] },
  { objective: "multi:softmax", label: threeClasses, metrics: ["merror", "mlogloss"], classes: "3" },
  { objective: "multi:softprob", label: threeClasses, metrics: ["merror", "mlogloss"], classes: "3" },
];

let home: string;
let real: RealXgboost;
let old: RealXgboost;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "slipway-xgboost-"));
  real = new RealXgboost((await pythonEnv()).python);
  old = new RealXgboost((await pythonEnv("xgboost-1.7")).python);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.each(CASES)(
  "a model that our engine trained for $objective",
  ({ objective, label, metrics, classes }) => {
    const table = makeTable({ ...shape, label });
    const training = matrixOf(table);
    let modelPath: string;
    let lines: readonly string[];
    let ours: readonly number[];

    beforeAll(async () => {
      modelPath = join(home, `${objective.replace(":", "-")}.json`);
      lines = await trainOurs(
        { training },
        {
          modelPath,
          hyperparameters: {
            objective,
            num_round: "12",
            subsample: "0.8",
            eval_metric: metrics.join(","),
            ...(classes ? { num_class: classes } : {}),
          },
        },
      );
      ours = [...new Scorer(parseModel(readFileSync(modelPath), "model")).score(training)];
    });

    test("is loaded by XGBoost 3.2, which predicts the same", async () => {
      const { predictions } = await real.predict(modelPath, table);
      expectClose(predictions.flat(), ours);
    });

    test("is loaded by XGBoost 1.7, which predicts the same", async () => {
      const { predictions } = await old.predict(modelPath, table);
      expectClose(predictions.flat(), ours);
    });

    test("has the metrics that XGBoost computes for it", async () => {
      const { metrics: theirs = {} } = await real.predict(modelPath, table, metrics);
      const last = lines.at(-1) ?? "";
      for (const name of metrics) {
        expect(theirs[name], name).toBeDefined();
        const said = new RegExp(`\\ttrain-${name}:(\\S+)`).exec(last)?.[1];
        expect(Number(said), name).toBeCloseTo(Number(theirs[name]), 4);
      }
    });
  },
);
