import { readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { spoolName } from "./spool-file.ts";
import type { SpoolLimits } from "./spool-limits.ts";

/** A look at all files takes a while where there are many. */
const LOOK_EVERY_MS = 5_000;

/** What the files of all writers take up, as it was a moment ago and with what this one has written since. */
export class SpoolUsage {
  readonly #folder: string;
  readonly #limits: SpoolLimits;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #bytes = 0;
  #files = 0;
  #free = Number.POSITIVE_INFINITY;
  readonly #shares = new Map<string, number>();

  constructor(folder: string, limits: SpoolLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** Whether so many bytes more of a share may be written, by what is known. */
  allows(share: string, bytes: number): boolean {
    const { spoolBytes, shareBytes, files, freeBytes } = this.#limits;
    return (
      this.#bytes + bytes < spoolBytes &&
      (this.#shares.get(share) ?? 0) + bytes < shareBytes &&
      this.#files < files &&
      this.#free - bytes >= freeBytes
    );
  }

  /** Whether there was no room at a look of a moment ago. */
  isFull(share: string, now: number): boolean {
    return now - this.#lookedAt < LOOK_EVERY_MS && !this.allows(share, 0);
  }

  wrote(share: string, bytes: number): void {
    this.#bytes += bytes;
    this.#free -= bytes;
    this.#shares.set(share, (this.#shares.get(share) ?? 0) + bytes);
  }

  /** Looks again where the last look is old; throws where the disk does not answer. */
  async look(now: number): Promise<void> {
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    const { bavail, bsize } = await statfs(this.#folder);
    const found = await spoolFiles(this.#folder);
    this.#lookedAt = now;
    this.#free = bavail * bsize;
    this.#files = found.length;
    this.#bytes = 0;
    this.#shares.clear();
    for (const { share, bytes } of found) {
      this.#bytes += bytes;
      this.#shares.set(share, (this.#shares.get(share) ?? 0) + bytes);
    }
  }
}

async function spoolFiles(
  folder: string,
): Promise<readonly { readonly share: string; readonly bytes: number }[]> {
  const found: { share: string; bytes: number }[] = [];
  for (const writer of await readdir(folder)) {
    for (const name of await readdir(join(folder, writer)).catch(() => [])) {
      const share = spoolName(name)?.share;
      if (share === undefined) continue;
      // What has been handed on meanwhile takes up nothing.
      const bytes = await stat(join(folder, writer, name)).then(
        ({ size }) => size,
        () => 0,
      );
      found.push({ share, bytes });
    }
  }
  return found;
}
