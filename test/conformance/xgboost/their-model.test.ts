import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseModel } from "../../../packages/algorithms/src/xgboost/model/parse-model.ts";
import { Scorer } from "../../../packages/algorithms/src/xgboost/model/scorer.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { expectClose } from "./expect-close.ts";
import { RealXgboost } from "./real-xgboost.ts";
import { makeTable, matrixOf } from "./table.ts";

const shape = { rows: 400, columns: 5, seed: 5, distinct: 0, missing: 0.15 };
const signal = (value: number): number => value;
const yesOrNo = (value: number): number => (value > 0 ? 1 : 0);
const positive = (value: number): number => Math.exp(value / 2);
const classes = (value: number): number => (value < -0.7 ? 0 : value < 0.7 ? 1 : 2);

/** What real XGBoost may be asked to train, whichever engine serves it later. */
const CASES = [
  { name: "squared error", label: signal, parameters: {} },
  { name: "a forest", label: signal, parameters: { num_parallel_tree: 3, subsample: 0.5 } },
  { name: "dart", label: signal, parameters: { booster: "dart", rate_drop: 0.4, one_drop: 1 } },
  { name: "a linear booster", label: signal, parameters: { booster: "gblinear" } },
  { name: "logistic", label: yesOrNo, parameters: { objective: "binary:logistic" } },
  { name: "logitraw", label: yesOrNo, parameters: { objective: "binary:logitraw", base_score: 0.5 } },
  { name: "poisson", label: positive, parameters: { objective: "count:poisson" } },
  { name: "tweedie", label: positive, parameters: { objective: "reg:tweedie" } },
  { name: "cox", label: positive, parameters: { objective: "survival:cox", base_score: 0.5 } },
  { name: "ranking", label: yesOrNo, parameters: { objective: "rank:pairwise" } },
  { name: "softmax", label: classes, parameters: { objective: "multi:softmax", num_class: 3 } },
  { name: "softprob", label: classes, parameters: { objective: "multi:softprob", num_class: 3 } },
];

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "slipway-xgboost-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.each(["main", "xgboost-1.7"] as const)("our scorer with models of the environment %s", (name) => {
  let real: RealXgboost;
  beforeAll(async () => {
    real = new RealXgboost((await pythonEnv(name)).python);
  });

  test.each(CASES)(
    "predicts what XGBoost does: $name, in all formats that it writes",
    async ({ label, parameters }) => {
      const table = makeTable({ ...shape, label });
      // Without an ending 1.7 writes its binary format, as SageMaker's images of it do; 3.2 writes UBJSON.
      const save = [
        join(home, `${name}.json`),
        join(home, `${name}.ubj`),
        join(home, `${name}-xgboost-model`),
      ];
      const { predictions } = await real.train(table, { parameters, rounds: 7, save });
      expect(new Set(predictions.flat()).size).toBeGreaterThan(1);
      for (const path of save) {
        const scorer = new Scorer(parseModel(readFileSync(path), path));
        expectClose(predictions.flat(), [...scorer.score(matrixOf(table))]);
      }
    },
  );
});
