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

/** Trains a model of two features for each file, and prints what XGBoost itself answers to one row. */
const TRAIN = `
import json, sys, xgboost, numpy as np
X = np.array([[2., 4.], [6., 8.], [1., 1.]] * 10)
for factor, path in enumerate(sys.argv[1:], 1):
    booster = xgboost.train({"max_depth": 3}, xgboost.DMatrix(X, factor * X.sum(1)), 10)
    booster.save_model(path)
    print(float(booster.predict(xgboost.DMatrix(np.array([[2., 4.]])))[0]))
`;

describe("many models behind one endpoint, by the SageMaker SDK and boto3", { timeout: PATIENCE_MS }, () => {
  let home: Home;
  let tools: Programs;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "slipway-many-"));
    for (const name of ["main", "sagemaker-2"] as const) await pythonEnv(name);
    [home, tools] = await Promise.all([Home.withPython(), programs()]);
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    rmSync(scratch, { recursive: true, force: true });
    tools.remove();
    await home.down();
  });

  test("each is brought when it is named, more than there is memory for; what is no model fails alone", async () => {
    const names = ["first", "second", "third"];
    const files = names.map((name) => join(scratch, name, "xgboost-model"));
    await ok(home.run("mkdir", ["-p", ...names.map((name) => join(scratch, name))]));
    const printed = await ok(home.python("-c", TRAIN, ...files.map((file) => `${file}.json`)));
    const answers = printed.trim().split("\n").map(Number);
    const env = Object.fromEntries(names.map((name, index) => [`BOOSTED_${name}`, `${files[index]}.json`]));
    const { python } = await pythonEnv("sagemaker-2");
    const program = join(ROOT, "test/e2e/serving/multi_model.py");
    const { said } = await saidBy(home, tools, { python, program, folder: scratch, env });
    expect(said.listed).toEqual(["first.tar.gz", "second.tar.gz", "third.tar.gz"]);
    expect(names.map((name) => said.boosted[name])).toEqual(answers.map((value) => expect.closeTo(value, 4)));
    expect(said.still).toBeCloseTo(answers[0] ?? Number.NaN, 4);
    expect(said.factors).toEqual(["14", "21", "14", "21", "14", "21", "14", "21"]);
    expect(said).toMatchObject({
      bad: ["ValidationError", expect.stringContaining("boosted/bad.tar.gz")],
      wrong: ["ModelError", 500],
      missing: [
        "ValidationError",
        expect.stringMatching(
          /^Failed to download model data\(bucket: \S+, key: boosted\/nowhere\.tar\.gz\)\. Please ensure/,
        ),
      ],
      outside: ["ValidationError", expect.stringContaining("not the path of a model")],
      unnamed: ["ValidationError", expect.stringContaining("TargetModel")],
    });
  });
});
