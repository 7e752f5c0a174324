import { deflateRawSync, inflateRawSync } from "node:zlib";
import { SlipwayError } from "@slipway/model";
import type { LogLine } from "../../ledger.ts";
import { fromBytes, type LinePack, packLines, toBytes } from "./line-pack.ts";

/** How a chunk's bytes are to be read: one line's text as it is, a pack of lines, or a pack that is deflated. */
export const FORM = { text: 0, pack: 1, deflated: 2 } as const;

/** Lines of a stream that follow each other, as they are stored in one row. */
export interface LineChunk {
  readonly count: number;
  /** Of the first line; of all lines the latest. Milliseconds since 1970. */
  readonly at: number;
  readonly newestAt: number;
  readonly form: number;
  readonly bytes: Uint8Array;
}

/** What is read of a row to know its lines. */
export type StoredChunk = Pick<LineChunk, "at" | "form" | "bytes">;

const LINES = 500;
/** Texts of a chunk together, but for a line that is longer by itself. */
const TEXT_BYTES = 64 * 1024;
/** Of less nothing can be saved. */
const DEFLATED_FROM = 256;

/** Lines in chunks of bounded size, not deflated: who stores them knows whether they stay as they are. */
export function chunksOf(lines: readonly LogLine[]): readonly LineChunk[] {
  const chunks: LineChunk[] = [];
  for (let start = 0; start < lines.length; ) {
    let end = start;
    let bytes = 0;
    for (; end < Math.min(lines.length, start + LINES); end++) {
      bytes += lines[end]?.text.length ?? 0;
      if (bytes > TEXT_BYTES && end > start) break;
    }
    chunks.push(chunkOf(packLines(lines.slice(start, end))));
    start = end;
  }
  return chunks;
}

export function chunkOf(pack: LinePack): LineChunk {
  const { times } = pack;
  const newestAt = times.reduce((newest, time) => Math.max(newest, time), Number.NEGATIVE_INFINITY);
  return { count: times.length, at: times[0] ?? 0, newestAt, form: FORM.pack, bytes: toBytes(pack) };
}

export function deflated(chunk: LineChunk): LineChunk {
  if (chunk.form !== FORM.pack || chunk.bytes.byteLength < DEFLATED_FROM) return chunk;
  const bytes = deflateRawSync(chunk.bytes, { level: 1 });
  return bytes.byteLength < chunk.bytes.byteLength ? { ...chunk, form: FORM.deflated, bytes } : chunk;
}

/** Throws SLIP-LEDGER-003 on bytes that are not as they were stored. */
export function packOf({ at, form, bytes }: StoredChunk): LinePack {
  if (form === FORM.text) return { times: [at], lengths: [bytes.byteLength], texts: bytes };
  try {
    return fromBytes(form === FORM.deflated ? inflateRawSync(bytes) : bytes);
  } catch (cause) {
    throw new SlipwayError("SLIP-LEDGER-003", `lines of a log are damaged: ${(cause as Error).message}`, {
      cause,
    });
  }
}
