import { open } from "node:fs/promises";
import { afterBreak, LineBreaks, markLength } from "./line-breaks.ts";

/** A longer line is a mistake: it would have to be held in memory whole. */
const LONGEST_LINE = 64 * 1024 * 1024;

const CHUNK = 1024 * 1024;
const CARRIAGE_RETURN = 13;

type Visit = (bytes: Uint8Array, start: number, end: number) => void;

/**
 * Calls back with each line of a file: the bytes from `start` to before `end`, without the line break (line feed, return
 * or both) and without the mark of UTF-8 at the file's start. `line` counts from 1. Reads a chunk at a time; a line above
 * 64 MiB throws a RangeError.
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
    const count: Visit = (bytes, start, end) => visit(bytes, start, end, ++line);
    for (;;) {
      if (held === buffer.length) buffer = enlarge(buffer);
      const { bytesRead } = await file.read(buffer, held, buffer.length - held);
      const filled = held + bytesRead;
      const part = buffer.subarray(0, filled);
      const from = line === 0 ? markLength(part) : 0;
      const ended = bytesRead === 0;
      const done = visitLines(part, { from, searched: held, ended }, count);
      if (ended) return;
      // The mark stays until the first line is whole.
      const start = line === 0 ? 0 : done;
      buffer.copyWithin(0, start, filled);
      held = filled - start;
    }
  } finally {
    await file.close();
  }
}

interface Range {
  readonly from: number;
  /** Before this there is no line break. */
  readonly searched: number;
  /** Nothing follows: the rest is a line too. */
  readonly ended: boolean;
}

/** Where the first line starts whose end is not there yet. */
function visitLines(part: Uint8Array, { from, searched, ended }: Range, visit: Visit): number {
  const breaks = new LineBreaks(part, searched);
  let start = from;
  for (let end = breaks.next(start); end >= 0; end = breaks.next(start)) {
    // Whether a line feed follows a return at the end of the chunk is seen with the next one.
    if (end === part.length - 1 && part[end] === CARRIAGE_RETURN && !ended) return start;
    visit(part, start, end);
    start = afterBreak(part, end);
  }
  if (ended && part.length > start) visit(part, start, part.length);
  return start;
}

function enlarge(buffer: Buffer): Buffer<ArrayBuffer> {
  if (buffer.length >= LONGEST_LINE) throw new RangeError(`a line is longer than ${LONGEST_LINE} bytes`);
  const larger = Buffer.allocUnsafe(buffer.length * 2);
  buffer.copy(larger);
  return larger;
}
