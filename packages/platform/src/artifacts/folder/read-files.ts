import { createHash } from "node:crypto";
import { closeSync, openSync, read, readSync } from "node:fs";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { SlipwayError } from "@slipway/model";
import type { Digest } from "../kept-files.ts";
import { BufferPool } from "./buffer-pool.ts";

/** Bytes of an object that lies in files, one after the other. */
export interface FilesPart {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Inclusive, in bytes of the whole. */
  readonly range: { readonly start: number; readonly end: number };
  /** Of the whole, where it is known and all of it is asked for. */
  readonly digest?: Digest | undefined;
  /** The file that is to blame for another content, where these are copies of it. */
  readonly named?: string;
}

const READ_BYTES = 256 * 1024;
/** Copied out of the page cache in less time than another thread is woken in. */
const SMALL_BYTES = 64 * 1024;

const POOL = new BufferPool(READ_BYTES, 16);
const readInto = promisify(read);

/** Fails with SLIP-S3-020 where a file is missing or short, and before its last bytes where the content is another than was stored. */
export function readFiles(part: FilesPart): Readable {
  const fresh = () => Buffer.allocUnsafeSlow(READ_BYTES);
  return Readable.from(piecesOf(part, fresh), { objectMode: false, highWaterMark: READ_BYTES });
}

/** The same bytes, with two buffers for all of them: a piece is valid until the next is asked for. */
export async function* readPieces(part: FilesPart): AsyncGenerator<Buffer> {
  if (part.range.end - part.range.start < SMALL_BYTES) return yield* piecesOf(part, () => Buffer.alloc(0));
  const buffers = [POOL.take(), POOL.take()] as const;
  let turn = 0;
  yield* ahead(piecesOf(part, () => buffers[turn++ % 2 === 0 ? 0 : 1]));
  // Only of a reader that came to the end it is known that nobody sends from them any more.
  for (const buffer of buffers) POOL.give(buffer);
}

/** The range of an object with so many bytes, in full. Throws SLIP-S3-013 where it begins behind the end. */
export function within(
  size: number,
  { start, end }: { readonly start: number; readonly end?: number } = { start: 0 },
): FilesPart["range"] {
  if (start > 0 && start >= size)
    throw new SlipwayError("SLIP-S3-013", `The object has ${size} bytes; the range starts at ${start}.`);
  return { start, end: Math.min(end ?? Number.POSITIVE_INFINITY, size - 1) };
}

export const damaged = (path: string, how: string): SlipwayError =>
  new SlipwayError("SLIP-S3-020", `The file ${path}, which the index of the artifacts folder names, ${how}.`);

/** Reads the next piece while one is taken. */
async function* ahead(pieces: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const next = () => {
    const coming = pieces.next();
    // Told when it is asked for, and to nobody where the reader has left.
    coming.catch(() => {});
    return coming;
  };
  let coming = next();
  try {
    for (let piece = await coming; piece.done !== true; piece = await coming) {
      coming = next();
      yield piece.value;
    }
  } finally {
    await pieces.return(undefined);
  }
}

/** `buffer` gives the place of each piece that is not small. */
async function* piecesOf(part: FilesPart, buffer: () => Buffer): AsyncGenerator<Buffer> {
  const { files, range, digest } = part;
  const [only] = files;
  const sum = digest && only && startDigest(digest.algorithm);
  let left = range.end - range.start + 1;
  for await (const piece of bytesOf(part, buffer)) {
    sum?.update(piece);
    left -= piece.length;
    if (left === 0 && sum !== undefined && sum.digest() !== digest?.value)
      throw damaged(part.named ?? only?.path ?? "", "has another content than was stored");
    yield piece;
  }
}

function startDigest(algorithm: Digest["algorithm"]): { update(piece: Buffer): void; digest(): string } {
  if (algorithm === "MD5") {
    const hash = createHash("md5");
    return { update: (piece) => void hash.update(piece), digest: () => hash.digest("hex") };
  }
  let so = 0;
  return {
    update: (piece) => {
      so = crc32(piece, so);
    },
    digest: () => so.toString(16).padStart(8, "0"),
  };
}

async function* bytesOf({ files, range }: FilesPart, buffer: () => Buffer): AsyncGenerator<Buffer> {
  let offset = 0;
  for (const { path, size } of files) {
    const start = Math.max(range.start - offset, 0);
    const end = Math.min(range.end - offset, size - 1);
    offset += size;
    if (start <= end) yield* partOf(path, { start, length: end - start + 1 }, buffer);
  }
}

async function* partOf(
  path: string,
  { start, length }: { readonly start: number; readonly length: number },
  buffer: () => Buffer,
): AsyncGenerator<Buffer> {
  const file = opened(path);
  try {
    for (let missing = length; missing > 0; ) {
      const small = missing <= SMALL_BYTES;
      const place = small ? Buffer.allocUnsafe(missing) : buffer();
      const most = Math.min(missing, place.length);
      const at = start + length - missing;
      const bytes = small
        ? readSync(file, place, 0, most, at)
        : (await readInto(file, place, 0, most, at)).bytesRead;
      if (bytes === 0) throw damaged(path, `lacks ${missing} bytes`);
      missing -= bytes;
      yield place.subarray(0, bytes);
    }
  } finally {
    closeSync(file);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ENOENT" ? damaged(path, "is missing") : error;
  }
}
