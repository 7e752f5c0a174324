import type { Ledger, LogStream, StoredLogLine } from "#ledger/ledger.ts";

type Reading = Pick<Ledger, "readLog">;

/** What AWS counts an event for beside its message. */
const OVERHEAD_BYTES = 26;
/** Lines asked for at once. */
const STEP = 500;

export const sizeOf = ({ text }: StoredLogLine): number => Buffer.byteLength(text) + OVERHEAD_BYTES;

/** How much a page may hold: whichever is reached first; one line always fits. */
export interface PageBounds {
  readonly limit: number;
  readonly bytes: number;
}

/** A part of a stream: from one index up to another, which is not in it. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** The first lines of the range, as many as the page holds. */
export async function firstLines(
  ledger: Reading,
  stream: LogStream,
  { from, to, limit, bytes }: LineRange & PageBounds,
): Promise<readonly StoredLogLine[]> {
  const page: StoredLogLine[] = [];
  let size = 0;
  for (let next = from; next < to && page.length < limit; ) {
    const { lines } = await ledger.readLog(stream, {
      from: next,
      limit: Math.min(STEP, to - next, limit - page.length),
    });
    for (const line of lines) {
      if (line.index >= to) return page;
      size += sizeOf(line);
      if (page.length > 0 && size > bytes) return page;
      page.push(line);
    }
    const last = lines.at(-1);
    if (last === undefined) return page;
    next = last.index + 1;
  }
  return page;
}

/** The last lines of the range, in their order, as many as the page holds. */
export async function lastLines(
  ledger: Reading,
  stream: LogStream,
  { from, to, limit, bytes }: LineRange & PageBounds,
): Promise<readonly StoredLogLine[]> {
  let page: readonly StoredLogLine[] = [];
  let left = bytes;
  for (let end = to; end > from && page.length < limit; ) {
    const begin = Math.max(from, end - Math.min(STEP, limit - page.length));
    const step = await firstLines(ledger, stream, { from: begin, to: end, limit: STEP, bytes: Infinity });
    if (step.length === 0) break;
    const kept: StoredLogLine[] = [];
    for (const line of step.toReversed()) {
      left -= sizeOf(line);
      if (left < 0 && page.length + kept.length > 0) return [...kept.toReversed(), ...page];
      kept.push(line);
    }
    page = [...kept.toReversed(), ...page];
    end = begin;
  }
  return page;
}

/**
 * The index of the first line that was written at the time or later; `length` where none was. Found by halving, since lines stand in
 * the order of their times, but for what a clock was set back by.
 */
export async function firstIndexAt(
  ledger: Reading,
  stream: LogStream,
  { at, length }: { readonly at: number; readonly length: number },
): Promise<number> {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { lines } = await ledger.readLog(stream, { from: middle, limit: 1 });
    const [line] = lines;
    if (line === undefined || line.index >= high || line.at.getTime() >= at) high = middle;
    else low = line.index + 1;
  }
  return low;
}
