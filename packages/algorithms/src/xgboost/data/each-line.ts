import { open } from "node:fs/promises";

/** A longer line is a mistake: it would have to be held in memory whole. */
const LONGEST_LINE = 64 * 1024 * 1024;

const CHUNK = 1024 * 1024;
const NEWLINE = 10;
const RETURN = 13;

/**
 * Calls back with each line of a file: the bytes from `start` to before `end`, without the line break. `line` counts
 * from 1. Reads a chunk at a time; a line above 64 MiB throws a RangeError.
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
      let start = 0;
      for (
        let end = buffer.indexOf(NEWLINE, held);
        end >= 0 && end < filled;
        end = buffer.indexOf(NEWLINE, start)
      ) {
        visit(buffer, start, withoutReturn(buffer, start, end), ++line);
        start = end + 1;
      }
      if (bytesRead === 0) {
        if (filled > start) visit(buffer, start, withoutReturn(buffer, start, filled), ++line);
        return;
      }
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

const withoutReturn = (bytes: Uint8Array, start: number, end: number): number =>
  end > start && bytes[end - 1] === RETURN ? end - 1 : end;
