import type { MatrixBuilder } from "./matrix-builder.ts";

/** Takes a line into a matrix; returns what is wrong with it, if anything is. Empty lines are nobody's business. */
export type LineReader = (bytes: Uint8Array, start: number, end: number) => string | undefined;

export interface LineFormat {
  /** As messages call it. */
  readonly name: string;
  /** A reader for one file. */
  reader(into: MatrixBuilder): LineReader;
}

/** Highest feature index: beyond it a typing mistake is likelier than a feature. */
export const MOST_COLUMNS = 1 << 24;

/** A piece of a line as messages quote it. */
export function quote(bytes: Uint8Array, start: number, end: number): string {
  const text = Buffer.from(bytes.subarray(start, Math.min(end, start + 40))).toString("utf8");
  return JSON.stringify(end - start > 40 ? `${text}…` : text);
}
