import { join } from "node:path";
import { expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { type Home, ok, ROOT } from "../e2e/support/home.ts";
import type { Projects } from "../e2e/support/projects.ts";
import { saidBy } from "../e2e/support/said-by.ts";
import type { Programs } from "../e2e/support/shell.ts";

const ROWS = [
  [2, 4],
  [6, 8],
];

/** Trains a model of two features, and prints what XGBoost itself answers to the rows. */
const TRAIN = `
import json, sys, xgboost, numpy as np
X = np.array([[2., 4.], [6., 8.], [1., 1.]] * 10)
booster = xgboost.train({"max_depth": 3}, xgboost.DMatrix(X, X.sum(1)), 10)
booster.save_model(sys.argv[1])
print(json.dumps(booster.predict(xgboost.DMatrix(np.array(json.loads(sys.argv[2]), dtype=float))).tolist()))
`;

/** Models of several containers, by the SageMaker SDK and boto3: the same in each home that runs programs. */
export function severalContainers(
  at: () => { readonly home: Home; readonly tools: Programs; readonly projects: Projects },
): void {
  test("answer one after the other, or each by its name, and refuse what fits neither", async () => {
    const { home, tools, projects } = at();
    const scratch = projects.write("several-containers", { readme: "" });
    const boosted = join(scratch, "model.json");
    const answers = JSON.parse(await ok(home.python("-c", TRAIN, boosted, JSON.stringify(ROWS)))) as number[];
    const { python } = await pythonEnv("sagemaker-2");
    const program = join(ROOT, "test/serving/programs/pipeline.py");
    const { said } = await saidBy(home, tools, {
      ...{ python, program, folder: scratch },
      env: { BOOSTED: boosted },
    });
    const close = answers.map((value) => expect.closeTo(value, 4));
    expect([said.serial, said.boost]).toEqual([close, close]);
    expect(said).toMatchObject({
      double: "2.0,4.0",
      mode: { Mode: "Direct" },
      "refused by the first": ["ModelError", 500],
      "named in series": ["ValidationError", 400],
      nobody: ["ValidationError", 400],
      "somebody else": ["ValidationError", 400],
      nameless: "ValidationException",
    });
    const log = await ok(home.slipway("logs", "endpoint/pipeline", "--container", "model-2"));
    expect(log).toContain("Serving reg:squarederror with 2 features");
  });
}
