/** Rows of a data set as compressed sparse rows; an entry that is not there is missing. */
export interface Matrix {
  readonly rows: number;
  /** The highest column index that occurs, plus one. */
  readonly columns: number;
  /** `rows + 1` entries: row r has the entries from `offsets[r]` to `offsets[r + 1]`. */
  readonly offsets: Uint32Array;
  /** Column of each entry, ascending within a row. */
  readonly indices: Uint32Array;
  /** Finite value of each entry. */
  readonly values: Float32Array;
  readonly labels: Float32Array;
  /** One weight a row, when the data has them. */
  readonly weights: Float32Array | undefined;
}
