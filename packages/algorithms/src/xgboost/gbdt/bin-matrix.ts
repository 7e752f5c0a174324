import type { Matrix } from "../data/matrix.ts";
import type { BinnedMatrix, HistogramLayout } from "./binned-matrix.ts";
import { binOf, type Cuts } from "./cuts.ts";
import { ByteMatrix, ShortMatrix } from "./dense-matrix.ts";
import { SparseMatrix } from "./sparse-matrix.ts";

/** Below this share of present cells a matrix is kept sparse. */
const DENSE_FROM = 0.25;
const BYTE = 256;

/** How a training matrix and everything that is to be compared with it are stored. */
export interface Binning {
  readonly cuts: Cuts;
  readonly columns: number;
  readonly layout: HistogramLayout;
  readonly kind: "bytes" | "shorts" | "sparse";
}

/** Chooses the layout by the training matrix. */
export function planBinning(matrix: Matrix, cuts: Cuts): Binning {
  const { columns } = matrix;
  const bins = Uint32Array.from({ length: columns }, (_, column) => binsOf(cuts, column));
  const widest = bins.reduce((most, count) => Math.max(most, count), 0) + 1;
  const cells = matrix.rows * columns;
  const sparse = matrix.indices.length < cells * DENSE_FROM || widest > 65536;
  const kind = sparse ? "sparse" : widest <= BYTE ? "bytes" : "shorts";
  return { cuts, columns, layout: layOut(bins, kind), kind };
}

/** Bins a matrix; columns that the training data did not have are left out. */
export function binMatrix(matrix: Matrix, binning: Binning): BinnedMatrix {
  if (binning.kind === "sparse") return binSparsely(matrix, binning);
  const { layout, kind, columns } = binning;
  if (kind === "shorts") {
    return new ShortMatrix(
      matrix.rows,
      layout,
      fill(new Uint16Array(matrix.rows * columns), matrix, binning),
    );
  }
  const stride = wholeWords(columns);
  return new ByteMatrix(matrix.rows, layout, fill(new Uint8Array(matrix.rows * stride), matrix, binning));
}

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
  const spare = kind === "shorts" ? 1 : 0;
  let size = 0;
  for (let column = 0; column < bins.length; column++) {
    offsets[column] = size;
    size += (bins[column] as number) + spare;
  }
  return { offsets, bins, size };
}

function fill<B extends Uint8Array | Uint16Array>(cells: B, matrix: Matrix, binning: Binning): B {
  const { cuts, columns, layout } = binning;
  const stride = matrix.rows === 0 ? 0 : cells.length / matrix.rows;
  for (let row = 0; row < matrix.rows; row++) {
    const start = row * stride;
    for (let column = 0; column < columns; column++) cells[start + column] = layout.bins[column] as number;
    const end = matrix.offsets[row + 1] as number;
    for (let entry = matrix.offsets[row] as number; entry < end; entry++) {
      const column = matrix.indices[entry] as number;
      if (column < columns)
        cells[start + column] = clampedBin(binning, cuts, column, matrix.values[entry] as number);
    }
  }
  return cells;
}

/** A value above all that were trained on belongs to the last bin. */
function clampedBin({ layout }: Binning, cuts: Cuts, column: number, value: number): number {
  return Math.min(binOf(cuts, column, value), Math.max(0, (layout.bins[column] as number) - 1));
}

function binSparsely(matrix: Matrix, binning: Binning): SparseMatrix {
  const offsets = new Uint32Array(matrix.rows + 1);
  const places = new Uint32Array(matrix.indices.length);
  let kept = 0;
  for (let row = 0; row < matrix.rows; row++) {
    const end = matrix.offsets[row + 1] as number;
    for (let entry = matrix.offsets[row] as number; entry < end; entry++) {
      const column = matrix.indices[entry] as number;
      if (column >= binning.columns || binning.layout.bins[column] === 0) continue;
      const bin = clampedBin(binning, binning.cuts, column, matrix.values[entry] as number);
      places[kept++] = (binning.layout.offsets[column] as number) + bin;
    }
    offsets[row + 1] = kept;
  }
  return new SparseMatrix(binning.layout, offsets, places.subarray(0, kept));
}
