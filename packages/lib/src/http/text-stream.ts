import type { ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";

/** How long the end of an answer may take to be read. */
const LAST_WORDS_MS = 2_000;

/**
 * An answer that goes on: written piece by piece at the reader's pace. A reader that takes nothing for `stallMs` is
 * dropped, so that what waits for it never grows.
 */
export class TextStream {
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  readonly #stallMs: number;
  readonly #over = new AbortController();

  constructor(
    response: ServerResponse,
    options: { readonly contentType: string; readonly clock: Clock; readonly stallMs: number },
  ) {
    this.#response = response;
    this.#clock = options.clock;
    this.#stallMs = options.stallMs;
    response.once("close", () => this.stop());
    response.on("error", () => this.stop());
    // Silence is no fault of a stream, and stalls are told from it below.
    response.setTimeout(0);
    response.writeHead(200, {
      "content-type": options.contentType,
      "cache-control": "no-cache, private",
    });
    response.flushHeaders();
  }

  /** Aborts when the reader is gone or the stream was stopped: nothing more needs to be read for it. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Calls back once nothing more needs to be read, at once when that is so already. */
  onOver(callback: () => void): void {
    if (this.signal.aborted) callback();
    else this.signal.addEventListener("abort", callback, { once: true });
  }

  /** Resolves once the reader can take more. */
  async write(text: string | Uint8Array): Promise<void> {
    if (text.length === 0 || this.signal.aborted || this.#response.write(text)) return;
    await this.#drained();
  }

  /** Ends the answer in good order; resolves once all of it is on its way, or the reader will not take it. */
  end(): Promise<void> {
    this.stop();
    if (this.#response.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.after(LAST_WORDS_MS, () => this.cut());
      const done = () => {
        cancel();
        resolve();
      };
      this.#response.once("close", done);
      this.#response.end(done);
    });
  }

  /** Cuts the answer off, so that the reader notices that it is not whole. */
  cut(): void {
    this.stop();
    this.#response.destroy();
  }

  /** No more will be read for this stream; its verb then ends it. */
  stop(): void {
    this.#over.abort();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(this.#stallMs, () => this.cut());
      const done = () => {
        cancel();
        this.#response.off("drain", done);
        this.signal.removeEventListener("abort", done);
        resolve();
      };
      this.#response.once("drain", done);
      this.signal.addEventListener("abort", done, { once: true });
    });
  }
}
