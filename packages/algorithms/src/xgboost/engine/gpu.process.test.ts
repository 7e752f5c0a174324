import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ContainerFixture } from "../../testing/container-fixture.ts";

let fixture: ContainerFixture;
beforeEach(() => {
  fixture = new ContainerFixture();
});
afterEach(() => fixture.remove());

/** A stand-in for a Python with XGBoost: it notes what it is told to train, and leaves a model. */
function standIn(answer: {
  readonly xgboost: string;
  readonly cuda: boolean | null;
}): Readonly<Record<string, string>> {
  const program = join(fixture.root, "venv/bin/python");
  const told = JSON.stringify({ executable: program, folders: [], ...answer });
  fixture.write(
    "venv/bin/python",
    `#!/bin/sh
case "$2" in
  *xgb.train*) head -n 1 >${fixture.root}/told; cat >/dev/null
    echo "$CUDA_VISIBLE_DEVICES" >${fixture.root}/devices
    mkdir -p ${fixture.root}/model; echo model >${fixture.root}/model/xgboost-model ;;
  *) printf '%s' '${told}' ;;
esac
`,
  );
  chmodSync(program, 0o755);
  return { VIRTUAL_ENV: join(fixture.root, "venv") };
}

function withJob(hyperparameters: Readonly<Record<string, string>>): void {
  fixture.hyperparameters({ num_round: "2", ...hyperparameters }).channels({ train: "text/csv" });
  fixture.write("input/data/train/part", "1,2\n0,3\n");
}
const WITH_GPU = { NVIDIA_VISIBLE_DEVICES: "GPU-a", CUDA_VISIBLE_DEVICES: "0" };
const WITHOUT = { NVIDIA_VISIBLE_DEVICES: "void", CUDA_VISIBLE_DEVICES: "-1" };

test.each([
  ["3.2.0", { device: "cuda" }, { device: "cuda" }],
  ["3.2.0", { tree_method: "gpu_hist", predictor: "gpu_predictor" }, { tree_method: "hist", device: "cuda" }],
  ["1.7.6", { tree_method: "gpu_hist", use_dask_gpu_training: "true" }, { tree_method: "gpu_hist" }],
])("XGBoost %s trains on the job's GPU: %j", async (xgboost, given, told) => {
  withJob(given);
  const python = standIn({ xgboost, cuda: true });
  const { exitCode, stderr } = await fixture.run(["xgboost", "train"], { ...python, ...WITH_GPU });
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(JSON.parse(fixture.read("told")).parameters).toEqual({ ...told, eval_metric: ["rmse"] });
  expect(fixture.read("devices")).toBe("0\n");
});

test.each([
  [
    "the job has none: an instance type with GPUs, such as ml.g5.xlarge, asks for one; use cpu",
    { cuda: true, ...WITHOUT },
  ],
  ["XGBoost 3.2.0 of .*python is built without CUDA; use cpu", { cuda: false, ...WITH_GPU }],
  [
    "training runs on CPUs where no Python here can import an XGBoost that is built with CUDA; use cpu",
    { cuda: true, ...WITH_GPU, SLIPWAY_XGBOOST_ENGINE: "slipway" },
  ],
])(
  "A GPU that cannot be had is refused before anything is read: %s",
  async (why, { cuda, ...environment }) => {
    withJob({ device: "cuda" });
    const python = standIn({ xgboost: "3.2.0", cuda });
    const { exitCode } = await fixture.run(["xgboost", "train"], { ...python, ...environment });
    expect(exitCode).toBe(1);
    expect(fixture.read("output/failure")).toMatch(
      new RegExp(`^SLIP-XGB-003: device=cuda needs a GPU, and ${why}`),
    );
  },
);
