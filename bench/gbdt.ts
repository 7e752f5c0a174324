import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { randomStream } from "../packages/algorithms/src/random-stream.ts";
import type { Matrix } from "../packages/algorithms/src/xgboost/data/matrix.ts";
import { readChannel } from "../packages/algorithms/src/xgboost/data/read-channel.ts";
import { Booster } from "../packages/algorithms/src/xgboost/gbdt/booster.ts";
import { Hyperparameters } from "../packages/algorithms/src/xgboost/hyperparameters/hyperparameters.ts";
import { planTraining } from "../packages/algorithms/src/xgboost/hyperparameters/training-plan.ts";
import { pythonEnv } from "../scripts/python-env.ts";
import { median, table } from "./support/table.ts";

type Parameters = Readonly<Record<string, string>>;

interface Task {
  readonly name: string;
  readonly training: Matrix;
  readonly validation: Matrix;
  readonly parameters: Parameters;
  readonly rounds: number;
}

/** Root mean squared errors on the validation rows and seconds of a fit, one a seed. */
interface Outcome {
  readonly errors: readonly number[];
  readonly seconds: readonly number[];
}

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const ROWS = 90_000;
const VALIDATION_ROWS = 10_000;
const COLUMNS = 20;
const ABALONE = join(import.meta.dirname, "../examples/abalone/data");
/** Those of examples/abalone/training.yaml. */
const ABALONE_PARAMETERS = {
  max_depth: "5",
  eta: "0.2",
  gamma: "4",
  min_child_weight: "6",
  subsample: "0.7",
  objective: "reg:squarederror",
};

/** Our gradient boosting beside real XGBoost on one thread, in turns, seed by seed. */
export async function benchGbdt(): Promise<string> {
  const tasks = [await abalone(), madeUp()];
  const { python } = await pythonEnv();
  const rows: (string | number)[][] = [];
  for (const task of tasks) {
    const theirs = await fitTheirs(task, python);
    const ours = fitOurs(task);
    rows.push(...compared(task, ours, theirs));
  }
  return [
    "## Gradient boosting",
    "",
    `Slipway's engine beside XGBoost 3.2 (\`hist\`, one thread), ${SEEDS.length} seeds each, after one fit to warm up. A fit starts`,
    "from the matrix in memory and includes binning. Goals: mean RMSE within 1 %, warm fit of the large task at most 3 times XGBoost's time.",
    "",
    table(["task", "", "Slipway", "XGBoost", "ratio"], rows),
  ].join("\n");
}

function compared({ name, validation }: Task, ours: Outcome, theirs: Outcome): (string | number)[][] {
  const line = (what: string, one: number, other: number) => [
    name,
    what,
    one.toFixed(4),
    other.toFixed(4),
    (one / other).toFixed(3),
  ];
  const spread = (values: readonly number[]) =>
    Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
  return [
    line(`mean RMSE on ${validation.rows} rows`, mean(ours.errors), mean(theirs.errors)),
    line("its standard deviation", spread(ours.errors), spread(theirs.errors)),
    line("median seconds a fit", median(ours.seconds), median(theirs.seconds)),
  ];
}

async function abalone(): Promise<Task> {
  const read = (name: string) =>
    readChannel({ name, folder: join(ABALONE, name), format: "libsvm", weighted: false });
  return {
    name: "Abalone, 50 rounds",
    training: await read("train"),
    validation: await read("validation"),
    parameters: ABALONE_PARAMETERS,
    rounds: 50,
  };
}

/** Twenty normal columns, of which five make the label. */
function madeUp(): Task {
  const random = randomStream(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const label = ([a = 0, b = 0, c = 0, d = 0, e = 0]: readonly number[]) =>
    Math.sin(2 * a) + b * c + 0.5 * d * d + 0.3 * e + 0.3 * normal();
  const make = (rows: number): Matrix => {
    const values = Float32Array.from({ length: rows * COLUMNS }, normal);
    const rowOf = (row: number) => [...values.subarray(row * COLUMNS, row * COLUMNS + 5)];
    return {
      rows,
      columns: COLUMNS,
      offsets: Uint32Array.from({ length: rows + 1 }, (_, row) => row * COLUMNS),
      indices: Uint32Array.from(values, (_, entry) => entry % COLUMNS),
      values,
      labels: Float32Array.from({ length: rows }, (_, row) => label(rowOf(row))),
      weights: undefined,
    };
  };
  return {
    name: `${ROWS} rows x ${COLUMNS} columns, 100 rounds`,
    training: make(ROWS),
    validation: make(VALIDATION_ROWS),
    parameters: { max_depth: "6", eta: "0.3", subsample: "0.8" },
    rounds: 100,
  };
}

function fitOurs({ training, validation, parameters, rounds }: Task): Outcome {
  const fitWith = (seed: number) => {
    const hyperparameters = new Hyperparameters({
      ...parameters,
      num_round: String(rounds),
      seed: String(seed),
    });
    const start = performance.now();
    const booster = new Booster({ training, validation }, planTraining(hyperparameters));
    for (let round = 0; round < rounds; round++) booster.addRound();
    const seconds = (performance.now() - start) / 1000;
    const margins = booster.validation?.margins ?? new Float32Array();
    return { seconds, error: rootMeanSquare(margins, validation.labels) };
  };
  fitWith(-1);
  const fits = SEEDS.map(fitWith);
  return { errors: fits.map(({ error }) => error), seconds: fits.map(({ seconds }) => seconds) };
}

const SCRIPT = `
import json, sys, time
import numpy as np
import xgboost as xgb
from scipy.sparse import csr_matrix

task = json.loads(sys.stdin.buffer.readline())
take = lambda kind, length: np.frombuffer(sys.stdin.buffer.read(4 * length), dtype=kind)

def read(part):
    offsets, indices = take("<u4", part["rows"] + 1), take("<u4", part["entries"])
    values, labels = take("<f4", part["entries"]), take("<f4", part["rows"])
    shape = (part["rows"], task["columns"])
    return csr_matrix((values, indices.astype(np.int32), offsets.astype(np.int32)), shape=shape), labels

def tidy(rows):
    # Dense data goes in as users hand it over, without absent entries.
    return rows.toarray() if rows.nnz == rows.shape[0] * rows.shape[1] else rows

(rows, labels), (other_rows, other_labels) = [read(part) for part in task["parts"]]
rows, other_rows = tidy(rows), tidy(other_rows)

def fit(seed):
    start = time.perf_counter()
    data = xgb.DMatrix(rows, label=labels, nthread=1)
    parameters = dict(task["parameters"], seed=seed, nthread=1, tree_method="hist")
    model = xgb.train(parameters, data, task["rounds"])
    seconds = time.perf_counter() - start
    errors = model.predict(xgb.DMatrix(other_rows, nthread=1)) - other_labels
    return {"seconds": seconds, "error": float(np.sqrt(np.mean(errors.astype(np.float64) ** 2)))}

fit(99)
json.dump([fit(seed) for seed in task["seeds"]], sys.stdout)
`;

async function fitTheirs(task: Task, python: string): Promise<Outcome> {
  const running = promisify(execFile)(python, ["-c", SCRIPT]);
  const { stdin } = running.child;
  const { training, validation, parameters, rounds } = task;
  const parts = [training, validation].map(({ rows, indices }) => ({ rows, entries: indices.length }));
  stdin?.write(`${JSON.stringify({ parameters, rounds, seeds: SEEDS, columns: training.columns, parts })}\n`);
  for (const { offsets, indices, values, labels } of [training, validation]) {
    for (const array of [offsets, indices, values, labels]) {
      stdin?.write(Buffer.from(array.buffer, array.byteOffset, array.byteLength));
    }
  }
  stdin?.end();
  const fits = JSON.parse((await running).stdout) as readonly { seconds: number; error: number }[];
  return { errors: fits.map(({ error }) => error), seconds: fits.map(({ seconds }) => seconds) };
}

function rootMeanSquare(predictions: Float32Array, labels: Float32Array): number {
  return Math.sqrt(mean(Array.from(labels, (label, row) => ((predictions[row] ?? 0) - label) ** 2)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
