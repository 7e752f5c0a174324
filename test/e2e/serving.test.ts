import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { eventually, Home, ok, ROOT, SLIPWAY } from "./support/home.ts";
import { saidBy } from "./support/said-by.ts";
import { type Programs, programs } from "./support/shell.ts";

/** The SDKs bring a gigabyte of packages, once. */
const FIRST_INSTALLATION_MS = 1_200_000;
const PATIENCE_MS = 600_000;

/** Asks an endpoint by boto3: prints status, type and body. */
const ASK = `
import boto3, json, sys
client = boto3.client("sagemaker-runtime")
try:
    found = client.invoke_endpoint(EndpointName=sys.argv[1], ContentType=sys.argv[2], Accept=sys.argv[3], Body=sys.argv[4])
    print(json.dumps([200, found["ContentType"], found["Body"].read().decode()]))
except client.exceptions.ModelError as error:
    print(json.dumps([error.response["OriginalStatusCode"], "", error.response["OriginalMessage"]]))
`;

const WINE = `
import joblib, json, os, sys
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
data = load_wine()
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(data.data, data.target)
joblib.dump(model, os.path.join(os.environ["SM_MODEL_DIR"], "wine.joblib"))
rows = data.data[::30]
print("ROWS " + json.dumps({"rows": rows.tolist(), "answers": model.predict(rows).tolist()}))
`;

describe("models that code of one's own left, served", { timeout: PATIENCE_MS }, () => {
  let home: Home;
  let tools: Programs;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "slipway-serving-e2e-"));
    for (const name of ["main", "sagemaker-2", "sagemaker-3"] as const) await pythonEnv(name);
    [home, tools] = await Promise.all([Home.withPython(), programs()]);
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    rmSync(scratch, { recursive: true, force: true });
    tools.remove();
    await home.down();
  });

  function project(name: string, files: Readonly<Record<string, string>>): string {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(scratch, name, path)), { recursive: true });
      writeFileSync(join(scratch, name, path), text);
    }
    return join(scratch, name);
  }

  async function ask(
    endpoint: string,
    body: unknown,
    type = "application/json",
    accept = "application/json",
  ) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const said = await ok(home.python("-c", ASK, endpoint, type, accept, text));
    return JSON.parse(said) as [number, string, string];
  }

  test("three commands from a train.py to a prediction, and a batch of the same model", async () => {
    await ok(home.slipway("train", "examples/hello-training", "--name", "spring", "--wait"));
    await ok(home.slipway("deploy", "spring"));
    const answers = JSON.parse(await ok(home.slipway("predict", "spring", "--data", "[0, 10]"))) as number[];
    expect(answers).toHaveLength(2);
    expect(await ask("spring", [0, 10])).toEqual([
      200,
      "application/json",
      JSON.stringify(answers).replace(",", ", "),
    ]);
    const rows = join(project("rows", { "rows.jsonl": "[0]\n[10]\n" }), "rows.jsonl");
    const asked = ["--input", rows, "--output", join(scratch, "answers"), "--strategy", "SingleRecord"];
    asked.push("--content-type", "application/json");
    await ok(home.slipway("batch", "spring", ...asked));
    const { stdout } = await home.run("cat", [join(scratch, "answers", "rows.jsonl.out")]);
    expect(
      stdout
        .trim()
        .split("\n")
        .flatMap((line) => JSON.parse(line) as number[]),
    ).toEqual(answers);
  });

  test("scikit-learn's without any code answers as scikit-learn does, to rows of every form", async () => {
    const folder = project("wine", { "train.py": WINE });
    await ok(home.slipway("train", folder, "--name", "wine", "--wait"));
    const log = await ok(home.slipway("logs", "wine"));
    const { rows, answers } = JSON.parse(/^ROWS (.*)$/m.exec(log)?.[1] ?? "") as {
      readonly rows: readonly (readonly number[])[];
      readonly answers: readonly number[];
    };
    await ok(home.slipway("deploy", "wine", "--instance-count", "2"));
    const told = JSON.stringify(answers).replaceAll(",", ", ");
    expect(await ask("wine", rows)).toEqual([200, "application/json", told]);
    expect((await ask("wine", { instances: rows }))[2]).toBe(told);
    const lines = rows.map((row) => JSON.stringify(row)).join("\n");
    const jsonLines = "application/jsonlines";
    expect((await ask("wine", lines, jsonLines, jsonLines))[2]).toBe(`${answers.join("\n")}\n`);
    const csv = rows.map((row) => row.join(",")).join("\n");
    expect(await ask("wine", csv, "text/csv", "text/csv")).toEqual([
      200,
      "text/csv",
      `${answers.join("\n")}\n`,
    ]);
    expect((await ask("wine", [[1]]))[0]).toBe(400);
    expect((await ask("wine", "x", "text/plain"))[0]).toBe(415);
  });

  test("a model that cannot be loaded fails with where its code failed and of what", async () => {
    const code = { "train.py": "import os; open(os.environ['SM_MODEL_DIR'] + '/m', 'w').write('1')" };
    const bad = "def model_fn(model_dir):\n    return open(model_dir + '/weights').read()\n";
    const folder = project("bad", { ...code, "inference.py": bad });
    await ok(home.slipway("train", folder, "--name", "bad", "--wait"));
    const { code: exit } = await home.slipway("deploy", "bad", "--name", "broken");
    expect(exit).not.toBe(0);
    expect(await ok(home.slipway("why", "endpoint/broken"))).toMatch(
      /inference\.py:2: FileNotFoundError:\s.*weights/,
    );
  });

  test("applications: WSGI's, and a command's own server", async () => {
    const app = `
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"wsgi " + environ["wsgi.input"].read()]
`;
    const server = `
import { createServer } from "node:http";
createServer((request, response) => response.setHeader("content-type", "text/plain").end("node " + request.url)).listen(process.env.PORT, "127.0.0.1");
`;
    const train = "import os; open(os.environ['SM_MODEL_DIR'] + '/m', 'w').write('1')";
    const folder = project("apps", { "train.py": train, "app.py": app, "server.mjs": server });
    await ok(home.slipway("train", folder, "--name", "apps", "--wait"));
    await ok(home.slipway("deploy", "apps", "--name", "wsgi", "--serve", "app:app"));
    expect(await ask("wsgi", "data", "text/plain", "text/plain")).toEqual([200, "text/plain", "wsgi data"]);
    await ok(home.slipway("deploy", "apps", "--name", "node", "--serve", `'${process.execPath}' server.mjs`));
    expect((await ask("node", "data", "text/plain"))[2]).toBe("node /invocations");
  });

  test("slipway serve tries a folder or a job, starts anew when a file changes, and ends with Ctrl-C", async () => {
    const folder = project("tried", {
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
    project("tried", {
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
    const folder = mkdtempSync(join(scratch, `v${major}-`));
    const boosted = join(folder, "model.ubj");
    const train =
      "import sys, xgboost, numpy as np; X = np.array([[1., 2.], [3., 4.], [5., 6.]] * 10); xgboost.train({'max_depth': 3}, xgboost.DMatrix(X, X.sum(1)), 10).save_model(sys.argv[1])";
    await ok(home.python("-c", train, boosted));
    const program = join(ROOT, `test/e2e/serving/sdk_v${major}.py`);
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
