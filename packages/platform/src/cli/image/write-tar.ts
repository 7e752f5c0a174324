import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import { addContent, addEntry, addFile } from "#lib/tar/add-entry.ts";
import { inOrder, type LayerEntry } from "./layer-entry.ts";

export interface TarOptions {
  readonly file: string;
  /** Of every entry. */
  readonly time: Date;
  readonly gzip: boolean;
  readonly signal: AbortSignal;
}

export interface WrittenTar {
  readonly file: string;
  /** Of the file. */
  readonly size: number;
  readonly digest: string;
  /** Of the tar before it was compressed. */
  readonly tarDigest: string;
}

const CHUNK_BYTES = 256 * 1024;

/** Writes a new tar file in which nothing but the entries' names, modes and contents makes a difference. */
export async function writeTar(entries: readonly LayerEntry[], options: TarOptions): Promise<WrittenTar> {
  const archive = pack();
  const tar = new Measure();
  const written = new Measure();
  const to = createWriteStream(options.file, { flags: "wx", flush: true });
  const gzip = createGzip({ level: 6, chunkSize: CHUNK_BYTES });
  const writing = options.gzip
    ? pipeline(archive, tar, gzip, written, to, { signal: options.signal })
    : pipeline(archive, tar, written, to, { signal: options.signal });
  const outcomes = await Promise.allSettled([writing, fill(archive, inOrder(entries), options.time)]);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  return { file: options.file, size: written.size, digest: written.digest(), tarDigest: tar.digest() };
}

async function fill(archive: Pack, entries: readonly LayerEntry[], time: Date): Promise<void> {
  try {
    for (const entry of entries) await add(archive, entry, time);
    archive.finalize();
  } catch (error) {
    archive.destroy(error as Error);
    throw error;
  }
}

function add(archive: Pack, entry: LayerEntry, mtime: Date): Promise<void> {
  switch (entry.type) {
    case "folder":
      return addEntry(archive, { name: entry.name, type: "directory", mode: entry.mode ?? 0o755, mtime });
    case "file":
      return addFile(archive, entry, { mode: entry.mode ?? 0o644, mtime });
    case "text":
      return addContent(archive, { name: entry.name, mode: 0o644, mtime }, Buffer.from(entry.text));
  }
}

/** Counts and hashes what passes. */
class Measure extends Transform {
  readonly #hash = createHash("sha256");
  #size = 0;

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.#hash.update(chunk);
    this.#size += chunk.length;
    done(null, chunk);
  }

  get size(): number {
    return this.#size;
  }

  /** As OCI writes it; once, at the end. */
  digest(): string {
    return `sha256:${this.#hash.digest("hex")}`;
  }
}
