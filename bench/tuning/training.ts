import { join } from "node:path";
import { randomStream } from "../../packages/algorithms/src/random-stream.ts";
import type { Range, Values } from "../../packages/algorithms/src/tuning/space/range.ts";
import type { Matrix } from "../../packages/algorithms/src/xgboost/data/matrix.ts";
import { readChannel } from "../../packages/algorithms/src/xgboost/data/read-channel.ts";
import { Booster } from "../../packages/algorithms/src/xgboost/gbdt/booster.ts";
import { Hyperparameters } from "../../packages/algorithms/src/xgboost/hyperparameters/hyperparameters.ts";
import { planTraining } from "../../packages/algorithms/src/xgboost/hyperparameters/training-plan.ts";
import type { Task } from "./task.ts";

const ABALONE = join(import.meta.dirname, "../../examples/abalone/data");
const ROWS = 400;

/** Seven dimensions of all three types. */
const RANGES: readonly Range[] = [
  { type: "Continuous", name: "eta", min: 0.01, max: 1, scaling: "Logarithmic" },
  { type: "Integer", name: "num_round", min: 5, max: 60, scaling: "Linear" },
  { type: "Integer", name: "max_depth", min: 2, max: 8, scaling: "Linear" },
  { type: "Continuous", name: "min_child_weight", min: 0.1, max: 50, scaling: "Logarithmic" },
  { type: "Continuous", name: "subsample", min: 0.3, max: 1, scaling: "Linear" },
  { type: "Continuous", name: "lambda", min: 0.001, max: 100, scaling: "Logarithmic" },
  { type: "Categorical", name: "grow_policy", values: ["depthwise", "lossguide"] },
];

interface Data {
  readonly training: Matrix;
  readonly validation: Matrix;
}

/** Our gradient boosting on small tables, which it trains on in hundredths of a second. */
export async function trainingTasks(): Promise<readonly Task[]> {
  const read = (name: string) =>
    readChannel({ name, folder: join(ABALONE, name), format: "libsvm", weighted: false });
  const abalone = { training: firstRows(await read("train"), ROWS), validation: await read("validation") };
  const old = { training: relabelled(abalone.training), validation: relabelled(abalone.validation) };
  return [
    task("XGBoost: Abalone, RMSE", abalone, { objective: "reg:squarederror" }),
    task("XGBoost: Abalone over 9 rings, log loss", old, { objective: "binary:logistic" }),
    task("XGBoost: Friedman 1, RMSE", friedman(), { objective: "reg:squarederror" }),
  ];
}

function task(name: string, data: Data, fixed: Readonly<Record<string, string>>): Task {
  const loss = fixed["objective"] === "binary:logistic" ? logLoss : squaredError;
  return {
    name,
    ranges: RANGES,
    loss: (values) => loss(margins(data, { ...fixed, ...texts(values) }), data.validation.labels),
  };
}

function texts(values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function margins(data: Data, parameters: Readonly<Record<string, string>>): Float32Array {
  const booster = new Booster(
    data,
    planTraining(new Hyperparameters({ ...parameters, tree_method: "hist", seed: "1" })),
  );
  for (let round = 0; round < Number(parameters["num_round"]); round++) booster.addRound();
  return booster.validation?.margins ?? new Float32Array();
}

function squaredError(predictions: Float32Array, labels: Float32Array): number {
  return Math.sqrt(mean(labels, (label, row) => ((predictions[row] as number) - label) ** 2));
}

function logLoss(predictions: Float32Array, labels: Float32Array): number {
  return mean(labels, (label, row) => {
    const margin = (predictions[row] as number) * (label > 0 ? -1 : 1);
    return margin > 30 ? margin : Math.log1p(Math.exp(margin));
  });
}

function mean(labels: Float32Array, of_: (label: number, row: number) => number): number {
  return labels.reduce((sum, label, row) => sum + of_(label, row), 0) / labels.length;
}

function firstRows(matrix: Matrix, rows: number): Matrix {
  const entries = matrix.offsets[rows] as number;
  return {
    ...matrix,
    rows,
    offsets: matrix.offsets.slice(0, rows + 1),
    indices: matrix.indices.slice(0, entries),
    values: matrix.values.slice(0, entries),
    labels: matrix.labels.slice(0, rows),
  };
}

function relabelled(matrix: Matrix): Matrix {
  return { ...matrix, labels: matrix.labels.map((rings) => (rings > 9 ? 1 : 0)) };
}

/** Friedman 1991: five of ten uniform columns make the label, with a deviation of 1 around it. */
function friedman(): Data {
  const random = randomStream(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const label = ([a = 0, b = 0, c = 0, d = 0, e = 0]: readonly number[]) =>
    10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + normal();
  const make = (rows: number): Matrix => {
    const values = Float32Array.from({ length: rows * 10 }, random);
    return {
      rows,
      columns: 10,
      offsets: Uint32Array.from({ length: rows + 1 }, (_, row) => row * 10),
      indices: Uint32Array.from(values, (_, entry) => entry % 10),
      values,
      labels: Float32Array.from({ length: rows }, (_, row) =>
        label([...values.subarray(row * 10, row * 10 + 5)]),
      ),
      weights: undefined,
    };
  };
  return { training: make(ROWS), validation: make(600) };
}
