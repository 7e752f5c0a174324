import type { Matrix } from "../data/matrix.ts";
import type { BinnedMatrix, HistogramLayout } from "./binned-matrix.ts";
import { binOf, type Cuts } from "./cuts.ts";
import { ByteMatrix, WideMatrix } from "./dense-matrix.ts";
import { SparseMatrix } from "./sparse-matrix.ts";

/** Below this share of present cells a matrix is kept sparse. */
const DENSE_FROM = 0.25;
const BYTE = 256;

/** How a training matrix is stored. */
export interface Binning {
  readonly cuts: Cuts;
  readonly columns: number;
  readonly layout: HistogramLayout;
  readonly kind: "bytes" | "wide" | "sparse";
}

export function planBinning(matrix: Matrix, cuts: Cuts): Binning {
  const { columns } = matrix;
  const bins = Uint32Array.from({ length: columns }, (_, column) => binsOf(cuts, column));
  const present = new Uint32Array(columns);
  for (const column of matrix.indices) present[column] = (present[column] as number) + 1;
  const widest = bins.reduce(
    (most, count, column) => Math.max(most, count + (present[column] === matrix.rows ? 0 : 1)),
    0,
  );
  const cells = matrix.rows * columns;
  const sparse = matrix.indices.length < cells * DENSE_FROM;
  const kind = sparse ? "sparse" : widest <= BYTE ? "bytes" : "wide";
  return { cuts, columns, layout: layOut(bins, kind), kind };
}

/** Bins the matrix that the cuts were made for. */
export function binMatrix(matrix: Matrix, binning: Binning): BinnedMatrix {
  if (binning.kind === "sparse") return binSparsely(matrix, binning);
  const { layout, kind, columns } = binning;
  if (kind === "wide") {
    const cells = matrix.rows * evenly(columns);
    const places = layout.size <= 65536 ? new Uint16Array(cells) : new Uint32Array(cells);
    return new WideMatrix(matrix.rows, layout, fill(places, matrix, binning));
  }
  const stride = wholeWords(columns);
  return new ByteMatrix(matrix.rows, layout, fill(new Uint8Array(matrix.rows * stride), matrix, binning));
}

const evenly = (columns: number): number => (columns + 1) & ~1;
const wholeWords = (columns: number): number => (columns + 3) & ~3;
const binsOf = ({ offsets }: Cuts, column: number): number =>
  (offsets[column + 1] as number) - (offsets[column] as number);

function layOut(bins: Uint32Array, kind: Binning["kind"]): HistogramLayout {
  const offsets = new Uint32Array(bins.length);
  if (kind === "bytes") {
    for (let column = 0; column < bins.length; column++) offsets[column] = column * BYTE;
    return { offsets, bins, size: wholeWords(bins.length) * BYTE };
  }
  // A dense cell of a missing value points one past the column's bins, so each column has one place more.
  const spare = kind === "wide" ? 1 : 0;
  let size = 0;
  for (let column = 0; column < bins.length; column++) {
    offsets[column] = size;
    size += (bins[column] as number) + spare;
  }
  // Where a row is made even, its last cell points behind all columns.
  return { offsets, bins, size: size + spare };
}

function fill<C extends Uint8Array | Uint16Array | Uint32Array>(
  cells: C,
  matrix: Matrix,
  binning: Binning,
): C {
  const { cuts, columns, layout, kind } = binning;
  const firstOf = (column: number): number => (kind === "wide" ? (layout.offsets[column] as number) : 0);
  const stride = matrix.rows === 0 ? 0 : cells.length / matrix.rows;
  for (let row = 0; row < matrix.rows; row++) {
    const start = row * stride;
    for (let column = 0; column < columns; column++) {
      cells[start + column] = firstOf(column) + (layout.bins[column] as number);
    }
    if (kind === "wide") cells.fill(layout.size - 1, start + columns, start + stride);
    const end = matrix.offsets[row + 1] as number;
    for (let entry = matrix.offsets[row] as number; entry < end; entry++) {
      const column = matrix.indices[entry] as number;
      cells[start + column] = firstOf(column) + binOf(cuts, column, matrix.values[entry] as number);
    }
  }
  return cells;
}

function binSparsely(matrix: Matrix, binning: Binning): SparseMatrix {
  const offsets = new Uint32Array(matrix.rows + 1);
  const places = new Uint32Array(matrix.indices.length);
  let kept = 0;
  for (let row = 0; row < matrix.rows; row++) {
    const end = matrix.offsets[row + 1] as number;
    for (let entry = matrix.offsets[row] as number; entry < end; entry++) {
      const column = matrix.indices[entry] as number;
      const bin = binOf(binning.cuts, column, matrix.values[entry] as number);
      places[kept++] = (binning.layout.offsets[column] as number) + bin;
    }
    offsets[row + 1] = kept;
  }
  return new SparseMatrix(binning.layout, offsets, places.subarray(0, kept));
}
