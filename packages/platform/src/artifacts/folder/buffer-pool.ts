/** Buffers of one size that are used again: memory that is new to the process costs more than what is read into it. */
export class BufferPool {
  readonly #bytes: number;
  readonly #most: number;
  readonly #idle: Buffer[] = [];

  /** Keeps `most` that nobody uses. */
  constructor(bytes: number, most: number) {
    this.#bytes = bytes;
    this.#most = most;
  }

  take(): Buffer {
    return this.#idle.pop() ?? Buffer.allocUnsafeSlow(this.#bytes);
  }

  /** What is not given back is garbage, as any buffer. */
  give(buffer: Buffer): void {
    if (this.#idle.length < this.#most) this.#idle.push(buffer);
  }
}
