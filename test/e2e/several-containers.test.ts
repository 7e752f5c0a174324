import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { Home, ok, ROOT } from "./support/home.ts";
import { saidBy } from "./support/said-by.ts";
import { type Programs, programs } from "./support/shell.ts";

/** The SDK brings a gigabyte of packages, once. */
const FIRST_INSTALLATION_MS = 1_200_000;
const PATIENCE_MS = 600_000;

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

describe("models of several containers, by the SageMaker SDK and boto3", { timeout: PATIENCE_MS }, () => {
  let home: Home;
  let tools: Programs;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "slipway-several-"));
    for (const name of ["main", "sagemaker-2"] as const) await pythonEnv(name);
    [home, tools] = await Promise.all([Home.withPython(), programs()]);
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    rmSync(scratch, { recursive: true, force: true });
    tools.remove();
    await home.down();
  });

  test("answer one after the other, or each by its name, and refuse what fits neither", async () => {
    const boosted = join(scratch, "model.json");
    const answers = JSON.parse(await ok(home.python("-c", TRAIN, boosted, JSON.stringify(ROWS)))) as number[];
    const { python } = await pythonEnv("sagemaker-2");
    const program = join(ROOT, "test/e2e/serving/pipeline.py");
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
});
