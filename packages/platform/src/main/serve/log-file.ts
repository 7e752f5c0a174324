import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * A file of log lines that never grows beyond about twice `largestBytes`: a full one is kept as `PATH.1`, in place of the
 * one before. A line that the disk does not take is lost; the caller never notices.
 */
export class LogFile {
  readonly #path: string;
  readonly #largestBytes: number;
  #file: number | undefined;
  #size = 0;

  constructor(path: string, largestBytes: number) {
    this.#path = path;
    this.#largestBytes = largestBytes;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#open();
  }

  write(line: string): void {
    try {
      if (this.#size >= this.#largestBytes) this.#rotate();
      if (this.#file === undefined) this.#open();
      if (this.#file !== undefined) this.#size += writeSync(this.#file, line);
    } catch {
      // A disk that is full has worse to tell, and tells it elsewhere.
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#size = 0;
  }

  #open(): void {
    this.#file = openSync(this.#path, "a", 0o600);
    this.#size = fstatSync(this.#file).size;
  }

  #rotate(): void {
    this.close();
    renameSync(this.#path, `${this.#path}.1`);
  }
}
