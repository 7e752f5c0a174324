import { type FSWatcher, watch } from "node:fs";

/** Tells when something happens in a folder, as far as the system can: whoever needs to know looks now and then anyway. */
export class FolderWatch {
  readonly #folder: string;
  readonly #changed: () => void;
  #watcher: FSWatcher | undefined;

  constructor(folder: string, changed: () => void) {
    this.#folder = folder;
    this.#changed = changed;
  }

  /** Begins once the folder is there. */
  open(): void {
    if (this.#watcher !== undefined) return;
    try {
      const watcher = watch(this.#folder, { persistent: false }, () => this.#changed());
      watcher.on("error", () => this.close());
      this.#watcher = watcher;
    } catch {
      // Not there yet, or the system has no watch left to give.
    }
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }
}
