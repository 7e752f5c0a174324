const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export interface Line {
  readonly bytes: Buffer;
  /** Where it begins, in bytes. */
  readonly at: number;
  /** Which one it is, from 1. */
  readonly number: number;
}

interface Bound {
  /** Bytes of a line, without its line break. */
  readonly longest: number;
  /** What is thrown in place of a longer one. */
  tooLong(line: Omit<Line, "bytes">): Error;
}

/** Lines, empty ones too, without the LF or CR LF that ends them. No more is held than a line of the length that is allowed. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  { longest, tooLong }: Bound,
): AsyncGenerator<Line> {
  let [at, number] = [0, 1];
  let pieces: Uint8Array[] = [];
  let held = 0;
  const hold = (piece: Uint8Array): void => {
    pieces.push(piece);
    held += piece.length;
    // A carriage return may stand at its end.
    if (held > longest + 1) throw tooLong({ at, number });
  };
  const ended = (): Line => {
    const line = { bytes: withoutReturn(joined(pieces)), at, number };
    if (line.bytes.length > longest) throw tooLong(line);
    at += held + 1;
    number += 1;
    pieces = [];
    held = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(LINE_FEED); to !== -1; to = chunk.indexOf(LINE_FEED, from)) {
      hold(chunk.subarray(from, to));
      yield ended();
      from = to + 1;
    }
    if (from < chunk.length) hold(chunk.subarray(from));
  }
  if (held > 0) yield ended();
}

function joined(pieces: readonly Uint8Array[]): Buffer {
  const [first, ...others] = pieces;
  if (first === undefined || others.length > 0) return Buffer.concat(pieces);
  return Buffer.from(first.buffer, first.byteOffset, first.byteLength);
}

function withoutReturn(bytes: Buffer): Buffer {
  return bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
}
