import { randomBytes } from "node:crypto";
import { closeSync, openSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const PIECE_BYTES = 1024 * 1024;
const LOOK_EVERY_MS = 1_000;

/** A file that only takes up space, to be given up when a disk is full: what frees space needs a little first. */
export class Ballast {
  readonly #path: string;
  readonly #bytes: number;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(path: string, bytes: number) {
    this.#path = path;
    this.#bytes = bytes;
  }

  /** Frees the space; false when that was done before. */
  give(): boolean {
    const found = statSync(this.#path, { throwIfNoEntry: false });
    if (found?.isFile() !== true) return false;
    rmSync(this.#path, { force: true });
    return true;
  }

  /** Takes the space up again, where as much would still be left. */
  take(): void {
    try {
      if (this.#isWhole()) return;
      if (this.free() >= 2 * this.#bytes) this.#write();
    } catch {
      this.give();
    }
  }

  /**
   * Whether something may be stored that takes space for good: not where the ballast is given up and half of it is used; the
   * rest is for what frees space. Looks at the disk once a second at most.
   */
  mayGrow(): boolean {
    if (this.#isWhole()) return true;
    const now = performance.now();
    if (now - this.#lookedAt >= LOOK_EVERY_MS) {
      this.#lookedAt = now;
      this.take();
    }
    return this.#isWhole() || this.free() >= this.#bytes / 2;
  }

  /** Whether it is given up, or could never be taken. */
  get spent(): boolean {
    return !this.#isWhole();
  }

  /** Bytes that the disk has left. */
  free(): number {
    const { bavail, bsize } = statfsSync(dirname(this.#path));
    return bavail * bsize;
  }

  #isWhole(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.size === this.#bytes;
  }

  /** Bytes that no file system can make smaller. */
  #write(): void {
    const file = openSync(this.#path, "w", 0o600);
    try {
      for (let left = this.#bytes; left > 0; left -= PIECE_BYTES)
        writeFileSync(file, randomBytes(Math.min(left, PIECE_BYTES)));
    } finally {
      closeSync(file);
    }
  }
}
