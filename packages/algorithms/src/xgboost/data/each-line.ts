import { open } from "node:fs/promises";

/** A longer line is a mistake: it would have to be held in memory whole. */
const LONGEST_LINE = 64 * 1024 * 1024;

const CHUNK = 1024 * 1024;
const NEWLINE = 10;
const RETURN = 13;

/**
 * Calls back with each line of a file: the bytes from `start` to before `end`, without the line break (line feed, return
 * or both) and without the mark of UTF-8 at the file's start. `line` counts from 1. Reads a chunk at a time; a line above 64 MiB throws a RangeError.
 */
export async function eachLine(
  path: string,
  visit: (bytes: Uint8Array, start: number, end: number, line: number) => void,
): Promise<void> {
  const file = await open(path, "r");
  try {
    let buffer = Buffer.allocUnsafe(CHUNK);
    let held = 0;
    let line = 0;
    for (;;) {
      if (held === buffer.length) buffer = enlarge(buffer);
      const { bytesRead } = await file.read(buffer, held, buffer.length - held);
      const filled = held + bytesRead;
      const part = buffer.subarray(0, filled);
      const ended = bytesRead === 0;
      let start = line === 0 ? markLength(part) : 0;
      const breaks = new LineBreaks(part, held);
      for (let end = breaks.next(start); end >= 0; end = breaks.next(start)) {
        // Whether a line feed follows a return at the end of the chunk is seen with the next one.
        if (end === filled - 1 && part[end] === RETURN && !ended) break;
        visit(part, start, end, ++line);
        start = end + (part[end] === RETURN && part[end + 1] === NEWLINE ? 2 : 1);
      }
      if (ended) {
        if (filled > start) visit(part, start, filled, ++line);
        return;
      }
      if (line === 0) start = 0;
      buffer.copyWithin(0, start, filled);
      held = filled - start;
    }
  } finally {
    await file.close();
  }
}

function enlarge(buffer: Buffer): Buffer<ArrayBuffer> {
  if (buffer.length >= LONGEST_LINE) throw new RangeError(`a line is longer than ${LONGEST_LINE} bytes`);
  const larger = Buffer.allocUnsafe(buffer.length * 2);
  buffer.copy(larger);
  return larger;
}

/** Finds line feeds and returns; looks at no byte twice for either. */
class LineBreaks {
  readonly #bytes: Uint8Array;
  #feed: number;
  #return: number;

  /** Before `from` there are none, except perhaps a return in the last place. */
  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes;
    this.#feed = bytes.indexOf(NEWLINE, from);
    this.#return = bytes.indexOf(RETURN, Math.max(0, from - 1));
  }

  /** The first at `from` or behind it; -1 when there is none. */
  next(from: number): number {
    if (this.#feed >= 0 && this.#feed < from) this.#feed = this.#bytes.indexOf(NEWLINE, from);
    if (this.#return >= 0 && this.#return < from) this.#return = this.#bytes.indexOf(RETURN, from);
    if (this.#feed < 0 || this.#return < 0) return Math.max(this.#feed, this.#return);
    return Math.min(this.#feed, this.#return);
  }
}

/** Length of the byte order mark of UTF-8 that many programs put first. */
export const markLength = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
