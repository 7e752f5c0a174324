import type { LogLine, StoredLogLine } from "../../ledger.ts";
import { readNumbers, writeNumbers } from "./varint.ts";

/** Lines in one piece: their times, the lengths of their texts in bytes, and the texts one after the other. */
export interface LinePack {
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  readonly lengths: readonly number[];
  readonly texts: Uint8Array;
}

export function packLines(lines: readonly LogLine[]): LinePack {
  // A character of a JavaScript text takes three bytes at most.
  const room = lines.reduce((sum, { text }) => sum + 3 * text.length, 0);
  const texts = Buffer.allocUnsafe(room);
  let end = 0;
  const lengths = lines.map(({ text }) => {
    const length = texts.write(text, end);
    end += length;
    return length;
  });
  return { times: lines.map(({ at }) => at.getTime()), lengths, texts: texts.subarray(0, end) };
}

export function joinPacks(packs: readonly LinePack[]): LinePack {
  const [only, ...others] = packs;
  if (only !== undefined && others.length === 0) return only;
  return {
    times: packs.flatMap(({ times }) => times),
    lengths: packs.flatMap(({ lengths }) => lengths),
    texts: Buffer.concat(packs.map(({ texts }) => texts)),
  };
}

/** Without its first `count` lines. */
export function withoutFirst({ times, lengths, texts }: LinePack, count: number): LinePack {
  const dropped = lengths.slice(0, count).reduce((sum, length) => sum + length, 0);
  return { times: times.slice(count), lengths: lengths.slice(count), texts: texts.subarray(dropped) };
}

/** The lines as read, where the first has index `index`: at most `limit` from `from` on, and no more once they hold `bytes`. */
export function linesOf(
  { times, lengths, texts }: LinePack,
  page: { readonly index: number; readonly from: number; readonly limit: number; readonly bytes: number },
): readonly StoredLogLine[] {
  const buffer = Buffer.from(texts.buffer, texts.byteOffset, texts.byteLength);
  const lines: StoredLogLine[] = [];
  let [start, taken] = [0, 0];
  for (const [offset, length] of lengths.entries()) {
    const end = start + length;
    const index = page.index + offset;
    if (index >= page.from) {
      if (lines.length >= page.limit || (lines.length > 0 && taken + length > page.bytes)) break;
      taken += length;
      lines.push({ index, at: new Date(times[offset] ?? 0), text: buffer.toString("utf8", start, end) });
    }
    start = end;
  }
  return lines;
}

/**
 * The number of lines, their times as differences, their lengths, and the texts. In a buffer of their own: what goes to another
 * thread takes its whole buffer along.
 */
export function toBytes({ times, lengths, texts }: LinePack): Uint8Array {
  const numbers = [times.length];
  let before = 0;
  for (const time of times) {
    numbers.push(zigzag(time - before));
    before = time;
  }
  const head = writeNumbers([...numbers, ...lengths]);
  const bytes = new Uint8Array(head.byteLength + texts.byteLength);
  bytes.set(head);
  bytes.set(texts, head.byteLength);
  return bytes;
}

/** Throws a RangeError on what `toBytes` did not make. */
export function fromBytes(bytes: Uint8Array): LinePack {
  const [count = 0] = readNumbers(bytes, 1).values;
  if (1 + 2 * count > bytes.byteLength)
    throw new RangeError(`${bytes.byteLength} bytes hold no ${count} lines`);
  const { values, end } = readNumbers(bytes, 1 + 2 * count);
  let time = 0;
  const times = values.slice(1, 1 + count).map((value) => {
    time += unzigzag(value);
    return time;
  });
  return { times, lengths: values.slice(1 + count), texts: bytes.subarray(end) };
}

/** Small numbers of either sign as small ones of none. */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}
