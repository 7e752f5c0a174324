import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Table } from "./table.ts";

const DRIVER = `
import json, sys
import numpy as np
import xgboost as xgb

task = json.load(sys.stdin)
rows = np.array(task["rows"], dtype=np.float32)
data = xgb.DMatrix(rows, label=task.get("labels"), weight=task.get("weights"))
answer = {"version": xgb.__version__}
if "parameters" in task:
    model = xgb.train(dict(task["parameters"], nthread=1), data, task["rounds"])
    for path in task["save"]:
        model.save_model(path)
else:
    model = xgb.Booster({"nthread": 1})
    model.load_model(task["model"])
if task.get("metrics"):
    model.set_param("disable_default_eval_metric", 1)
    for name in task["metrics"]:
        model.set_param("eval_metric", name)
    said = model.eval(data, "data")
    answer["metrics"] = dict(part.split("-", 1)[1].rsplit(":", 1) for part in said.split()[1:])
answer["predictions"] = model.predict(data).astype(np.float64).tolist()
json.dump(answer, sys.stdout)
`;

export interface Answer {
  readonly predictions: readonly (number | readonly number[])[];
  /** As XGBoost prints them. */
  readonly metrics?: Readonly<Record<string, string>>;
}

/** Real XGBoost in a Python environment, asked one question a process. */
export class RealXgboost {
  readonly #python: string;

  constructor(python: string) {
    this.#python = python;
  }

  predict(model: string, table: Table, metrics: readonly string[] = []): Promise<Answer> {
    return this.#ask({ ...jsonOf(table), model, metrics });
  }

  /** Trains, saves the model under each of `save`, and predicts its own training data. */
  train(
    table: Table,
    how: {
      readonly parameters: Readonly<Record<string, unknown>>;
      readonly rounds: number;
      readonly save: readonly string[];
    },
  ): Promise<Answer> {
    return this.#ask({ ...jsonOf(table), ...how });
  }

  async #ask(task: unknown): Promise<Answer> {
    const running = promisify(execFile)(this.#python, ["-c", DRIVER], { maxBuffer: 1 << 28 });
    running.child.stdin?.end(JSON.stringify(task));
    return JSON.parse((await running).stdout) as Answer;
  }
}

/** JSON knows no NaN; NumPy reads null as one. */
function jsonOf({ rows, labels, weights }: Table): Readonly<Record<string, unknown>> {
  return {
    rows: rows.map((row) => row.map((value) => (Number.isNaN(value) ? null : value))),
    labels,
    ...(weights ? { weights } : {}),
  };
}
