import type { Matrix } from "../data/matrix.ts";
import { randomStream } from "./random.ts";

/** Where each column is cut into bins: bin i of a column holds the values in [cuts[i - 1], cuts[i]). */
export interface Cuts {
  /** `columns + 1` entries: column c has the cuts from `offsets[c]` to `offsets[c + 1]`, one a bin. */
  readonly offsets: Uint32Array;
  /** Ascending within a column; a column's last cut is above all its training values. */
  readonly values: Float32Array;
}

/** Columns with more entries are cut by this many of them, drawn at random: far finer than the bins are. */
const MOST_SAMPLED = 1 << 18;

/** Cuts every column at its distinct values, or at `maxBin` quantiles when it has more. */
export function cutColumns(
  matrix: Matrix,
  options: { readonly maxBin: number; readonly seed: number },
): Cuts {
  const columns = new ColumnValues(matrix);
  const offsets = new Uint32Array(matrix.columns + 1);
  const cuts: number[] = [];
  for (let column = 0; column < matrix.columns; column++) {
    const values = columns.of(column);
    if (values.length > 0) cutColumn(sortedSample(values, options.seed + column), options.maxBin, cuts);
    if (values.length > 0) cuts.push(above(largest(values)));
    offsets[column + 1] = cuts.length;
  }
  return { offsets, values: Float32Array.from(cuts) };
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

/** Entries column by column, laid out once. */
class ColumnValues {
  readonly #starts: Uint32Array;
  readonly #values: Float32Array;

  constructor({ columns, indices, values }: Matrix) {
    const starts = new Uint32Array(columns + 1);
    for (let entry = 0; entry < indices.length; entry++) {
      const next = (indices[entry] as number) + 1;
      starts[next] = (starts[next] as number) + 1;
    }
    for (let column = 0; column < columns; column++) {
      starts[column + 1] = (starts[column + 1] as number) + (starts[column] as number);
    }
    const places = starts.slice();
    const byColumn = new Float32Array(values.length);
    for (let entry = 0; entry < indices.length; entry++) {
      const column = indices[entry] as number;
      const place = places[column] as number;
      byColumn[place] = values[entry] as number;
      places[column] = place + 1;
    }
    this.#starts = starts;
    this.#values = byColumn;
  }

  of(column: number): Float32Array {
    return this.#values.subarray(this.#starts[column], this.#starts[column + 1]);
  }
}

function sortedSample(values: Float32Array, seed: number): Float32Array {
  if (values.length <= MOST_SAMPLED) return values.slice().sort();
  const random = randomStream(seed, values.length);
  const sample = new Float32Array(MOST_SAMPLED);
  const step = values.length / MOST_SAMPLED;
  for (let index = 0; index < MOST_SAMPLED; index++) {
    sample[index] = values[Math.floor((index + random()) * step)] as number;
  }
  return sample.sort();
}

/** Adds a column's inner cuts: its distinct values without the first, or quantiles. */
function cutColumn(sorted: Float32Array, maxBin: number, cuts: number[]): void {
  const first = sorted[0] as number;
  const distinct = distinctValues(sorted, maxBin);
  if (distinct) {
    for (let index = 1; index < distinct.length; index++) cuts.push(distinct[index] as number);
    return;
  }
  let last = first;
  for (let bin = 1; bin < maxBin; bin++) {
    const value = sorted[Math.floor((bin * sorted.length) / maxBin)] as number;
    if (value > last) cuts.push(value);
    last = Math.max(last, value);
  }
}

/** The distinct values, or nothing when there are more than `most`. */
function distinctValues(sorted: Float32Array, most: number): number[] | undefined {
  const distinct: number[] = [];
  for (let index = 0; index < sorted.length; index++) {
    const value = sorted[index] as number;
    if (index > 0 && value === distinct[distinct.length - 1]) continue;
    if (distinct.length === most) return undefined;
    distinct.push(value);
  }
  return distinct;
}

function largest(values: Float32Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) most = Math.max(most, values[index] as number);
  return most;
}

/** A single-precision number above `value`, as XGBoost chooses it; finite also for the largest value. */
function above(value: number): number {
  return Math.min(Math.fround(value + Math.abs(value) + 1e-5), 3.4028234663852886e38);
}
