import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { codeFolders } from "@slipway/model/algorithms/script/code-folders.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { servedAs } from "./served-as.ts";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "slipway-served-as-")));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

type Files = Readonly<Record<string, string>>;

function found(files: Files, more: { environment?: Files; framework?: string } = {}) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const { environment = {}, framework } = more;
  const folders = { codes: codeFolders(root, environment), model: join(root, "model") };
  return servedAs(folders, { environment, framework });
}

const at = (name: string): string => join(root, name);

describe("how a model is served", () => {
  test("by inference.py of the model's archive, before the code that trained it", async () => {
    expect(
      await found({ "model/code/inference.py": "", "code/inference.py": "", "model/m.joblib": "" }),
    ).toEqual({
      ...{ form: "functions", code: at("model/code"), entry: "inference.py" },
    });
  });

  test("by inference.py of the code that trained it, and of the model's own folder", async () => {
    expect(await found({ "code/inference.py": "", "model/m.joblib": "" })).toMatchObject({
      code: at("code"),
    });
    rmSync(at("code"), { recursive: true });
    expect(await found({ "model/inference.py": "" })).toMatchObject({ code: at("model") });
  });

  test("by the program that is named, which code sent beside the model has first", async () => {
    const environment = { SAGEMAKER_PROGRAM: "serving.py" };
    expect(await found({ "code/serving.py": "", "model/code/serving.py": "" }, { environment })).toEqual({
      ...{ form: "functions", code: at("code"), entry: "serving.py" },
    });
    for (const name of ["other.py", "../serving.py", "/etc/passwd"])
      await expect(found({}, { environment: { SAGEMAKER_PROGRAM: name } })).rejects.toThrow(
        `SAGEMAKER_PROGRAM is ${name}, and neither the model's archive nor its code has that file`,
      );
  });

  test("by what SLIPWAY_SERVE says, an application or a command", async () => {
    const files = { "code/inference.py": "" };
    expect(await found(files, { environment: { SLIPWAY_SERVE: "pkg.app:make.app" } })).toEqual({
      ...{ form: "application", code: at("code"), entry: "pkg.app:make.app" },
    });
    expect(await found(files, { environment: { SLIPWAY_SERVE: "node server.js --port $PORT" } })).toEqual({
      ...{ form: "command", code: at("code") },
      command: ["/bin/sh", "-c", "exec node server.js --port $PORT"],
    });
  });

  test("by a program named serve", async () => {
    expect(await found({ "code/serve": "#!/bin/sh", "model/m.joblib": "" })).toMatchObject({
      ...{ form: "command", command: [at("code/serve")] },
    });
  });

  test("by the one file of code that has the functions, before a model that needs none", async () => {
    const files = {
      "code/train.py": "import os\n\ndef model_fn(model_dir):\n",
      "code/other.py": "",
      "model/m.pkl": "",
    };
    expect(await found(files)).toEqual({ form: "functions", code: at("code"), entry: "train.py" });
    await expect(found({ "code/other.py": "def transform_fn(" })).rejects.toThrow(
      "other.py and train.py both have a model_fn or transform_fn; SAGEMAKER_PROGRAM says which is meant",
    );
  });

  test.each<[string, Files, object]>([
    ["MLflow's folder", { "model/MLmodel": "" }, { form: "mlflow", entry: "" }],
    ["one below a name", { "model/a/MLmodel": "", "model/x.txt": "" }, { form: "mlflow", entry: "a" }],
    ["joblib", { "model/a.joblib": "", "model/columns.json": "" }, { form: "joblib", entry: "a.joblib" }],
    ["pickle", { "model/a.pkl": "" }, { form: "joblib", entry: "a.pkl" }],
    ["XGBoost's binary", { "model/xgboost-model": "" }, { form: "xgboost" }],
    ["XGBoost's UBJSON", { "model/a.ubj": "" }, { form: "xgboost" }],
    ["XGBoost's JSON", { "model/model.json": '{"learner":{' }, { form: "xgboost" }],
    ["ONNX", { "model/net.onnx": "" }, { form: "onnx", entry: "net.onnx" }],
    ["TorchScript", { "model/model.pt": "" }, { form: "functions", entry: "", framework: "torch" }],
    [
      "the one called model of several",
      { "model/model.joblib": "", "model/scaler.joblib": "" },
      { form: "joblib", entry: "model.joblib" },
    ],
  ])("without code: %s", async (_, files, expected) => {
    expect(await found(files)).toMatchObject(expected);
  });

  test("not at all, with what is there and what would do", async () => {
    await expect(found({ "model/weights.bin": "" })).rejects.toThrow(
      "the model holds weights.bin, and neither it nor its code has an inference.py, a program named serve, an MLmodel, or a file *.joblib",
    );
    await expect(found({ "model/a.joblib": "", "model/b.joblib": "" })).rejects.toThrow(
      "a.joblib, b.joblib are models each; an inference.py with model_fn says what is served",
    );
  });
});
