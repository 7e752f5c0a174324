import type { Derivatives } from "../objectives/objective.ts";
import type { BinnedMatrix, HistogramLayout, RowRange, SplitRule } from "./binned-matrix.ts";

/** Bins of the present entries only, as places in the histogram, ascending within a row. */
export class SparseMatrix implements BinnedMatrix {
  readonly rows: number;
  readonly layout: HistogramLayout;
  readonly #offsets: Uint32Array;
  readonly #places: Uint32Array;

  constructor(layout: HistogramLayout, offsets: Uint32Array, places: Uint32Array) {
    this.rows = offsets.length - 1;
    this.layout = layout;
    this.#offsets = offsets;
    this.#places = places;
  }

  accumulate(
    histogram: Float64Array,
    { rows, start, end }: RowRange,
    { gradients, hessians }: Derivatives,
    _columns: Uint32Array,
  ): void {
    const offsets = this.#offsets;
    const places = this.#places;
    for (let index = start; index < end; index++) {
      const row = rows[index] as number;
      const gradient = gradients[row] as number;
      const hessian = hessians[row] as number;
      const last = offsets[row + 1] as number;
      for (let entry = offsets[row] as number; entry < last; entry++) {
        const place = (places[entry] as number) << 1;
        histogram[place] = (histogram[place] as number) + gradient;
        histogram[place + 1] = (histogram[place + 1] as number) + hessian;
      }
    }
  }

  part({ rows, start, end }: RowRange, rule: SplitRule, scratch: Uint32Array): number {
    let nextLeft = start;
    let rights = 0;
    for (let index = start; index < end; index++) {
      const row = rows[index] as number;
      if (this.goesLeft(row, rule)) rows[nextLeft++] = row;
      else scratch[rights++] = row;
    }
    rows.set(scratch.subarray(0, rights), nextLeft);
    return nextLeft;
  }

  goesLeft(row: number, { column, bin, missingLeft }: SplitRule): boolean {
    const first = this.layout.offsets[column] as number;
    const end = first + (this.layout.bins[column] as number);
    let low = this.#offsets[row] as number;
    let high = this.#offsets[row + 1] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#places[middle] as number) < first) low = middle + 1;
      else high = middle;
    }
    if (low === this.#offsets[row + 1]) return missingLeft;
    const place = this.#places[low] as number;
    return place < end ? place - first <= bin : missingLeft;
  }
}
