import type { BinnedMatrix, HistogramLayout, RowRange, SplitRule } from "./binned-matrix.ts";

type Bins = Uint8Array | Uint16Array;

/** Bins row by row, one cell a column; a missing cell holds the number of the column's bins. */
abstract class DenseMatrix<B extends Bins> implements BinnedMatrix {
  readonly rows: number;
  readonly layout: HistogramLayout;
  protected readonly bins: B;
  /** Cells from one row to the next. */
  protected readonly stride: number;
  readonly #left: Uint8Array;

  constructor(rows: number, layout: HistogramLayout, bins: B) {
    this.rows = rows;
    this.layout = layout;
    this.bins = bins;
    this.stride = rows === 0 ? 0 : bins.length / rows;
    this.#left = new Uint8Array(layout.bins.reduce((most, count) => Math.max(most, count), 0) + 1);
  }

  abstract accumulate(
    histogram: Float64Array,
    range: RowRange,
    gradients: Float64Array,
    columns: Uint32Array,
  ): void;

  part({ rows, start, end }: RowRange, rule: SplitRule, scratch: Uint32Array): number {
    const { bins, stride } = this;
    const { column } = rule;
    const left = this.#directions(rule);
    let nextLeft = start;
    let rights = 0;
    // Both places are written and only one counter moves: a branch here would be mispredicted every other row.
    for (let index = start; index < end; index++) {
      const row = rows[index] as number;
      const goesLeft = left[bins[row * stride + column] as number] as number;
      rows[nextLeft] = row;
      scratch[rights] = row;
      nextLeft += goesLeft;
      rights += 1 - goesLeft;
    }
    rows.set(scratch.subarray(0, rights), nextLeft);
    return nextLeft;
  }

  goesLeft(row: number, { column, bin, missingLeft }: SplitRule): boolean {
    const value = this.bins[row * this.stride + column] as number;
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

/** Up to 255 bins a column; a row is a whole number of 32-bit words. */
export class ByteMatrix extends DenseMatrix<Uint8Array> {
  readonly #words: Uint32Array;

  constructor(rows: number, layout: HistogramLayout, bins: Uint8Array) {
    super(rows, layout, bins);
    this.#words = new Uint32Array(bins.buffer, bins.byteOffset, bins.length >>> 2);
  }

  accumulate(histogram: Float64Array, range: RowRange, gradients: Float64Array, columns: Uint32Array): void {
    if (columns.length * 2 < this.stride) this.#accumulateSome(histogram, range, gradients, columns);
    else this.#accumulateAll(histogram, range, gradients);
  }

  /** Four columns a read; works because each column has 256 bins of its own in the layout. */
  #accumulateAll(histogram: Float64Array, { rows, start, end }: RowRange, gradients: Float64Array): void {
    const words = this.#words;
    const perRow = this.stride >>> 2;
    const size = perRow << 10;
    for (let index = start; index < end; index++) {
      const row = rows[index] as number;
      const gradient = gradients[row] as number;
      let place = row * perRow;
      for (let base = 0; base < size; base += 1024) {
        const word = words[place++] as number;
        const first = base | (word & 255);
        const second = (base + 256) | ((word >>> 8) & 255);
        const third = (base + 512) | ((word >>> 16) & 255);
        const fourth = (base + 768) | (word >>> 24);
        histogram[first] = (histogram[first] as number) + gradient;
        histogram[second] = (histogram[second] as number) + gradient;
        histogram[third] = (histogram[third] as number) + gradient;
        histogram[fourth] = (histogram[fourth] as number) + gradient;
      }
    }
  }

  #accumulateSome(
    histogram: Float64Array,
    { rows, start, end }: RowRange,
    gradients: Float64Array,
    columns: Uint32Array,
  ): void {
    const { bins, stride } = this;
    for (let index = start; index < end; index++) {
      const row = rows[index] as number;
      const gradient = gradients[row] as number;
      const place = row * stride;
      for (let which = 0; which < columns.length; which++) {
        const column = columns[which] as number;
        const bin = (column << 8) | (bins[place + column] as number);
        histogram[bin] = (histogram[bin] as number) + gradient;
      }
    }
  }
}

/** Up to 65535 bins a column. */
export class ShortMatrix extends DenseMatrix<Uint16Array> {
  accumulate(
    histogram: Float64Array,
    { rows, start, end }: RowRange,
    gradients: Float64Array,
    columns: Uint32Array,
  ): void {
    const { bins, stride } = this;
    const { offsets } = this.layout;
    for (let index = start; index < end; index++) {
      const row = rows[index] as number;
      const gradient = gradients[row] as number;
      const place = row * stride;
      for (let which = 0; which < columns.length; which++) {
        const column = columns[which] as number;
        const bin = (offsets[column] as number) + (bins[place + column] as number);
        histogram[bin] = (histogram[bin] as number) + gradient;
      }
    }
  }
}
