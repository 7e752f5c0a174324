import type { Derivatives } from "../objectives/objective.ts";
import type { BinnedMatrix, HistogramLayout, RowRange, SplitRule } from "./binned-matrix.ts";

type Cells = Uint8Array | Uint16Array | Uint32Array;

/** Bins row by row, one cell a column; a missing cell holds the number of the column's bins. */
abstract class DenseMatrix<C extends Cells> implements BinnedMatrix {
  readonly rows: number;
  readonly layout: HistogramLayout;
  protected readonly cells: C;
  /** Cells from one row to the next. */
  protected readonly stride: number;
  readonly #left: Uint8Array;

  constructor(rows: number, layout: HistogramLayout, cells: C) {
    this.rows = rows;
    this.layout = layout;
    this.cells = cells;
    this.stride = rows === 0 ? 0 : cells.length / rows;
    this.#left = new Uint8Array(layout.bins.reduce((most, count) => Math.max(most, count), 0) + 1);
  }

  abstract accumulate(
    histogram: Float64Array,
    range: RowRange,
    derivatives: Derivatives,
    columns: Uint32Array,
  ): void;

  /** What a cell of the column holds for its bin 0. */
  protected abstract firstOf(column: number): number;

  part({ rows, start, end }: RowRange, rule: SplitRule, scratch: Uint32Array): number {
    const { cells, stride } = this;
    const { column } = rule;
    const left = this.#directions(rule);
    const first = this.firstOf(column);
    let nextLeft = start;
    let rights = 0;
    // Both places are written and only one counter moves: a branch here would be mispredicted every other row.
    for (let index = start; index < end; index++) {
      const row = rows[index] as number;
      const goesLeft = left[(cells[row * stride + column] as number) - first] as number;
      rows[nextLeft] = row;
      scratch[rights] = row;
      nextLeft += goesLeft;
      rights += 1 - goesLeft;
    }
    rows.set(scratch.subarray(0, rights), nextLeft);
    return nextLeft;
  }

  goesLeft(row: number, { column, bin, missingLeft }: SplitRule): boolean {
    const value = (this.cells[row * this.stride + column] as number) - this.firstOf(column);
    return value === this.layout.bins[column] ? missingLeft : value <= bin;
  }

  /** By bin: 1 when its rows go left. */
  #directions({ column, bin, missingLeft }: SplitRule): Uint8Array {
    const missing = this.layout.bins[column] as number;
    this.#left.fill(1, 0, bin + 1).fill(0, bin + 1, missing + 1);
    if (missingLeft) this.#left[missing] = 1;
    return this.#left;
  }
}

/** Up to 256 places a column, that of missing values among them; a row is a whole number of 32-bit words. */
export class ByteMatrix extends DenseMatrix<Uint8Array> {
  readonly #words: Uint32Array;

  constructor(rows: number, layout: HistogramLayout, cells: Uint8Array) {
    super(rows, layout, cells);
    this.#words = new Uint32Array(cells.buffer, cells.byteOffset, cells.length >>> 2);
  }

  protected firstOf(): number {
    return 0;
  }

  accumulate(histogram: Float64Array, range: RowRange, derivatives: Derivatives, columns: Uint32Array): void {
    if (columns.length * 2 < this.stride) this.#accumulateSome(histogram, range, derivatives, columns);
    else this.#accumulateAll(histogram, range, derivatives);
  }

  /** Four columns a read; works because each column has 256 bins of its own in the layout. */
  #accumulateAll(
    histogram: Float64Array,
    { rows, start, end }: RowRange,
    { gradients, hessians }: Derivatives,
  ): void {
    const words = this.#words;
    const perRow = this.stride >>> 2;
    const size = perRow << 11;
    for (let index = start; index < end; index++) {
      const row = rows[index] as number;
      const gradient = gradients[row] as number;
      const hessian = hessians[row] as number;
      let place = row * perRow;
      for (let base = 0; base < size; base += 2048) {
        const word = words[place++] as number;
        const first = base | ((word << 1) & 510);
        const second = (base + 512) | ((word >>> 7) & 510);
        const third = (base + 1024) | ((word >>> 15) & 510);
        const fourth = (base + 1536) | ((word >>> 23) & 510);
        histogram[first] = (histogram[first] as number) + gradient;
        histogram[first + 1] = (histogram[first + 1] as number) + hessian;
        histogram[second] = (histogram[second] as number) + gradient;
        histogram[second + 1] = (histogram[second + 1] as number) + hessian;
        histogram[third] = (histogram[third] as number) + gradient;
        histogram[third + 1] = (histogram[third + 1] as number) + hessian;
        histogram[fourth] = (histogram[fourth] as number) + gradient;
        histogram[fourth + 1] = (histogram[fourth + 1] as number) + hessian;
      }
    }
  }

  #accumulateSome(
    histogram: Float64Array,
    { rows, start, end }: RowRange,
    { gradients, hessians }: Derivatives,
    columns: Uint32Array,
  ): void {
    const { cells, stride } = this;
    for (let index = start; index < end; index++) {
      const row = rows[index] as number;
      const gradient = gradients[row] as number;
      const hessian = hessians[row] as number;
      const place = row * stride;
      for (let which = 0; which < columns.length; which++) {
        const column = columns[which] as number;
        const bin = (column << 9) | ((cells[place + column] as number) << 1);
        histogram[bin] = (histogram[bin] as number) + gradient;
        histogram[bin + 1] = (histogram[bin + 1] as number) + hessian;
      }
    }
  }
}

/** Cells are places in the histogram, for columns of any number of bins; a row has an even number of them. */
export class WideMatrix extends DenseMatrix<Uint16Array | Uint32Array> {
  /** Two cells each, where cells are of 16 bits. */
  readonly #words: Uint32Array | undefined;

  constructor(rows: number, layout: HistogramLayout, cells: Uint16Array | Uint32Array) {
    super(rows, layout, cells);
    if (cells instanceof Uint16Array) {
      this.#words = new Uint32Array(cells.buffer, cells.byteOffset, cells.length >>> 1);
    }
  }

  protected firstOf(column: number): number {
    return this.layout.offsets[column] as number;
  }

  accumulate(histogram: Float64Array, range: RowRange, derivatives: Derivatives, columns: Uint32Array): void {
    if (!this.#words || columns.length * 2 < this.stride) {
      this.#accumulateSome(histogram, range, derivatives, columns);
    } else this.#accumulateAll(histogram, range, derivatives, this.#words);
  }

  #accumulateAll(
    histogram: Float64Array,
    { rows, start, end }: RowRange,
    { gradients, hessians }: Derivatives,
    words: Uint32Array,
  ): void {
    const perRow = this.stride >>> 1;
    for (let index = start; index < end; index++) {
      const row = rows[index] as number;
      const gradient = gradients[row] as number;
      const hessian = hessians[row] as number;
      const after = (row + 1) * perRow;
      for (let place = row * perRow; place < after; place++) {
        const word = words[place] as number;
        const first = (word & 65535) << 1;
        const second = (word >>> 16) << 1;
        histogram[first] = (histogram[first] as number) + gradient;
        histogram[first + 1] = (histogram[first + 1] as number) + hessian;
        histogram[second] = (histogram[second] as number) + gradient;
        histogram[second + 1] = (histogram[second + 1] as number) + hessian;
      }
    }
  }

  #accumulateSome(
    histogram: Float64Array,
    { rows, start, end }: RowRange,
    { gradients, hessians }: Derivatives,
    columns: Uint32Array,
  ): void {
    const { cells, stride } = this;
    for (let index = start; index < end; index++) {
      const row = rows[index] as number;
      const gradient = gradients[row] as number;
      const hessian = hessians[row] as number;
      const place = row * stride;
      for (let which = 0; which < columns.length; which++) {
        const bin = (cells[place + (columns[which] as number)] as number) << 1;
        histogram[bin] = (histogram[bin] as number) + gradient;
        histogram[bin + 1] = (histogram[bin + 1] as number) + hessian;
      }
    }
  }
}
