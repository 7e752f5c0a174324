import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import type { TreeModel } from "../../../packages/algorithms/src/xgboost/model/model.ts";
import { parseModel } from "../../../packages/algorithms/src/xgboost/model/parse-model.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";
import type { DrawnCase } from "./drawn-case.ts";

/** All tasks in one process; a file that XGBoost refuses is an answer too. */
const DRIVER = `
import json, sys, warnings
import numpy as np
import xgboost as xgb
warnings.filterwarnings("ignore")


def plain(values):
    # JSON knows no infinity: what ran away is null.
    return [float(value) if abs(value) < float("inf") else None for value in values]


def move_weights(data, step, seed):
    weights = data.get_weight()
    if len(weights) == 0:
        weights = np.ones(data.num_row(), np.float32)
    # Up to a step each, all of them different: equal moves would leave ties as they are.
    moves = np.random.default_rng(seed).uniform(-1.0, 1.0, len(weights))
    data.set_weight((weights * (1 + step * moves)).astype(np.float32))


xgb.set_config(verbosity=0)
for line in sys.stdin:
    task = json.loads(line)
    try:
        data = xgb.DMatrix(task["uri"])
        if task["moved"]:
            move_weights(data, task["step"], task["moved"])
        parameters = dict(task["parameters"], nthread=1, tree_method="hist")
        log = {}
        model = xgb.train(parameters, data, task["rounds"], evals=[(data, "train")], evals_result=log, verbose_eval=False)
        model.save_model(task["model"])
        answer = {"columns": data.num_col(), "predictions": plain(model.predict(data).flatten()), "log": {name: plain(values) for name, values in log["train"].items()}}
    except Exception as error:
        answer = {"refused": str(error).split("Stack trace")[0]}
    print(json.dumps(answer), flush=True)
`;

/** Our engine rounds gradients to 2^-25 of the sum of all (packed.ts): among 300 rows, to this share of a row's. */
const STEP = 2 ** -17;

export interface RealTask {
  readonly drawn: DrawnCase;
  readonly file: string;
  readonly model: string;
  /** Not 0: each row's weight is up to a step larger or smaller, as drawn by this number. */
  readonly moved: number;
}

export interface RealAnswer {
  readonly refused?: string;
  readonly columns: number;
  /** Null: infinite, or not a number. */
  readonly predictions: readonly (number | null)[];
  /** Values by round of each metric. */
  readonly log: Readonly<Record<string, readonly (number | null)[]>>;
}

/** What real XGBoost 3.2 answers to each task, in their order. */
export async function askReal(tasks: readonly RealTask[]): Promise<readonly RealAnswer[]> {
  if (tasks.length === 0) return [];
  const { python } = await pythonEnv();
  const running = promisify(execFile)(python, ["-c", DRIVER], { maxBuffer: 1 << 30 });
  running.child.stdin?.end(tasks.map((task) => `${lineOf(task)}\n`).join(""));
  const { stdout } = await running;
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as RealAnswer);
}

function lineOf({ drawn, file, model, moved }: RealTask): string {
  const { num_round: rounds, csv_weights: _, ...parameters } = drawn.hyperparameters;
  const format = drawn.format === "csv" ? `csv&label_column=0${drawn.readerOptions}` : "libsvm";
  const uri = `${file}?format=${format}`;
  return JSON.stringify({ uri, parameters, rounds: Number(rounds), model, moved, step: STEP });
}

export const readTrees = (path: string): TreeModel => parseModel(readFileSync(path), path) as TreeModel;
