import type { TextStream } from "./text-stream.ts";

/** The streams that are being written, so that a closing door can end them. */
export class OpenStreams {
  readonly #open = new Map<TextStream, Promise<void>>();
  #closing = false;

  /** Runs what writes the stream and remembers it until it is through. */
  async run(stream: TextStream, write: () => Promise<void>): Promise<void> {
    if (this.#closing) stream.stop();
    const running = write();
    this.#open.set(stream, running);
    try {
      await running;
    } finally {
      this.#open.delete(stream);
    }
  }

  /** Resolves when every stream has ended; later ones end at once. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const stream of this.#open.keys()) stream.stop();
    await Promise.allSettled(this.#open.values());
  }

  get size(): number {
    return this.#open.size;
  }
}
