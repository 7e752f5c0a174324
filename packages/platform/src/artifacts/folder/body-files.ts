import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { artifactFailure, noSpace } from "./artifact-failure.ts";
import { damageOf } from "./damage-of.ts";
import { linkOrCopy } from "./link-or-copy.ts";
import { damaged, type FilesPart, readFiles, readPieces } from "./read-files.ts";
import type { Trash } from "./trash.ts";
import { type Written, writeFile } from "./write-file.ts";

/** A file that is written whole and on the disk. */
export interface WrittenFile extends Written {
  readonly file: string;
}

export interface Segment {
  readonly file: string;
  readonly size: number;
  /** JSON of a `Checksum`, where a part came with one. */
  readonly checksum?: string | null;
}

/** Files looked at before others have a turn. */
const CHECKED_AT_ONCE = 64;
/** Names put in the trash at once: a commit for each would cost a small object a good part of its time. */
const RESERVED_AT_ONCE = 32;

/**
 * The bytes of objects: immutable files with random names in one folder. A new file stands in the trash until the index refers to
 * it, so a crash at any time leaves nothing that is not found again. Files being read are removed when the last reader is done.
 */
export class BodyFiles {
  readonly #folder: string;
  readonly #trash: Trash;
  readonly #mayGrow: () => boolean;
  /** Files that are written, and names that are reserved for some. */
  readonly #writing = new Set<string>();
  #reserved: string[] = [];
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
  async write(body: Readable | AsyncIterable<Uint8Array> | Buffer): Promise<WrittenFile> {
    const file = this.reserve();
    try {
      return { file, ...(await writeFile(this.path(file), body)) };
    } catch (error) {
      await this.discard([file]);
      throw artifactFailure(error);
    }
  }

  /** The same bytes under new names, without copying them where the file system can. */
  async duplicate(segments: readonly Segment[]): Promise<readonly Segment[]> {
    const made: Segment[] = [];
    try {
      for (const segment of segments) {
        const copy = this.reserve();
        made.push({ ...segment, file: copy });
        await linkOrCopy(this.path(segment.file), this.path(copy));
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
      if (from > 0) await new Promise(setImmediate);
      for (const { file, size } of segments.slice(from, from + CHECKED_AT_ONCE)) {
        const damage = damageOf(this.path(file), size);
        if (damage !== undefined) throw damaged(this.path(file), damage);
      }
    }
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

  /** `digest`: of the whole, where it is known and all of it is asked for; content that is another fails before its last bytes. */
  stream(segments: readonly Segment[], part: Omit<FilesPart, "files">, done: () => void): Readable {
    const stream = readFiles({ files: this.#places(segments), ...part });
    stream.once("close", done);
    return stream;
  }

  /** What `stream` gives, but each piece is valid until the next is asked for. */
  async *pieces(
    segments: readonly Segment[],
    part: Omit<FilesPart, "files">,
    done: () => void,
  ): AsyncGenerator<Buffer> {
    try {
      yield* readPieces({ files: this.#places(segments), ...part });
    } finally {
      done();
    }
  }

  /** The name of a file that the caller makes, and then makes the index refer to or gives to `discard`. */
  reserve(): string {
    if (!this.#mayGrow()) throw noSpace();
    return this.#reserved.pop() ?? this.#reserveMore();
  }

  /** Nothing is written under a name before the commit that puts it in the trash. */
  #reserveMore(): string {
    const random = randomBytes(16 * RESERVED_AT_ONCE).toString("hex");
    const names = random.match(/.{32}/g) ?? [];
    try {
      this.#trash.relaxed(() => {
        for (const name of names) this.#trash.add(name);
      });
    } catch (error) {
      throw artifactFailure(error);
    }
    for (const name of names) this.#writing.add(name);
    const [first = "", ...others] = names;
    this.#reserved = others;
    return first;
  }

  #places(segments: readonly Segment[]): FilesPart["files"] {
    return segments.map(({ file, size }) => ({ path: this.path(file), size }));
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
