import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TreeModel } from "../../../packages/algorithms/src/xgboost/model/model.ts";
import { parseModel } from "../../../packages/algorithms/src/xgboost/model/parse-model.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";
import type { DrawnCase } from "./drawn-case.ts";

/** All tasks in one process; a file that XGBoost refuses is an answer too. */
const DRIVER = `
import json, sys, warnings
import numpy as np
import sklearn.metrics as skl
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


def classes(scores):
    return scores.argmax(axis=1) if scores.ndim > 1 else (scores > 0).astype(int)


# As SageMaker's container computes them, from margins and without weights.
OWN = {
    "accuracy": lambda labels, scores: skl.accuracy_score(labels, classes(scores)),
    "balanced_accuracy": lambda labels, scores: skl.balanced_accuracy_score(labels, classes(scores)),
    "f1": lambda labels, scores: skl.f1_score(labels, classes(scores), average="macro"),
    "f1_macro": lambda labels, scores: skl.f1_score(labels, classes(scores), average="macro"),
    "precision": lambda labels, scores: skl.precision_score(labels, classes(scores)),
    "recall": lambda labels, scores: skl.recall_score(labels, classes(scores)),
    "mse": skl.mean_squared_error,
    "r2": skl.r2_score,
}


def train(task, data):
    parameters = dict(task["parameters"], nthread=1, tree_method="hist")
    metrics = task["metrics"]
    theirs = [name for name in metrics if name not in OWN]
    own = [name for name in metrics if name in OWN]
    if theirs:
        parameters["eval_metric"] = theirs
    elif own:
        parameters["disable_default_eval_metric"] = 1
    evals = [(data, "train")]
    callbacks = []
    if task["validation"]:
        evals.append((xgb.DMatrix(task["validation"]), "validation"))
    if task["patience"]:
        last = metrics[-1]
        maximize = last in OWN and last != "mse" or last in ("auc", "aucpr")
        callbacks.append(xgb.callback.EarlyStopping(task["patience"], last, "validation", maximize, True))
    current = [None]

    def evaluate(_, matrix):
        scores = current[0].predict(matrix, output_margin=True)
        return [(name, float(OWN[name](matrix.get_label(), scores))) for name in own]

    class Watch(xgb.callback.TrainingCallback):
        def before_training(self, model):
            current[0] = model
            return model

    extra = {"custom_metric": evaluate} if own else {}
    log = {}
    model = xgb.train(parameters, data, task["rounds"], evals=evals, evals_result=log, verbose_eval=False, callbacks=[Watch()] + callbacks, **extra)
    return model, {f"{name}-{metric}": plain(values) for name, values_of in log.items() for metric, values in values_of.items()}


xgb.set_config(verbosity=0)
for line in sys.stdin:
    task = json.loads(line)
    try:
        data = xgb.DMatrix(task["uri"])
        if task["moved"]:
            move_weights(data, task["step"], task["moved"])
        model, log = train(task, data)
        model.save_model(task["model"])
        answer = {"columns": data.num_col(), "predictions": plain(model.predict(data).flatten()), "log": log}
    except Exception as error:
        answer = {"refused": str(error).split("Stack trace")[0]}
    print(json.dumps(answer), flush=True)
`;

/** Exponentials and logarithms of the two engines differ in their last digits: this share of a gradient at most. */
const STEP = 2 ** -21;

export interface RealTask {
  readonly drawn: DrawnCase;
  readonly folder: string;
  readonly model: string;
  /** Not 0: each row's weight is up to a step larger or smaller, as drawn by this number. */
  readonly moved: number;
}

export interface RealAnswer {
  readonly refused?: string;
  readonly columns: number;
  /** Null: infinite, or not a number. */
  readonly predictions: readonly (number | null)[];
  /** Values by round of each metric of each data set, as `train-rmse`. */
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

function lineOf({ drawn, folder, model, moved }: RealTask): string {
  const {
    num_round,
    csv_weights: _,
    eval_metric,
    early_stopping_rounds,
    ...parameters
  } = drawn.hyperparameters;
  const uri = (channel: string, options: string): string =>
    `${fileOf(folder, channel)}?format=${drawn.format === "csv" ? `csv&label_column=0${options}` : "libsvm"}`;
  const metrics = eval_metric?.split(",") ?? [];
  return JSON.stringify({
    uri: uri("train", drawn.training.readerOptions),
    validation: drawn.validation ? uri("validation", drawn.validation.readerOptions) : null,
    parameters,
    metrics,
    // Without a metric of its own nothing stops a job.
    patience: metrics.length > 0 ? Number(early_stopping_rounds ?? 0) : 0,
    rounds: Number(num_round),
    model,
    moved,
    step: STEP,
  });
}

/** The file of a channel. */
export const fileOf = (folder: string, channel: string): string => join(folder, channel, "data.txt");

export const readTrees = (path: string): TreeModel => parseModel(readFileSync(path), path) as TreeModel;
