import type { Matrix } from "../data/matrix.ts";
import type { SplitRule } from "./binned-matrix.ts";

/** Rows that no tree learns from: their values are compared with the splits' thresholds, as the model's users do. */
export class RawRows {
  readonly rows: number;
  readonly #matrix: Matrix;

  constructor(matrix: Matrix) {
    this.rows = matrix.rows;
    this.#matrix = matrix;
  }

  goesLeft(row: number, { column, missingLeft }: SplitRule, threshold: number): boolean {
    const { offsets, indices, values } = this.#matrix;
    let low = offsets[row] as number;
    let high = offsets[row + 1] as number;
    // In a row without gaps an entry's place is its column.
    if (indices[low + column] === column && low + column < high) {
      return (values[low + column] as number) < threshold;
    }
    const end = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((indices[middle] as number) < column) low = middle + 1;
      else high = middle;
    }
    if (low === end || indices[low] !== column) return missingLeft;
    return (values[low] as number) < threshold;
  }
}
