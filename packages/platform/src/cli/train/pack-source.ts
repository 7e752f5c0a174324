import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { SlipwayError } from "@slipway/model";
import { type Pack, pack } from "tar-stream";
import { addFile } from "#lib/tar/add-entry.ts";
import type { SourceFile } from "./source-files.ts";

/** A packed program; the same files give the same digest, whenever and wherever they are packed. */
export interface PackedSource {
  readonly path: string;
  readonly size: number;
  /** Of the archive, hexadecimal. */
  readonly sha256: string;
  discard(): Promise<void>;
}

const LARGEST_BYTES = 512 * 1024 * 1024;
const EPOCH = new Date(0);

/** Packs the files as tar.gz in a temporary file, without times, owners or anything else of this machine. */
export async function packSource(files: readonly SourceFile[], signal: AbortSignal): Promise<PackedSource> {
  refuseLarge(files);
  const folder = await mkdtemp(join(tmpdir(), "slipway-source-"));
  const discard = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, "source.tar.gz");
    const hash = createHash("sha256");
    const archive = pack();
    const writing = pipeline(archive, createGzip(), hashing(hash), createWriteStream(path), {
      signal,
    });
    await Promise.all([writing, fill(archive, files)]);
    return { path, size: (await stat(path)).size, sha256: hash.digest("hex"), discard };
  } catch (error) {
    await discard();
    signal.throwIfAborted();
    throw new SlipwayError("SLIP-CLI-002", `the source cannot be packed: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function fill(archive: Pack, files: readonly SourceFile[]): Promise<void> {
  try {
    for (const { path, name, executable } of files) {
      await addFile(archive, { name, path }, { mode: executable ? 0o755 : 0o644, mtime: EPOCH });
    }
    archive.finalize();
  } catch (error) {
    archive.destroy(error as Error);
    throw error;
  }
}

function hashing(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}

function refuseLarge(files: readonly SourceFile[]): void {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total <= LARGEST_BYTES) return;
  const largest = [...files].sort((a, b) => b.size - a.size).slice(0, 3);
  const named = largest.map(({ name, size }) => `${name} (${mebibytes(size)} MiB)`).join(", ");
  throw new SlipwayError(
    "SLIP-CLI-014",
    `the folder holds ${mebibytes(total)} MiB, at most ${mebibytes(LARGEST_BYTES)} are packed; the largest files are ${named}`,
  );
}

const mebibytes = (bytes: number): number => Math.ceil(bytes / 1024 / 1024);
