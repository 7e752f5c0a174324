import type { Derivatives } from "../objectives/objective.ts";

/** Where a node's rows part: those of bin `bin` or below go left, the others right, missing ones as told. */
export interface SplitRule {
  readonly column: number;
  /** -1 sends every present value right, the column's last bin sends every present value left. */
  readonly bin: number;
  readonly missingLeft: boolean;
}

/** Bins of all columns in one row: column c's first bin is at `offsets[c]`. */
export interface HistogramLayout {
  readonly offsets: Uint32Array;
  /** Bins of each column, missing not counted. */
  readonly bins: Uint32Array;
  /** Bins of a histogram, which has two numbers a bin: the sum of gradients and the sum of hessians. */
  readonly size: number;
}

/** Consecutive entries of `rows`, from `start` to before `end`. */
export interface RowRange {
  readonly rows: Uint32Array;
  readonly start: number;
  readonly end: number;
}

/** A matrix whose values are replaced by the bins they fall in. */
export interface BinnedMatrix {
  readonly rows: number;
  readonly layout: HistogramLayout;
  /**
   * Adds each row's derivatives to the bins of the row, row after row; only bins of `columns` need to be right
   * afterwards.
   */
  accumulate(histogram: Float64Array, range: RowRange, derivatives: Derivatives, columns: Uint32Array): void;
  /** Reorders the range so that the rows that go left come first, both in their old order; returns where the right ones start. */
  part(range: RowRange, rule: SplitRule, scratch: Uint32Array): number;
  goesLeft(row: number, rule: SplitRule): boolean;
}
