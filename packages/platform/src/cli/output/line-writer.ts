/** Enough for few system calls, little enough to be nothing in memory. */
const FULL_LENGTH = 64 * 1024;

/**
 * Gathers lines and writes them together: as soon as there are many, else once whoever brings them waits for more. `write`
 * resolves when the reader can take more.
 */
export class LineWriter {
  readonly #write: (text: string) => Promise<void>;
  #lines: string[] = [];
  #length = 0;
  #flushing: NodeJS.Immediate | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(write: (text: string) => Promise<void>) {
    this.#write = write;
  }

  /** Undefined, or what to wait for before the next line is brought. */
  add(line: string): Promise<void> | undefined {
    this.#lines.push(line);
    this.#length += line.length + 1;
    if (this.#length >= FULL_LENGTH) return this.flush();
    this.#flushing ??= setImmediate(() => void this.flush());
    return undefined;
  }

  /** Resolves once everything is with the reader. */
  flush(): Promise<void> {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    if (this.#lines.length > 0) {
      const text = `${this.#lines.join("\n")}\n`;
      this.#lines = [];
      this.#length = 0;
      this.#written = this.#written.then(() => this.#write(text));
    }
    return this.#written;
  }
}
