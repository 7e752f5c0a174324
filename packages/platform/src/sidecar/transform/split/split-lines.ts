import type { BatchRecord, Chunks } from "./record.ts";
import { tooLong } from "./too-long.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Lines without the line breaks that end them; empty ones are no records. Throws SLIP-BATCH-004 for one of more than `longest` bytes, of
 * which no more are held.
 */
export async function* splitLines(chunks: Chunks, longest: number): AsyncGenerator<BatchRecord> {
  let at = 0;
  let number = 0;
  let begun: Uint8Array[] = [];
  let held = 0;
  const end = (last: Uint8Array): BatchRecord | undefined => {
    const bytes = withoutReturn(held === 0 ? asBuffer(last) : Buffer.concat([...begun, last]));
    const record = bytes.length === 0 ? undefined : { bytes, at, number: number + 1 };
    if (record !== undefined) number += 1;
    begun = [];
    held = 0;
    return record;
  };
  const check = (length: number): void => {
    // Without the carriage return that may stand at its end.
    if (length > longest + 1) throw tooLong(`record ${number + 1} (byte ${at})`, longest);
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(LINE_FEED); to !== -1; to = chunk.indexOf(LINE_FEED, from)) {
      check(held + to - from);
      const length = held + to - from + 1;
      const record = end(chunk.subarray(from, to));
      if (record !== undefined) {
        if (record.bytes.length > longest) throw tooLong(`record ${record.number} (byte ${at})`, longest);
        yield record;
      }
      at += length;
      from = to + 1;
    }
    check(held + chunk.length - from);
    if (from < chunk.length) {
      begun.push(chunk.subarray(from));
      held += chunk.length - from;
    }
  }
  const last = end(new Uint8Array());
  if (last === undefined) return;
  if (last.bytes.length > longest) throw tooLong(`record ${last.number} (byte ${at})`, longest);
  yield last;
}

function withoutReturn(bytes: Buffer): Buffer {
  return bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
