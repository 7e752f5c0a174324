import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@slipway/lib/testing/free-port.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ContainerFixture } from "../testing/container-fixture.ts";
import { readChannel } from "./data/read-channel.ts";
import { parseModel } from "./model/parse-model.ts";

const ABALONE = fileURLToPath(new URL("../../../../examples/abalone/data", import.meta.url));
/** Those of examples/abalone/training.yaml. */
const HYPERPARAMETERS = {
  max_depth: "5",
  eta: "0.2",
  gamma: "4",
  min_child_weight: "6",
  subsample: "0.7",
  objective: "reg:squarederror",
  num_round: "50",
  verbosity: "1",
};
const BUILT_IN = { SLIPWAY_XGBOOST_ENGINE: "slipway" };

let fixture: ContainerFixture;
beforeEach(() => {
  fixture = new ContainerFixture();
});
afterEach(() => fixture.remove());

function withAbalone(hyperparameters: Readonly<Record<string, string>> = HYPERPARAMETERS): void {
  cpSync(ABALONE, join(fixture.root, "input/data"), { recursive: true });
  fixture.hyperparameters(hyperparameters).channels({ train: "text/libsvm", validation: "text/libsvm" });
}

describe("training in a container", () => {
  test("leaves a model, metric lines and the engine's name", async () => {
    withAbalone();
    const { exitCode, stdout } = await fixture.run(["xgboost", "train"], BUILT_IN);
    expect(exitCode).toBe(0);
    const lines = stdout.trim().split("\n");
    expect(lines[0]).toMatch(/^Engine: slipway-gbdt \d/);
    expect(lines).toContain("Train matrix has 2922 rows and 9 columns");
    // SageMaker's metric definition, whose log pipeline writes tabs as #011.
    const definition = /.*\[[0-9]+\].*#011validation-rmse:(\S+)/;
    expect(definition.exec((lines.at(-1) ?? "").replaceAll("\t", "#011"))?.[1]).toMatch(/^2\.\d{5}$/);
    expect(
      lines.filter((line) => /^\[\d+\]\ttrain-rmse:\d+\.\d{5}\tvalidation-rmse:/.test(line)),
    ).toHaveLength(50);
    expect(JSON.parse(fixture.read("output/.slipway/facts.json")).engine).toMatch(/^slipway-gbdt/);
    expect(fixture.has("output/failure")).toBe(false);
    const model = parseModel(Buffer.from(fixture.read("model/xgboost-model")), "xgboost-model");
    expect(model).toMatchObject({ kind: "trees", objective: "reg:squarederror", columns: 9 });
  });

  describe("with channels in Pipe mode", () => {
    const config = (ContentType: string) => ({ ContentType, TrainingInputMode: "Pipe" });
    const given = (train: object) =>
      fixture
        .hyperparameters({ ...HYPERPARAMETERS, num_round: "2" })
        .write("input/config/inputdataconfig.json", JSON.stringify({ train }));

    test("reads CSV from the first epoch's pipe", async () => {
      given(config("text/csv")).write("input/data/rows", "1,2,3\n4,5,6\n");
      const [rows, pipe] = ["rows", "train_0"].map((name) => join(fixture.root, "input/data", name));
      execFileSync("mkfifo", [pipe ?? ""]);
      const feeder = spawn("/bin/sh", ["-c", 'cat "$0" >"$1"', rows ?? "", pipe ?? ""]);
      const { exitCode, stdout } = await fixture.run(["xgboost", "train"], BUILT_IN);
      feeder.kill();
      expect(exitCode).toBe(0);
      expect(stdout).toContain("Train matrix has 2 rows and 2 columns");
    });

    test("says of libsvm what SageMaker's container says", async () => {
      given(config("text/libsvm"));
      await fixture.run(["xgboost", "train"], BUILT_IN);
      expect(fixture.read("output/failure")).toContain("Pipe mode not supported for LibSVM.");
    });
  });

  test("stops early and keeps the best round", async () => {
    withAbalone({
      ...HYPERPARAMETERS,
      eta: "1",
      gamma: "0",
      num_round: "200",
      eval_metric: "rmse",
      early_stopping_rounds: "3",
    });
    const { exitCode, stdout } = await fixture.run(["xgboost", "train"], BUILT_IN);
    expect(exitCode).toBe(0);
    const values = [...stdout.matchAll(/validation-rmse:(\S+)/g)].map(([, value]) => Number(value));
    const best = values.indexOf(Math.min(...values));
    expect(values).toHaveLength(best + 4);
    const model = parseModel(Buffer.from(fixture.read("model/xgboost-model")), "xgboost-model");
    expect(model.kind === "trees" && model.trees).toHaveLength(best + 1);
    expect(model.attributes["best_iteration"]).toBe(String(best));
  });

  test.each<[string, () => void]>([
    ["SLIP-XGB-001: etta is not a hyperparameter", () => withAbalone({ ...HYPERPARAMETERS, etta: "1" })],
    [
      "SLIP-XGB-003: booster=dart needs real XGBoost",
      () => withAbalone({ ...HYPERPARAMETERS, booster: "dart" }),
    ],
    [
      "SLIP-XGB-004: the job has no channel named train; its channels: training",
      () => fixture.hyperparameters(HYPERPARAMETERS).channels({ training: "text/csv" }),
    ],
    [
      "SLIP-XGB-006: channel train, part, line 1: expected index:value",
      () => {
        fixture.hyperparameters(HYPERPARAMETERS).channels({ train: "text/libsvm" });
        fixture.write("input/data/train/part", "1 2 3\n");
      },
    ],
    [
      "SLIP-XGB-007: channel train: row 1 has the label 16, but binary:logistic needs one that is between 0 and 1",
      () => withAbalone({ ...HYPERPARAMETERS, objective: "binary:logistic" }),
    ],
  ])("fails with %s", async (sentence, arrange) => {
    arrange();
    const { exitCode, stderr } = await fixture.run(["xgboost", "train"], BUILT_IN);
    expect(exitCode).toBe(1);
    expect(fixture.read("output/failure")).toContain(sentence);
    expect(stderr).toContain(sentence);
    expect(fixture.has("model/xgboost-model")).toBe(false);
  });

  test("does as the version of the image that the job names", async () => {
    withAbalone({ ...HYPERPARAMETERS, silent: "0", num_round: "1" });
    const of = (tag: string) =>
      fixture.run(["xgboost", "train"], { ...BUILT_IN, SLIPWAY_TRAINING_IMAGE: `sagemaker-xgboost:${tag}` });
    expect((await of("1.0-1-cpu-py3")).exitCode).toBe(0);
    expect((await of("1.7-1")).exitCode).toBe(1);
    expect(fixture.read("output/failure")).toContain(
      "SLIP-XGB-001: Extraneous hyperparameter found: silent (the image is of XGBoost 1.7,",
    );
  });

  test("ends when it is asked to, and saves the model if that was wished for", async () => {
    withAbalone({ ...HYPERPARAMETERS, num_round: "100000", save_model_on_termination: "true" });
    const child = fixture.spawn(["xgboost", "train"], BUILT_IN);
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("[3]\t") && !child.killed) child.kill("SIGTERM");
    });
    const [exitCode] = await once(child, "close");
    expect(exitCode).toBe(143);
    expect(existsSync(join(fixture.root, "model/xgboost-model"))).toBe(true);
    expect(fixture.has("output/failure")).toBe(false);
  });
});

describe("Abalone with the example's hyperparameters and ten seeds", () => {
  test("is learned as well as XGBoost learns it", async () => {
    const { Booster } = await import("./gbdt/booster.ts");
    const { Hyperparameters } = await import("./hyperparameters/hyperparameters.ts");
    const { planTraining } = await import("./hyperparameters/training-plan.ts");
    const read = (name: string) =>
      readChannel({ name, folder: join(ABALONE, name), format: "libsvm", weighted: false });
    const [training, validation] = [await read("train"), await read("validation")];
    const errors = Array.from({ length: 10 }, (_, seed) => {
      const plan = planTraining(new Hyperparameters({ ...HYPERPARAMETERS, seed: String(seed) }));
      const booster = new Booster({ training, validation }, plan);
      for (let round = 0; round < 50; round++) booster.addRound();
      const margins = booster.validation?.margins ?? new Float32Array();
      return validation.labels.map((label, row) => (label - (margins[row] ?? 0)) ** 2);
    });
    const rmse = (squares: Float32Array) =>
      Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
    expect(errors.reduce((sum, squares) => sum + rmse(squares), 0) / 10).toBeLessThanOrEqual(2.31);
    for (const squares of errors) expect(rmse(squares.subarray(0, 100))).toBeLessThanOrEqual(2.2);
  });
});

describe("serving in a container", () => {
  test("answers on the given port of loopback, and ends quietly", async () => {
    fixture.write(
      "model/xgboost-model",
      readFileSync(new URL("./model/testdata/xgboost-3.2.ubj", import.meta.url)),
    );
    const port = await freePort();
    const child = fixture.spawn(["xgboost", "serve"], { SAGEMAKER_BIND_TO_PORT: String(port) });
    await once(child.stdout, "data");
    expect((await fetch(`http://127.0.0.1:${port}/ping`)).status).toBe(200);
    child.kill("SIGTERM");
    const [exitCode] = await once(child, "close");
    expect(exitCode).toBe(0);
  });

  test("says why it cannot: no model, or a request for what is not supported", async () => {
    const { exitCode, stderr } = await fixture.run(["xgboost", "serve"]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("SLIP-XGB-008: the model folder")]);
    const other = await fixture.run(["xgboost", "serve"], { SAGEMAKER_INFERENCE_OUTPUT: "probability" });
    expect(other.stderr).toContain("SLIP-XGB-003: SAGEMAKER_INFERENCE_OUTPUT is not supported");
  });
});
