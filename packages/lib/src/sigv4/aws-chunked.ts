import { createHash } from "node:crypto";
import { sameBytes } from "../same-bytes.ts";
import { ChunkReader, unreadable } from "./chunk-reader.ts";
import { bodyMismatch, type ChunkSigner, type PayloadRule } from "./payload-rule.ts";

/** Headers that follow the last chunk, by lower-case name; empty until the body has been read to its end. */
export type Trailers = Map<string, string>;

const MAX_LINE = 1024;
/** Headers, and empty lines before and after them. */
const MAX_TRAILER_LINES = 24;

/**
 * Decodes an aws-chunked body and proves each chunk's signature where the request carries them. What it yields counts only when it
 * ends without an error: a chunk's signature is checked behind its bytes.
 */
export async function* awsChunked(
  source: AsyncIterable<Uint8Array>,
  { signer, trailer }: Extract<PayloadRule, { kind: "chunked" }>,
  trailers: Trailers,
): AsyncGenerator<Buffer> {
  const reader = new ChunkReader(source);
  const few = new FewChunks();
  try {
    for (let size = yield* chunk(reader, signer); size > 0; size = yield* chunk(reader, signer)) {
      few.count(size);
      if ((await reader.line(MAX_LINE)) !== "") throw unreadable("a chunk is longer than it says");
    }
    await readTrailers(reader, trailers);
  } finally {
    await reader.close();
  }
  if (!trailer && trailers.size > 0)
    throw unreadable("headers follow its last chunk, but were not announced");
  if (trailer && signer !== undefined) checkTrailers(trailers, signer);
}

/** Each chunk costs about as much as a kilobyte of data: clients that send tiny ones throughout are refused. S3 asks for 8 KiB. */
class FewChunks {
  #allowance = 10_000;

  count(size: number): void {
    this.#allowance = Math.min(this.#allowance + size / 1024 - 1, 10_000);
    if (this.#allowance < 0) throw unreadable("its chunks are too small");
  }
}

/** Yields one chunk's data and returns its size; the last one has none. */
async function* chunk(reader: ChunkReader, signer: ChunkSigner | undefined): AsyncGenerator<Buffer, number> {
  const { size, signature } = chunkHead(await reader.line(MAX_LINE));
  const hash = createHash("sha256");
  for await (const piece of reader.bytes(size)) {
    if (signer !== undefined) hash.update(piece);
    yield piece;
  }
  if (signer !== undefined) check(signature, signer.chunk(hash.digest("hex")));
  return size;
}

function chunkHead(line: string | undefined): {
  readonly size: number;
  readonly signature: string | undefined;
} {
  const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line ?? "");
  if (match?.[1] === undefined) throw unreadable("a chunk does not start with its size");
  return { size: Number.parseInt(match[1], 16), signature: match[2] };
}

async function readTrailers(reader: ChunkReader, trailers: Trailers): Promise<void> {
  let lines = 0;
  for (let line = await reader.line(MAX_LINE); line !== undefined; line = await reader.line(MAX_LINE)) {
    if (++lines > MAX_TRAILER_LINES) throw unreadable("too much follows its last chunk");
    if (line === "") continue;
    const colon = line.indexOf(":");
    if (colon < 1) throw unreadable("what follows its last chunk are not headers");
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function checkTrailers(trailers: Trailers, signer: ChunkSigner): void {
  const signature = trailers.get("x-amz-trailer-signature");
  trailers.delete("x-amz-trailer-signature");
  const lines = [...trailers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`);
  check(signature, signer.trailer(createHash("sha256").update(lines.join("")).digest("hex")));
}

function check(signature: string | undefined, expected: string): void {
  if (!sameBytes(signature ?? "", expected)) throw bodyMismatch();
}
