import { createHash } from "node:crypto";
import { closeSync, fdatasync, openSync, writeSync, writev } from "node:fs";
import type { Readable } from "node:stream";
import { promisify } from "node:util";

export interface Written {
  readonly size: number;
  /** Hexadecimal. */
  readonly md5: string;
}

/** What a body holds in memory, at most, and the pieces that it is made of. */
const GATHERED_BYTES = 512 * 1024;
const GATHERED_PIECES = 256;
/** Copied into the page cache in less time than another thread is woken in. */
const SMALL_BYTES = 64 * 1024;

const appended = promisify(writev);
const onDisk = promisify(fdatasync);

/** Writes a file that is not there yet, and resolves when it is on the disk. Half a file stays when it throws. */
export async function writeFile(
  path: string,
  body: Readable | AsyncIterable<Uint8Array> | Buffer,
): Promise<Written> {
  const file = openSync(path, "wx", 0o600);
  try {
    const md5 = createHash("md5");
    let size = 0;
    let gathered: Uint8Array[] = [];
    let bytes = 0;
    const pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = Buffer.isBuffer(body) ? [body] : body;
    for await (const piece of pieces) {
      md5.update(piece);
      size += piece.length;
      bytes += piece.length;
      gathered.push(piece);
      if (bytes < GATHERED_BYTES && gathered.length < GATHERED_PIECES) continue;
      await append(file, gathered);
      [gathered, bytes] = [[], 0];
    }
    if (bytes > SMALL_BYTES) await append(file, gathered);
    else for (const piece of gathered) appendNow(file, piece);
    await onDisk(file);
    return { size, md5: md5.digest("hex") };
  } finally {
    closeSync(file);
  }
}

/** A disk that is about to be full takes less than it is given. */
async function append(file: number, pieces: readonly Uint8Array[]): Promise<void> {
  let left = pieces.reduce((sum, piece) => sum + piece.length, 0);
  for (let rest = [...pieces]; left > 0; ) {
    const { bytesWritten } = await appended(file, rest);
    left -= bytesWritten;
    if (left > 0) rest = [Buffer.concat(rest).subarray(bytesWritten)];
  }
}

function appendNow(file: number, piece: Uint8Array): void {
  for (let from = 0; from < piece.length; ) from += writeSync(file, piece, from);
}
