import { once } from "node:events";
import { cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ContainerFixture } from "../../../packages/algorithms/src/testing/container-fixture.ts";
import { readChannel } from "../../../packages/algorithms/src/xgboost/data/read-channel.ts";
import { parseModel } from "../../../packages/algorithms/src/xgboost/model/parse-model.ts";
import { Scorer } from "../../../packages/algorithms/src/xgboost/model/scorer.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";

const ABALONE = fileURLToPath(new URL("../../../examples/abalone/data", import.meta.url));
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

let fixture: ContainerFixture;
beforeEach(() => {
  fixture = new ContainerFixture();
  cpSync(ABALONE, join(fixture.root, "input/data"), { recursive: true });
  fixture.channels({ train: "text/libsvm", validation: "text/libsvm" });
});
afterEach(() => fixture.remove());

describe.each([
  ["main", "3.2.0"],
  ["xgboost-1.7", "1.7.6"],
] as const)("training with real XGBoost of the environment %s", (name, version) => {
  let environment: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const { python } = await pythonEnv(name);
    environment = { VIRTUAL_ENV: dirname(dirname(python)), SLIPWAY_XGBOOST_ENGINE: "xgboost" };
  });

  const train = (hyperparameters: Readonly<Record<string, string>>) => {
    fixture.hyperparameters(hyperparameters);
    return fixture.run(["xgboost", "train"], environment);
  };
  const model = () => parseModel(readFileSync(join(fixture.root, "model/xgboost-model")), "xgboost-model");

  test("prints the same lines as our engine and leaves a model that our scorer serves", async () => {
    const { exitCode, stdout } = await train(HYPERPARAMETERS);
    expect(exitCode).toBe(0);
    const lines = stdout.trim().split("\n");
    expect(lines[0]).toMatch(new RegExp(`^Engine: xgboost ${version.replaceAll(".", "\\.")} \\(python /`));
    const metrics = lines.filter((line) =>
      /^\[\d+\]\ttrain-rmse:\d+\.\d{5}\tvalidation-rmse:\d+\.\d{5}$/.test(line),
    );
    expect(metrics).toHaveLength(50);
    const said = Number(metrics.at(-1)?.split(":").at(-1));
    const folder = join(ABALONE, "validation");
    const data = await readChannel({ name: "validation", folder, format: "libsvm", weighted: false });
    const scores = new Scorer(model()).score(data);
    const squares = data.labels.map((label, row) => (label - (scores[row] as number)) ** 2);
    expect(Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / data.rows)).toBeCloseTo(said, 4);
    expect(JSON.parse(fixture.read("output/.slipway/facts.json")).engine).toBe(
      lines[0]?.slice("Engine: ".length),
    );
  });

  test("computes SageMaker's own metrics, and stops early by the last one", async () => {
    const { exitCode, stdout } = await train({
      ...HYPERPARAMETERS,
      eta: "1",
      gamma: "0",
      num_round: "200",
      early_stopping_rounds: "4",
      eval_metric: "mae,r2",
    });
    expect(exitCode).toBe(0);
    const values = [...stdout.matchAll(/validation-r2:(\S+)/g)].map(([, value]) => Number(value));
    const best = values.indexOf(Math.max(...values));
    expect(values.length).toBe(best + 5);
    const saved = model();
    expect(saved.kind === "trees" && saved.trees).toHaveLength(best + 1);
  });

  test("passes on what only real XGBoost can do", async () => {
    const { exitCode } = await train({ num_round: "3", booster: "dart", rate_drop: "0.5", one_drop: "1" });
    expect(exitCode).toBe(0);
    expect(model()).toMatchObject({ kind: "trees", treeWeights: expect.any(Array) });
  });

  test("says what XGBoost says when it cannot go on", async () => {
    const { exitCode } = await train({ num_round: "3", updater: "no_such_updater" });
    expect(exitCode).toBe(1);
    expect(fixture.read("output/failure")).toMatch(/^SLIP-XGB-009: \w*Error: .*no_such_updater/s);
  });

  test("ends when it is asked to, with the model if that was wished for", async () => {
    fixture.hyperparameters({ ...HYPERPARAMETERS, num_round: "100000", save_model_on_termination: "true" });
    const child = fixture.spawn(["xgboost", "train"], environment);
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("[3]\t") && !child.killed) child.kill("SIGTERM");
    });
    const [exitCode] = await once(child, "close");
    expect(exitCode).toBe(143);
    expect(model().kind).toBe("trees");
  });
});

test("Abalone with ten seeds is learned to a mean error of 2.31 at most", async () => {
  const { python } = await pythonEnv();
  const environment = { VIRTUAL_ENV: dirname(dirname(python)), SLIPWAY_XGBOOST_ENGINE: "xgboost" };
  const errors: number[] = [];
  for (let seed = 0; seed < 10; seed++) {
    fixture.hyperparameters({ ...HYPERPARAMETERS, seed: String(seed) });
    const { stdout } = await fixture.run(["xgboost", "train"], environment);
    errors.push(Number(/validation-rmse:(\S+)\s*$/.exec(stdout)?.[1]));
  }
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThanOrEqual(2.31);
});
