import type { StoredLogLine } from "../../ledger.ts";
import type { ChunkPage } from "../../operations.ts";
import { packedBytes, packOf, type StoredChunk } from "./line-chunk.ts";
import { fromBytes, joinPacks, linesOf, toBytes } from "./line-pack.ts";

/** A page ends before its texts exceed this, whatever the number of lines asked for. */
const PAGE_BYTES = 4 * 1024 * 1024;

export interface ChunkRow extends StoredChunk {
  readonly idx: number;
  readonly count: number;
}

/** Gathers the rows of a page, which come in order, until they hold what was asked for. */
export class PageRows {
  readonly #rows: ChunkRow[] = [];
  readonly #asked: { readonly from: number; readonly limit: number };
  #bytes = 0;

  constructor(asked: { readonly from: number; readonly limit: number }) {
    this.#asked = asked;
  }

  /** Whether no further row is wanted. */
  add(row: ChunkRow): boolean {
    this.#rows.push(row);
    this.#bytes += row.bytes.byteLength;
    return this.next >= this.end || this.#bytes >= PAGE_BYTES;
  }

  /** The index after the last line so far. */
  get next(): number {
    const last = this.#rows.at(-1);
    return last === undefined ? this.#asked.from : last.idx + last.count;
  }

  /** No line from here on was asked for. */
  get end(): number {
    return this.#asked.from + this.#asked.limit;
  }

  page(closed: boolean): ChunkPage {
    const [first, ...others] = this.#rows;
    if (first === undefined || this.next <= this.#asked.from) return { closed };
    const bytes = others.length === 0 ? packedBytes(first) : toBytes(joinPacks(this.#rows.map(packOf)));
    return { chunk: { index: first.idx, bytes }, closed };
  }
}

/** The lines of a page that were asked for. */
export function linesIn(
  { chunk }: ChunkPage,
  asked: { readonly from: number; readonly limit: number },
): readonly StoredLogLine[] {
  if (chunk === undefined) return [];
  return linesOf(fromBytes(chunk.bytes), { ...asked, index: chunk.index, bytes: PAGE_BYTES });
}
