import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { ask } from "../serving/ask.ts";
import { MAKERS, modelsInFormats } from "../serving/models-in-formats.ts";
import { ownModels } from "../serving/own-models.ts";
import { eventually, Home, ok, ROOT, SLIPWAY } from "./support/home.ts";
import { Projects } from "./support/projects.ts";
import { saidBy } from "./support/said-by.ts";
import { type Programs, programs } from "./support/shell.ts";

/** The SDKs bring a gigabyte of packages, once. */
const FIRST_INSTALLATION_MS = 1_200_000;
const PATIENCE_MS = 600_000;

describe("models in formats that need no code, served", { timeout: PATIENCE_MS }, () => {
  let home: Home;
  let projects: Projects;
  beforeAll(async () => {
    projects = new Projects();
    const { python } = await pythonEnv("serving");
    home = new Home(undefined, { PATH: `${dirname(python)}:${process.env["PATH"]}` });
    await home.start();
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    projects.remove();
    await home.down();
  });

  modelsInFormats(
    () => ({ home, projects }),
    process.env["SLIPWAY_SERVING"] === "all" ? async () => MAKERS : undefined,
  );
});

describe("models that code of one's own left, served", { timeout: PATIENCE_MS }, () => {
  let home: Home;
  let tools: Programs;
  let projects: Projects;

  beforeAll(async () => {
    projects = new Projects();
    for (const name of ["main", "sagemaker-2", "sagemaker-3"] as const) await pythonEnv(name);
    [home, tools] = await Promise.all([Home.withPython(), programs()]);
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    projects.remove();
    tools.remove();
    await home.down();
  });

  ownModels(() => ({ home, projects }));

  test("three commands from a train.py to a prediction, and a batch of the same model", async () => {
    await ok(home.slipway("train", "examples/hello-training", "--name", "spring", "--wait"));
    await ok(home.slipway("deploy", "spring"));
    const answers = JSON.parse(await ok(home.slipway("predict", "spring", "--data", "[0, 10]"))) as number[];
    expect(answers).toHaveLength(2);
    expect(await ask(home, "spring", [0, 10])).toEqual([
      200,
      "application/json",
      JSON.stringify(answers).replace(",", ", "),
    ]);
    const rows = join(projects.write("rows", { "rows.jsonl": "[0]\n[10]\n" }), "rows.jsonl");
    const asked = [
      "--input",
      rows,
      "--output",
      join(projects.folder, "answers"),
      "--strategy",
      "SingleRecord",
    ];
    asked.push("--content-type", "application/json");
    await ok(home.slipway("batch", "spring", ...asked));
    const { stdout } = await home.run("cat", [join(projects.folder, "answers", "rows.jsonl.out")]);
    expect(
      stdout
        .trim()
        .split("\n")
        .flatMap((line) => JSON.parse(line) as number[]),
    ).toEqual(answers);
  });

  test("a model that cannot be loaded fails with where its code failed and of what", async () => {
    const code = { "train.py": "import os; open(os.environ['SM_MODEL_DIR'] + '/m', 'w').write('1')" };
    const bad = "def model_fn(model_dir):\n    return open(model_dir + '/weights').read()\n";
    const folder = projects.write("bad", { ...code, "inference.py": bad });
    await ok(home.slipway("train", folder, "--name", "bad", "--wait"));
    const { code: exit } = await home.slipway("deploy", "bad", "--name", "broken");
    expect(exit).not.toBe(0);
    expect(await ok(home.slipway("why", "endpoint/broken"))).toMatch(
      /inference\.py:2: FileNotFoundError:\s.*weights/,
    );
  });

  test("slipway serve tries a folder or a job, starts anew when a file changes, and ends with Ctrl-C", async () => {
    const folder = projects.write("tried", {
      "inference.py": "model_fn = lambda folder: 1\npredict_fn = lambda data, model: model\n",
    });
    const tried = home.spawn(process.execPath, [SLIPWAY, "serve", folder, "--port", "0"]);
    let said = "";
    tried.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    const url = await eventually("its address", 60, async () => /serves at (\S+)\./.exec(said)?.[1]);
    const answer = async (path: string) =>
      (
        await fetch(`${url}${path}`, {
          method: "POST",
          body: "[]",
          headers: { "content-type": "application/json" },
        })
      ).text();
    expect(await answer("/invocations")).toBe("1");
    projects.write("tried", {
      "inference.py": "model_fn = lambda folder: 2\npredict_fn = lambda data, model: model\n",
    });
    await eventually("a reload", 60, async () =>
      (await answer("/endpoints/any/invocations")) === "2" ? true : undefined,
    );
    tried.kill("SIGINT");
    expect(await once(tried, "close")).toEqual([0, null]);
  });

  /** What a program of the SDK found, in its last line. */
  async function said(major: "2" | "3") {
    const { python } = await pythonEnv(`sagemaker-${major}`);
    const folder = mkdtempSync(join(projects.folder, `v${major}-`));
    const boosted = join(folder, "model.ubj");
    const train =
      "import sys, xgboost, numpy as np; X = np.array([[1., 2.], [3., 4.], [5., 6.]] * 10); xgboost.train({'max_depth': 3}, xgboost.DMatrix(X, X.sum(1)), 10).save_model(sys.argv[1])";
    await ok(home.python("-c", train, boosted));
    const program = join(ROOT, `test/serving/programs/sdk_v${major}.py`);
    const found = await saidBy(home, tools, { python, program, folder, env: { BOOSTED: boosted } });
    return found.said;
  }

  test("the SageMaker SDK's: an estimator's, models with code beside them and in their archive, all its serializers, a transform", async () => {
    const found = await said("2");
    expect(found).toMatchObject({
      numpy: [21, 43],
      json: [21, 43],
      csv: [["21.0"], ["43.0"]],
      transform: { sum: 6, model: ["weights.json"] },
      batch: [1, 5],
    });
    expect(found.boosted[1]).toBeCloseTo(found.libsvm[1], 5);
    expect(found.torch).toMatch(
      /torch_serving\.py needs PyTorch, which python .* cannot import: pip install torch/,
    );
  });

  test("and v3's, built of an image, an archive and a folder of code", async () => {
    expect(await said("3")).toEqual({ json: [42, 86], type: "application/json" });
  });
});
