import { Writable } from "node:stream";

/** Keeps the first `limit` bytes of what is written to it, and closes when it has them. */
export class FirstBytes extends Writable {
  readonly #limit: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #tell: (text: string | undefined) => void = () => {};
  /** Resolves when the stream has closed; undefined when it broke off before its end and before the limit. Never rejects. */
  readonly text = new Promise<string | undefined>((resolve) => {
    this.#tell = resolve;
  });

  constructor(limit: number) {
    super();
    this.#limit = limit;
    this.on("error", () => {});
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#size < this.#limit) this.#chunks.push(chunk);
    this.#size += chunk.length;
    done();
    if (this.#size >= this.#limit) this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const whole = this.writableFinished || this.#size >= this.#limit;
    this.#tell(whole ? Buffer.concat(this.#chunks).subarray(0, this.#limit).toString("utf8") : undefined);
    done(error);
  }
}
