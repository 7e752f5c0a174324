import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ServedModel } from "./testing/served-model.ts";
import { ServingBench } from "./testing/serving-bench.ts";

const PATIENCE_MS = 60_000;
const BOOSTED = readFileSync(new URL("./xgboost/model/testdata/xgboost-3.2.ubj", import.meta.url));

const FACTOR = `
import os

def model_fn(model_dir):
    with open(os.path.join(model_dir, "factor")) as file:
        return float(file.read())

def transform_fn(model, data, content_type, accept):
    if data == "die":
        os._exit(1)
    return str(model * float(data)), "text/plain"
`;

const bench = ServingBench.forThisFile();

async function start(
  image: "xgboost" | "script",
  more: Readonly<Record<string, string>> = {},
): Promise<ServedModel> {
  return bench.start({ SAGEMAKER_MULTI_MODEL: "true", ...more }, image);
}

const urlOf = (name: string) => `/opt/ml/models/${name}/model`;
const load = (model: ServedModel, name: string) =>
  model.ask("/models", { method: "POST", body: JSON.stringify({ model_name: name, url: urlOf(name) }) });
const unload = (model: ServedModel, name: string) => model.ask(`/models/${name}`, { method: "DELETE" });
async function invoke(model: ServedModel, name: string, body: string, type = "text/csv") {
  const init = { method: "POST", body, headers: { "content-type": type } };
  const response = await model.ask(`/models/${name}/invoke`, init);
  return { status: response.status, text: await response.text() };
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/mms-container-apis.html */
describe("SageMaker's contract of many models", { timeout: PATIENCE_MS }, () => {
  test("by the built-in XGBoost: loads, lists, answers, unloads; 409, 404, 507, and 500 for what is no model", async () => {
    for (const name of ["a", "b"]) bench.fixture.write(`models/${name}/model/xgboost-model`, BOOSTED);
    mkdirSync(join(bench.fixture.root, "models/empty/model"), { recursive: true });
    const model = await start("xgboost", { SLIPWAY_MOST_MODELS: "1" });
    expect((await invoke(model, "a", "1,2")).status).toBe(404);
    expect((await load(model, "a")).status).toBe(200);
    expect((await load(model, "a")).status).toBe(409);
    expect((await load(model, "b")).status).toBe(507);
    expect(await (await model.ask("/models")).json()).toEqual({
      models: [{ modelName: "a", modelUrl: urlOf("a") }],
    });
    expect(await (await model.ask("/models/a")).json()).toEqual({ modelName: "a", modelUrl: urlOf("a") });
    expect((await model.ask("/models/b")).status).toBe(404);
    const answer = await invoke(model, "a", "1:2", "text/libsvm");
    expect([answer.status, answer.text]).toEqual([200, expect.stringMatching(/^\[?-?\d+\.\d+/)]);
    expect((await unload(model, "a")).status).toBe(200);
    expect((await unload(model, "a")).status).toBe(404);
    expect((await load(model, "empty")).status).toBe(500);
    expect((await load(model, "b")).status).toBe(200);
    expect((await model.ask("/models", { method: "POST", body: "{}" })).status).toBe(400);
    expect((await model.ask("/ping")).status).toBe(200);
  });

  test("by code of one's own: a program for each, whose end is no other's", async () => {
    bench.fixture.write("code/inference.py", FACTOR);
    for (const [name, factor] of [
      ["a", "2"],
      ["b", "3"],
    ] as const)
      bench.fixture.write(`models/${name}/model/factor`, factor);
    bench.fixture.write("models/bad/model/nothing", "");
    const model = await start("script");
    const loaded = await Promise.all(["a", "b", "bad"].map((name) => load(model, name)));
    expect(loaded.map(({ status }) => status)).toEqual([200, 200, 500]);
    expect(await loaded[2]?.json()).toEqual({
      message: expect.stringMatching(/inference\.py:5: FileNotFoundError/),
    });
    expect(await invoke(model, "a", "7", "application/json")).toEqual({ status: 200, text: "14.0" });
    expect(await invoke(model, "b", "7", "application/json")).toEqual({ status: 200, text: "21.0" });
    expect((await invoke(model, "a", "die", "application/json")).status).toBeGreaterThanOrEqual(500);
    expect(await invoke(model, "b", "1", "application/json")).toEqual({ status: 200, text: "3.0" });
    expect((await unload(model, "b")).status).toBe(200);
    expect((await invoke(model, "b", "1", "application/json")).status).toBe(404);
    expect(await model.stop()).toBe(0);
  });
});
