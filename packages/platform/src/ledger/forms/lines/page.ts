import type { StoredLogLine } from "../../ledger.ts";
import type { ChunkPage } from "../../operations.ts";
import { packOf, type StoredChunk } from "./line-chunk.ts";
import { fromBytes, joinPacks, type LinePack, linesOf, toBytes } from "./line-pack.ts";

/** A page ends before its texts exceed this, whatever the number of lines asked for. */
const PAGE_BYTES = 4 * 1024 * 1024;

export interface ChunkRow extends StoredChunk {
  readonly idx: number;
}

/** Gathers the rows of a page, which come in order, until they hold what was asked for. */
export class PageRows {
  readonly #packs: LinePack[] = [];
  /** No line from here on was asked for. */
  readonly end: number;
  #index: number | undefined;
  #next: number;
  #bytes = 0;

  constructor({ from, limit }: { readonly from: number; readonly limit: number }) {
    this.end = from + limit;
    this.#next = from;
  }

  /** Whether no further row is wanted. */
  add(row: ChunkRow): boolean {
    const pack = packOf(row);
    this.#packs.push(pack);
    this.#index ??= row.idx;
    this.#next = row.idx + pack.times.length;
    this.#bytes += pack.texts.byteLength;
    return this.#next >= this.end || this.#bytes >= PAGE_BYTES;
  }

  /** The index after the last line so far. */
  get next(): number {
    return this.#next;
  }

  page(closed: boolean): ChunkPage {
    if (this.#index === undefined) return { closed };
    return { chunk: { index: this.#index, bytes: toBytes(joinPacks(this.#packs)) }, closed };
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
