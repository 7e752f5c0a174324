import { mkdirSync } from "node:fs";
import type { Log } from "#lib/log.ts";
import { emptyTrash, moveToTrash } from "#lib/remove-tree.ts";

/**
 * Where pods' files go: out of their place at once, and off the disk in the background, since programs leave millions of
 * them. What an agent that was killed left over the next one removes.
 */
export class Trash {
  readonly #folder: string;
  readonly #log: Log;
  readonly #stop = new AbortController();
  #emptying: Promise<void> | undefined;
  #more = false;

  /** The folder is on the file system of the pods' own. */
  constructor({ folder, log }: { readonly folder: string; readonly log: Log }) {
    this.#folder = folder;
    this.#log = log;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#empty();
  }

  /** Resolves when nothing is at the path any more. */
  async take(path: string): Promise<void> {
    if (await moveToTrash(path, this.#folder)) this.#empty();
  }

  /** Resolves when nothing is being removed any more; what is left stays for the next one. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#emptying;
  }

  #empty(): void {
    this.#more = true;
    this.#emptying ??= this.#emptyAll().finally(() => {
      this.#emptying = undefined;
    });
  }

  async #emptyAll(): Promise<void> {
    while (this.#more && !this.#stop.signal.aborted) {
      this.#more = false;
      try {
        await emptyTrash(this.#folder, this.#stop.signal);
      } catch (error) {
        this.#log.warn("some files of ended pods cannot be removed; the next start tries again", {
          folder: this.#folder,
          error: String(error),
        });
      }
    }
  }
}
