import { type Random, randomStream } from "../../../packages/algorithms/src/random-stream.ts";
import type { Matrix } from "../../../packages/algorithms/src/xgboost/data/matrix.ts";
import { MatrixBuilder } from "../../../packages/algorithms/src/xgboost/data/matrix-builder.ts";

/** A small data set; NaN is missing. */
export interface Table {
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly weights?: readonly number[];
}

export interface TableOptions {
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
  /** Values are whole numbers from 0 to below this, so that both engines cut at the same places; 0: any number. */
  readonly distinct: number;
  /** Share of missing values. */
  readonly missing: number;
  /** From a row's signal, which is about 0 give or take 2, to its label. */
  readonly label: (signal: number, random: Random) => number;
}

/** Made-up data with a non-linear signal in its first three columns. */
export function makeTable(options: TableOptions): Table {
  const random = randomStream(options.seed);
  const rows = Array.from({ length: options.rows }, () =>
    Array.from({ length: options.columns }, () => {
      const value = options.distinct > 0 ? Math.floor(random() * options.distinct) : random() * 10 - 5;
      return random() < options.missing ? Number.NaN : Math.fround(value);
    }),
  );
  const spread = options.distinct > 0 ? options.distinct : 10;
  const labels = rows.map((row) => {
    const [a = 0, b = 0, c = 0] = row.map((value) => (Number.isNaN(value) ? spread : value) / spread);
    const noise = (random() + random() + random() - 1.5) / 2;
    return Math.fround(options.label(3 * (a - 0.5) + Math.sin(8 * b) + (c > 0.5 ? a : -a) + noise, random));
  });
  return { rows, labels };
}

export function matrixOf({ rows, labels, weights }: Table): Matrix {
  const builder = new MatrixBuilder();
  for (const [index, row] of rows.entries()) {
    for (const [column, value] of row.entries()) if (!Number.isNaN(value)) builder.addEntry(column, value);
    builder.widenTo(row.length);
    builder.endRow(labels[index] ?? 0, weights?.[index]);
  }
  return builder.build();
}
