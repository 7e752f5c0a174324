import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { SlipwayError } from "@slipway/model";

/** Bytes of an object that lies in files, one after the other. */
export interface FilesPart {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Inclusive, in bytes of the whole. */
  readonly range: { readonly start: number; readonly end: number };
  /** Of the whole, where it is known and all of it is asked for. */
  readonly md5?: string | undefined;
  /** The file that is to blame for another content, where these are copies of it. */
  readonly named?: string;
}

const READ_BYTES = 256 * 1024;

/** Fails with SLIP-S3-020 where a file is missing or short, and before its last bytes where the content is another than was stored. */
export function readFiles(part: FilesPart): Readable {
  const { files, md5 } = part;
  const bytes = bytesOf(part);
  const [only] = files;
  const checked =
    md5 === undefined || only === undefined ? bytes : verified(bytes, part.named ?? only.path, md5);
  return Readable.from(checked, { objectMode: false, highWaterMark: READ_BYTES });
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

async function* verified(chunks: AsyncIterable<Buffer>, path: string, md5: string): AsyncGenerator<Buffer> {
  const hash = createHash("md5");
  let last: Buffer | undefined;
  for await (const chunk of chunks) {
    hash.update(chunk);
    if (last !== undefined) yield last;
    last = chunk;
  }
  if (hash.digest("hex") !== md5) throw damaged(path, "has another content than was stored");
  if (last !== undefined) yield last;
}

async function* bytesOf({ files, range }: FilesPart): AsyncGenerator<Buffer> {
  let offset = 0;
  for (const { path, size } of files) {
    const start = Math.max(range.start - offset, 0);
    const end = Math.min(range.end - offset, size - 1);
    offset += size;
    if (start <= end) yield* partOf(path, start, end);
  }
}

async function* partOf(path: string, start: number, end: number): AsyncGenerator<Buffer> {
  let missing = end - start + 1;
  try {
    const chunks: AsyncIterable<Buffer> = createReadStream(path, { start, end, highWaterMark: READ_BYTES });
    for await (const chunk of chunks) {
      missing -= chunk.length;
      yield chunk;
    }
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw isMissing ? damaged(path, "is missing") : error;
  }
  if (missing > 0) throw damaged(path, `lacks ${missing} bytes`);
}
