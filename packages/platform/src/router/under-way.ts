import type { Writable } from "node:stream";
import { SlipwayError } from "@slipway/model";

/** The requests that a router carries at a time, whichever way they came to it; more are refused rather than queued. */
export class UnderWay {
  readonly #most: number;
  readonly #responses = new Set<Writable>();
  #onNone: (() => void) | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** Counts a request until its response has closed; throws SLIP-ROUTER-007 when there are as many as may be. */
  enter(response: Writable): void {
    if (this.#responses.size >= this.#most) throw this.tooMany();
    if (response.destroyed) return;
    this.#responses.add(response);
    response.once("close", () => {
      this.#responses.delete(response);
      if (this.#responses.size === 0) this.#onNone?.();
    });
  }

  tooMany(): SlipwayError {
    return new SlipwayError("SLIP-ROUTER-007", `${this.#most} invocations are under way already.`, {
      details: { retryAfterSeconds: 1 },
    });
  }

  /** Resolves once none is under way. */
  async none(): Promise<void> {
    if (this.#responses.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onNone = resolve;
    });
  }

  /** Breaks off what is still under way. */
  cut(): void {
    for (const response of this.#responses) response.destroy();
  }
}
