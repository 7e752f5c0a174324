import { type ChildProcess, execFile, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MODEL_SERVER } from "../../../packages/algorithms/src/script/serve/program-files.ts";
import { ContainerFixture } from "../../../packages/algorithms/src/testing/container-fixture.ts";
import { ServedModel } from "../../../packages/algorithms/src/testing/served-model.ts";
import { freePort } from "../../../packages/lib/src/testing/free-port.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { HOSTILE_BODIES } from "./testdata/hostile-bodies.ts";

const run = promisify(execFile);
const FIRST_INSTALLATION_MS = 600_000;
const PATIENCE_MS = 180_000;

let python: string;
let fixture: ContainerFixture;
let served: ServedModel | undefined;
beforeAll(async () => {
  ({ python } = await pythonEnv("serving"));
}, FIRST_INSTALLATION_MS);
beforeEach(() => {
  fixture = new ContainerFixture();
});
afterEach(async () => {
  await served?.stop();
  served = undefined;
  fixture.remove();
});

/** Runs a program of the judges'; answers what it prints in its last line, as JSON. */
async function judge<T>(program: string): Promise<T> {
  const { stdout } = await run(python, ["-c", program, join(fixture.root, "model")], { cwd: fixture.root });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as T;
}

const start = async (more: Readonly<Record<string, string>> = {}): Promise<ServedModel> => {
  const PATH = `${dirname(python)}:${process.env["PATH"]}`;
  served = await ServedModel.start(fixture, {
    PATH,
    SLIPWAY_FAREWELL_SECONDS: "0",
    SAGEMAKER_MODEL_SERVER_WORKERS: "1",
    ...more,
  });
  return served;
};

const DATA = `
import json, os, sys
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
folder = sys.argv[1]
data, target = load_diabetes(return_X_y=True, as_frame=True)
model = LinearRegression().fit(data, target)
rows = data.head(3)
`;

describe("formats that need no code, beside their makers", { timeout: PATIENCE_MS }, () => {
  test("MLflow's model folder answers each form of input as MLflow's own server", async () => {
    const bodies = await judge<Readonly<Record<string, string>>>(`${DATA}
import mlflow
mlflow.sklearn.save_model(model, folder, signature=mlflow.models.infer_signature(data, target), input_example=rows, pip_requirements=[])
os.remove(os.path.join(folder, "requirements.txt"))
print(json.dumps({
    "split": json.dumps({"dataframe_split": rows.to_dict("split")}),
    "records": json.dumps({"dataframe_records": rows.to_dict("records")}),
    "instances": json.dumps({"instances": rows.to_dict("records")}),
    "inputs": json.dumps({"inputs": rows.to_dict("list")}),
    "array": json.dumps({"instances": rows.values.tolist()}),
    "two": json.dumps({"instances": [], "inputs": []}),
    "list": json.dumps(rows.values.tolist()),
    "csv": rows.to_csv(index=False),
    "broken": "{",
}))`);
    const theirs = await mlflowServer();
    try {
      const ours = await start();
      for (const [form, body] of Object.entries(bodies)) {
        const type = form === "csv" ? "text/csv" : "application/json";
        for (const contentType of [type, `${type}; charset=utf-8`, "text/plain"]) {
          const headers = { "content-type": contentType };
          const [status, text] = await theirs.ask(body, headers);
          const found = await ours.invoke(body, headers);
          const said = [form, contentType, found.status, inOrder(found.text)];
          expect(said).toEqual([form, contentType, status, inOrder(text)]);
        }
      }
    } finally {
      theirs.stop();
    }
  });

  /** Each Python has an order of its own for the names of a set, as it is printed. */
  const inOrder = (text: string): string =>
    text.replace(/\{('\w+'(?:, )?)+\}/g, (set) => `{${set.slice(1, -1).split(", ").sort().join(", ")}}`);

  /** What `mlflow models serve` starts. */
  async function mlflowServer() {
    const port = await freePort();
    const args = ["-m", "uvicorn", "--host", "127.0.0.1", "--port", String(port)];
    const env = {
      ...process.env,
      __pyfunc_model_path__: join(fixture.root, "model"),
      MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT: "60",
    };
    const child: ChildProcess = spawn(python, [...args, "mlflow.pyfunc.scoring_server.app:app"], {
      env,
      stdio: "ignore",
    });
    const url = `http://127.0.0.1:${port}`;
    while ((await fetch(`${url}/ping`).catch(() => undefined))?.status !== 200) await pause(100);
    return {
      async ask(body: string, headers: Readonly<Record<string, string>>): Promise<[number, string]> {
        const response = await fetch(`${url}/invocations`, { method: "POST", body, headers });
        return [response.status, await response.text()];
      },
      stop: () => child.kill("SIGKILL"),
    };
  }

  test("scikit-learn's file answers as the model does, to rows by position and by the names of columns", async () => {
    const { records, lists, csv, answers } = await judge<{
      readonly records: readonly object[];
      readonly lists: readonly (readonly number[])[];
      readonly csv: string;
      readonly answers: readonly number[];
    }>(`${DATA}
import joblib
os.makedirs(folder)
joblib.dump(model, os.path.join(folder, "regression.joblib"))
shuffled = rows[list(reversed(rows.columns))]
print(json.dumps({"records": shuffled.to_dict("records"), "lists": rows.values.tolist(), "csv": shuffled.to_csv(index=False), "answers": model.predict(rows).tolist()}))`);
    const model = await start();
    // Sums of floats depend on how many rows are multiplied at once.
    const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9));
    const answered = async (body: unknown, type?: string) => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const found = await model.invoke(text, { "content-type": type ?? "application/json" });
      return found.status === 200 ? JSON.parse(found.text) : found;
    };
    expect(await answered(lists)).toEqual(near(answers));
    expect(await answered(records)).toEqual(near(answers));
    expect(await answered({ instances: records })).toEqual(near(answers));
    expect(await answered(lists[0])).toEqual(near(answers.slice(0, 1)));
    expect(await answered(csv, "text/csv")).toEqual(near(answers));
    expect(await answered(lists.map((row) => row.join(",")).join("\n"), "text/csv")).toEqual(near(answers));
    expect(await answered([{ age: 1 }])).toMatchObject({ status: 400 });
    expect(model.output).toContain("Serving LinearRegression of regression.joblib");
  });

  test("a network in ONNX answers as the model that it was made of", async () => {
    const { lists, answers } = await judge<{
      readonly lists: readonly (readonly number[])[];
      readonly answers: readonly number[];
    }>(`${DATA}
import numpy
from skl2onnx import to_onnx
os.makedirs(folder)
with open(os.path.join(folder, "model.onnx"), "wb") as file:
    file.write(to_onnx(model, rows.values[:1].astype(numpy.float32)).SerializeToString())
print(json.dumps({"lists": rows.values.tolist(), "answers": model.predict(rows).tolist()}))`);
    const model = await start();
    for (const body of [lists, { inputs: lists }, { X: lists }]) {
      const found = await model.invoke(JSON.stringify(body));
      const numbers = (JSON.parse(found.text) as number[][]).flat();
      for (const [index, answer] of answers.entries()) expect(numbers[index]).toBeCloseTo(answer, 2);
    }
    expect(await model.invoke("[[1]]")).toMatchObject({ status: 400 });
  });
});

describe("bodies that are not what they say", { timeout: PATIENCE_MS }, () => {
  const MODELS = {
    "scikit-learn's, by names": `joblib.dump(model, os.path.join(folder, "regression.joblib"))`,
    "in ONNX": `open(os.path.join(folder, "model.onnx"), "wb").write(to_onnx(model, rows.values[:1].astype(numpy.float32)).SerializeToString())`,
  };

  test.each(Object.entries(MODELS))("are the client's fault to a model %s", async (_, saved) => {
    await judge(`${DATA}
import joblib, numpy
from skl2onnx import to_onnx
os.makedirs(folder)
${saved}
print("{}")`);
    const model = await start();
    for (const [type, bodies] of Object.entries(HOSTILE_BODIES))
      for (const body of bodies) {
        const { status, text } = await model.invoke(Buffer.from(body, "latin1"), { "content-type": type });
        const what = `${type} ${JSON.stringify(body.slice(0, 80))}: ${text}`;
        expect([status, what]).toEqual([400, what]);
      }
    expect(await model.invoke("{", { "content-type": "text/x-own" })).toMatchObject({ status: 415 });
    expect(model.output).not.toContain("Traceback");
  });

  test.each(["sklearn", "xgboost"])("are the client's fault to the functions of %s", async (framework) => {
    const types = framework === "xgboost" ? ["text/csv", "text/libsvm"] : Object.keys(HOSTILE_BODIES);
    const bodies = [...Object.entries(HOSTILE_BODIES), ["text/libsvm", LIBSVM] as const]
      .filter(([type]) => types.includes(type))
      .flatMap(([type, of]) => of.map((body) => [type, body]));
    fixture.write("bodies.json", JSON.stringify(bodies));
    const program = `
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from slipway_model_server.contents import is_text
from slipway_model_server.defaults import UnsupportedType, defaults_for
defaults = defaults_for(sys.argv[2])
def status(type, body):
    try:
        defaults.input_fn(body if is_text(type) else body.encode("latin-1"), type)
        return 200
    except UnsupportedType as error:
        return error.status
print(json.dumps([status(type, body) for type, body in json.load(open("bodies.json"))]))`;
    const interpreter = framework === "xgboost" ? (await pythonEnv()).python : python;
    const args = ["-c", program, dirname(MODEL_SERVER), framework];
    const { stdout } = await run(interpreter, args, { cwd: fixture.root });
    const statuses = JSON.parse(stdout) as readonly number[];
    expect(bodies.filter((_, index) => statuses[index] !== 400)).toEqual([]);
  });

  /** XGBoost's alone: columns are whole numbers from zero on that 32 bits hold. */
  const LIBSVM = [
    ...["1 -1:2", "1 -1:2 3:4", "1 1.5:2", "1 a:2", "1 1:", "1 :1", "1 1:x", ""],
    ...["1 2147483647:1", "1 4294967296:1", "1 9223372036854775807:1", `1 ${"9".repeat(30)}:1`],
  ];
});

describe("applications, by those who run them", { timeout: PATIENCE_MS }, () => {
  test("Flask's, with its errors its own", async () => {
    fixture.write(
      "model/code/web.py",
      `
import flask
app = flask.Flask(__name__)
@app.get("/ping")
def ping():
    return "pong"
@app.post("/invocations")
def invocations():
    return flask.jsonify(got=flask.request.get_json(), asked=flask.request.headers["X-Asked"])
`,
    );
    const model = await start({ SLIPWAY_SERVE: "web:app" });
    expect(await (await model.ask("/ping")).text()).toBe("pong");
    const headers = { "content-type": "application/json", "x-asked": "me" };
    expect(await model.invoke('{"a": [1]}', headers)).toEqual({
      ...{ status: 200, type: "application/json", text: '{"asked":"me","got":{"a":[1]}}\n' },
    });
    expect((await model.invoke("{", headers)).status).toBe(400);
    expect((await model.ask("/none")).status).toBe(404);
  });

  test("FastAPI's, which uvicorn serves", async () => {
    fixture.write(
      "model/code/web.py",
      `
import fastapi
app = fastapi.FastAPI()
@app.get("/ping")
async def ping():
    return {}
@app.post("/invocations")
async def invocations(rows: list[int]):
    return sum(rows)
`,
    );
    const model = await start({ SLIPWAY_SERVE: "web:app" });
    expect(await model.invoke("[1, 2]")).toMatchObject({ status: 200, text: "3" });
    expect(await model.invoke('["x"]')).toMatchObject({ status: 422 });
    expect(await model.stop()).toBe(0);
    served = undefined;
  });
});
