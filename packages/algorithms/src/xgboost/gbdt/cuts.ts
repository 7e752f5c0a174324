import type { Matrix } from "../data/matrix.ts";
import { QuantileSketch } from "./quantile-sketch.ts";
import { pruned, type Summary } from "./summary.ts";

/** Where each column is cut into bins: bin i of a column holds the values in [cuts[i - 1], cuts[i]). */
export interface Cuts {
  /** `columns + 1` entries: column c has the cuts from `offsets[c]` to `offsets[c + 1]`, one a bin. */
  readonly offsets: Uint32Array;
  /** Ascending within a column; a column's last cut is above all its training values. */
  readonly values: Float32Array;
  /** One a column: below all its training values. */
  readonly below: Float32Array;
}

const MARGIN = Math.fround(1e-5);
const LARGEST = 3.4028234663852886e38;

/** Cuts every column where XGBoost's hist does: at its distinct values, or at `maxBin` quantiles when it has more. */
export function cutColumns(matrix: Matrix, { maxBin }: { readonly maxBin: number }): Cuts {
  const columns = new ColumnEntries(matrix);
  const offsets = new Uint32Array(matrix.columns + 1);
  const below = new Float32Array(matrix.columns);
  const cuts: number[] = [];
  for (let column = 0; column < matrix.columns; column++) {
    const entries = columns.countOf(column);
    const summary = entries > 0 ? summaryOf(columns, column, maxBin) : undefined;
    if (summary && summary.size > 0) {
      addCuts(summary, Math.min(maxBin, entries), cuts);
      const first = summary.values[0] as number;
      below[column] = Math.max(-LARGEST, Math.fround(first - Math.abs(first) - MARGIN));
    }
    offsets[column + 1] = cuts.length;
  }
  return { offsets, values: Float32Array.from(cuts), below };
}

/** Index of the bin of `value` within its column: one past the last bin when it is above every cut. */
export function binOf(cuts: Cuts, column: number, value: number): number {
  const start = cuts.offsets[column] as number;
  let low = start;
  let high = cuts.offsets[column + 1] as number;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cuts.values[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low - start;
}

/** Of at most `maxBin + 1` values. */
function summaryOf(columns: ColumnEntries, column: number, maxBin: number): Summary {
  const entries = columns.countOf(column);
  const sketch = new QuantileSketch(entries, maxBin);
  columns.push(column, sketch);
  const reduced = pruned(sketch.summary(), Math.min(entries, maxBin * 8));
  return pruned(reduced, Math.min(entries, maxBin) + 1);
}

function addCuts({ values, size }: Summary, maxBin: number, cuts: number[]): void {
  for (let index = 1; index < Math.min(size, maxBin); index++) cuts.push(values[index] as number);
  const last = values[size - 1] as number;
  cuts.push(Math.min(LARGEST, Math.fround(last + (Math.abs(last) + MARGIN))));
}

/** Entries column by column, laid out once. */
class ColumnEntries {
  readonly #starts: Uint32Array;
  readonly #values: Float32Array;
  readonly #weights: Float32Array | undefined;

  constructor({ columns, rows, offsets, indices, values, weights }: Matrix) {
    const starts = new Uint32Array(columns + 1);
    for (let entry = 0; entry < indices.length; entry++) {
      const next = (indices[entry] as number) + 1;
      starts[next] = (starts[next] as number) + 1;
    }
    for (let column = 0; column < columns; column++) {
      starts[column + 1] = (starts[column + 1] as number) + (starts[column] as number);
    }
    const places = starts.slice();
    this.#starts = starts;
    this.#values = new Float32Array(values.length);
    this.#weights = weights && new Float32Array(values.length);
    for (let row = 0; row < rows; row++) {
      const end = offsets[row + 1] as number;
      for (let entry = offsets[row] as number; entry < end; entry++) {
        const column = indices[entry] as number;
        const place = places[column] as number;
        this.#values[place] = values[entry] as number;
        if (weights && this.#weights) this.#weights[place] = weights[row] as number;
        places[column] = place + 1;
      }
    }
  }

  countOf(column: number): number {
    return (this.#starts[column + 1] as number) - (this.#starts[column] as number);
  }

  push(column: number, sketch: QuantileSketch): void {
    const end = this.#starts[column + 1] as number;
    for (let entry = this.#starts[column] as number; entry < end; entry++) {
      sketch.push(this.#values[entry] as number, this.#weights?.[entry] ?? 1);
    }
  }
}
