import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { SlipwayError } from "@slipway/model";
import { artifactFailure, noSpace } from "./artifact-failure.ts";
import { damageOf } from "./damage-of.ts";
import { linkOrCopy } from "./link-or-copy.ts";
import type { Trash } from "./trash.ts";

/** A file that is written whole and on the disk. */
export interface WrittenFile {
  readonly file: string;
  readonly size: number;
  /** Hexadecimal. */
  readonly md5: string;
}

export interface Segment {
  readonly file: string;
  readonly size: number;
}

const READ_BYTES = 256 * 1024;
const CHECKED_AT_ONCE = 64;
/**
 * The bytes of objects: immutable files with random names in one folder. A new file stands in the trash until the index refers to
 * it, so a crash at any time leaves nothing that is not found again. Files being read are removed when the last reader is done.
 */
export class BodyFiles {
  readonly #folder: string;
  readonly #trash: Trash;
  readonly #mayGrow: () => boolean;
  readonly #writing = new Set<string>();
  readonly #readers = new Map<string, number>();
  #holds = 0;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(folder: string, trash: Trash, mayGrow: () => boolean) {
    this.#folder = folder;
    this.#trash = trash;
    this.#mayGrow = mayGrow;
  }

  path(file: string): string {
    return join(this.#folder, file);
  }

  /** Writes a body to the disk. The caller makes the index refer to it, or gives it to `discard`. */
  async write(body: Readable | Buffer): Promise<WrittenFile> {
    const file = this.#reserve();
    try {
      const handle = await open(this.path(file), "wx", 0o600);
      try {
        return { file, ...(await fill(handle, body)) };
      } finally {
        await handle.close();
      }
    } catch (error) {
      await this.discard([file]);
      throw artifactFailure(error);
    }
  }

  /** The same bytes under new names, without copying them where the file system can. */
  async duplicate(segments: readonly Segment[]): Promise<readonly Segment[]> {
    const made: Segment[] = [];
    try {
      for (const { file, size } of segments) {
        const copy = this.#reserve();
        made.push({ file: copy, size });
        await linkOrCopy(this.path(file), this.path(copy));
      }
      return made;
    } catch (error) {
      await this.discard(made.map((segment) => segment.file));
      throw artifactFailure(error);
    }
  }

  /** After the commit that refers to the files. */
  kept(files: readonly string[]): void {
    for (const file of files) this.#writing.delete(file);
  }

  /** Removes files that nothing refers to; never throws: what it cannot remove now goes at the next start. */
  async discard(files: readonly string[]): Promise<void> {
    for (const file of files) this.#writing.delete(file);
    await this.sweep(files);
  }

  /** Holds the files until the returned function is called. */
  pin(segments: readonly Segment[]): () => void {
    for (const { file } of segments) this.#readers.set(file, (this.#readers.get(file) ?? 0) + 1);
    let pinned = true;
    return () => {
      if (!pinned) return;
      pinned = false;
      const idle = segments.filter(({ file }) => this.#unpin(file));
      if (idle.length > 0) void this.sweep(idle.map(({ file }) => file));
    };
  }

  /** Throws SLIP-S3-020 unless each file is there with the size that the index says: before an answer begins, not in its middle. */
  async check(segments: readonly Segment[]): Promise<void> {
    for (let from = 0; from < segments.length; from += CHECKED_AT_ONCE) {
      await Promise.all(
        segments.slice(from, from + CHECKED_AT_ONCE).map((segment) => this.#checkOne(segment)),
      );
    }
  }

  async #checkOne({ file, size }: Segment): Promise<void> {
    const damage = await damageOf(this.path(file), size);
    if (damage !== undefined) throw damaged(this.path(file), damage);
  }

  /** No file is removed until the returned function is called. */
  hold(): () => Promise<void> {
    this.#holds += 1;
    return async () => {
      this.#holds -= 1;
      await this.sweep();
    };
  }

  /** Empties the trash of what nobody writes or reads; `files` narrows it down to those that may be in it. */
  sweep(files?: readonly string[]): Promise<void> {
    this.#sweeping = this.#sweeping.then(() => this.#sweepNow(files ?? this.#trash.files())).catch(() => {});
    return this.#sweeping;
  }

  /** `md5`: of the whole, where it is known and all of it is asked for; content that is another fails before its last bytes. */
  stream(
    segments: readonly Segment[],
    range: { readonly start: number; readonly end: number },
    done: () => void,
    md5?: string,
  ): Readable {
    const [only] = segments;
    const bytes = this.#bytes(segments, range);
    const checked = md5 === undefined || only === undefined ? bytes : this.#verified(bytes, only.file, md5);
    const stream = Readable.from(checked, {
      objectMode: false,
      highWaterMark: READ_BYTES,
    });
    stream.once("close", done);
    return stream;
  }

  async *#verified(chunks: AsyncIterable<Buffer>, file: string, md5: string): AsyncGenerator<Buffer> {
    const hash = createHash("md5");
    let last: Buffer | undefined;
    for await (const chunk of chunks) {
      hash.update(chunk);
      if (last !== undefined) yield last;
      last = chunk;
    }
    if (hash.digest("hex") !== md5) throw damaged(this.path(file), "has another content than was stored");
    if (last !== undefined) yield last;
  }

  async *#bytes(segments: readonly Segment[], range: { start: number; end: number }): AsyncGenerator<Buffer> {
    let offset = 0;
    for (const { file, size } of segments) {
      const start = Math.max(range.start - offset, 0);
      const end = Math.min(range.end - offset, size - 1);
      offset += size;
      if (start > end) continue;
      yield* this.#part(file, start, end);
    }
  }

  async *#part(file: string, start: number, end: number): AsyncGenerator<Buffer> {
    let missing = end - start + 1;
    try {
      const options = { start, end, highWaterMark: READ_BYTES };
      const chunks: AsyncIterable<Buffer> = createReadStream(this.path(file), options);
      for await (const chunk of chunks) {
        missing -= chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw codeOf(error) === "ENOENT" ? damaged(this.path(file), "is missing") : error;
    }
    if (missing > 0) throw damaged(this.path(file), `lacks ${missing} bytes`);
  }

  #reserve(): string {
    if (!this.#mayGrow()) throw noSpace();
    const file = randomBytes(16).toString("hex");
    try {
      this.#trash.relaxed(() => this.#trash.add(file));
    } catch (error) {
      throw artifactFailure(error);
    }
    this.#writing.add(file);
    return file;
  }

  #unpin(file: string): boolean {
    const readers = (this.#readers.get(file) ?? 1) - 1;
    if (readers === 0) this.#readers.delete(file);
    else this.#readers.set(file, readers);
    return readers === 0;
  }

  async #sweepNow(candidates: Iterable<string>): Promise<void> {
    if (this.#holds > 0) return;
    const gone: string[] = [];
    for (const file of candidates) {
      if (this.#writing.has(file) || this.#readers.has(file) || !this.#trash.has(file)) continue;
      await rm(this.path(file), { force: true });
      gone.push(file);
    }
    if (gone.length > 0) this.#trash.relaxed(() => this.#trash.drop(gone));
  }
}

async function fill(handle: FileHandle, body: Readable | Buffer): Promise<{ size: number; md5: string }> {
  const md5 = createHash("md5");
  let size = 0;
  const chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = Buffer.isBuffer(body) ? [body] : body;
  for await (const chunk of chunks) {
    md5.update(chunk);
    size += chunk.length;
    await handle.appendFile(chunk);
  }
  await handle.datasync();
  return { size, md5: md5.digest("hex") };
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

const damaged = (path: string, how: string): SlipwayError =>
  new SlipwayError("SLIP-S3-020", `The file ${path}, which the index of the artifacts folder names, ${how}.`);
