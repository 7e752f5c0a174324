import { join } from "node:path";
import { expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { type Home, ok, ROOT } from "../e2e/support/home.ts";
import type { Projects } from "../e2e/support/projects.ts";
import { saidBy } from "../e2e/support/said-by.ts";
import type { Programs } from "../e2e/support/shell.ts";

/** Trains a model of two features for each file, and prints what XGBoost itself answers to one row. */
const TRAIN = `
import json, sys, xgboost, numpy as np
X = np.array([[2., 4.], [6., 8.], [1., 1.]] * 10)
for factor, path in enumerate(sys.argv[1:], 1):
    booster = xgboost.train({"max_depth": 3}, xgboost.DMatrix(X, factor * X.sum(1)), 10)
    booster.save_model(path)
    print(float(booster.predict(xgboost.DMatrix(np.array([[2., 4.]])))[0]))
`;

/** Many models behind one endpoint, by the SageMaker SDK and boto3: the same in each home that runs programs. */
export function manyModels(
  at: () => { readonly home: Home; readonly tools: Programs; readonly projects: Projects },
): void {
  test("each is brought when it is named, more than there is memory for; what is no model fails alone", async () => {
    const { home, tools, projects } = at();
    const scratch = projects.write("many-models", { readme: "" });
    const names = ["first", "second", "third"];
    const files = names.map((name) => join(scratch, name, "xgboost-model"));
    await ok(home.run("mkdir", ["-p", ...names.map((name) => join(scratch, name))]));
    const printed = await ok(home.python("-c", TRAIN, ...files.map((file) => `${file}.json`)));
    const answers = printed.trim().split("\n").map(Number);
    const env = Object.fromEntries(names.map((name, index) => [`BOOSTED_${name}`, `${files[index]}.json`]));
    const { python } = await pythonEnv("sagemaker-2");
    const program = join(ROOT, "test/serving/programs/multi_model.py");
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
}
