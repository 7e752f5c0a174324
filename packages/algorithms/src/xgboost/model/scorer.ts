import { SlipwayError } from "@slipway/model";
import type { Matrix } from "../data/matrix.ts";
import { mostLikely } from "../metrics/multiclass.ts";
import { type Link, linkOf } from "../objectives/link.ts";
import type { LinearModel, Model, TreeModel } from "./model.ts";

type Columns = Pick<Matrix, "rows" | "offsets" | "indices" | "values">;
/** Adds a row's margins to `margins` from `start` on; `row` has a value a column, NaN where it is missing. */
type AddMargins = (row: Float32Array, margins: Float32Array, start: number) => void;

/** Answers what XGBoost's `predict` answers, adding single-precision numbers in the same order. */
export class Scorer {
  /** Features of the model; columns beyond them make no difference. */
  readonly columns: number;
  /** Numbers that a row is answered with. */
  readonly width: number;
  readonly #model: Model;
  readonly #link: Link;
  readonly #start: Float32Array;
  readonly #add: AddMargins;
  readonly #row: Float32Array;

  constructor(model: Model) {
    const link = linkOf(model.objective);
    if (!link) throw new SlipwayError("SLIP-XGB-008", `the objective ${model.objective} cannot be scored`);
    this.#model = model;
    this.#link = link;
    this.columns = model.columns;
    this.width = model.objective === "multi:softmax" ? 1 : model.outputs;
    this.#start = Float32Array.from({ length: model.outputs }, (_, output) =>
      link.marginOf(model.baseScores[output] ?? model.baseScores[0] ?? 0),
    );
    this.#add = model.kind === "trees" ? treeMargins(model) : linearMargins(model);
    this.#row = new Float32Array(model.columns).fill(Number.NaN);
  }

  /** `width` numbers a row. */
  score(data: Columns): Float32Array {
    const { outputs } = this.#model;
    const margins = this.#margins(data);
    for (let row = 0; row < data.rows; row++) {
      this.#link.apply(margins, row * outputs, (row + 1) * outputs);
    }
    return this.width === outputs ? margins : likeliest(margins, data.rows, outputs);
  }

  #margins({ rows, offsets, indices, values }: Columns): Float32Array {
    const { outputs } = this.#model;
    const margins = new Float32Array(rows * outputs);
    const row = this.#row;
    for (let index = 0; index < rows; index++) {
      const first = offsets[index] as number;
      const last = offsets[index + 1] as number;
      // Beyond the row's length nothing is written, so columns that the model does not know are left out.
      for (let entry = first; entry < last; entry++) row[indices[entry] as number] = values[entry] as number;
      margins.set(this.#start, index * outputs);
      this.#add(row, margins, index * outputs);
      for (let entry = first; entry < last; entry++) row[indices[entry] as number] = Number.NaN;
    }
    return margins;
  }
}

/** All trees in a few long arrays: a node's children are absolute, and a leaf is its own left child. */
function treeMargins({ trees, treeOutputs, treeWeights }: TreeModel): AddMargins {
  const size = trees.reduce((sum, tree) => sum + tree.left.length, 0);
  const left = new Int32Array(size);
  const right = new Int32Array(size);
  const missing = new Int32Array(size);
  const column = new Int32Array(size);
  const threshold = new Float32Array(size);
  const roots = new Int32Array(trees.length);
  let root = 0;
  for (const [index, tree] of trees.entries()) {
    roots[index] = root;
    const weight = treeWeights?.[index] ?? 1;
    for (let node = 0; node < tree.left.length; node++) {
      const leaf = (tree.left[node] as number) < 0;
      const place = root + node;
      left[place] = leaf ? -1 : root + (tree.left[node] as number);
      right[place] = root + (tree.right[node] as number);
      missing[place] = (tree.missingLeft[node] ? left[place] : right[place]) as number;
      column[place] = tree.column[node] as number;
      threshold[place] = (tree.threshold[node] as number) * (leaf ? weight : 1);
    }
    root += tree.left.length;
  }
  const outputs = Int32Array.from(treeOutputs);
  return (row, margins, start) => {
    for (let tree = 0; tree < roots.length; tree++) {
      let node = roots[tree] as number;
      for (let next = left[node] as number; next >= 0; next = left[node] as number) {
        const value = row[column[node] as number] as number;
        if (value < (threshold[node] as number)) node = next;
        else node = (Number.isNaN(value) ? missing[node] : right[node]) as number;
      }
      const place = start + (outputs[tree] as number);
      margins[place] = (margins[place] as number) + (threshold[node] as number);
    }
  };
}

/** Missing values count as 0. */
function linearMargins({ weights, columns, outputs }: LinearModel): AddMargins {
  return (row, margins, start) => {
    for (let output = 0; output < outputs; output++) {
      let sum = (margins[start + output] as number) + (weights[columns * outputs + output] as number);
      for (let column = 0; column < columns; column++) {
        const value = row[column] as number;
        if (!Number.isNaN(value)) sum += value * (weights[column * outputs + output] as number);
      }
      margins[start + output] = sum;
    }
  };
}

function likeliest(shares: Float32Array, rows: number, outputs: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) =>
    mostLikely(shares.subarray(row * outputs, (row + 1) * outputs)),
  );
}
