import type { Writable } from "node:stream";
import { SlipwayError } from "@slipway/model";

/** One request that a router carries. */
export interface Carried {
  /** Breaks it off. */
  cut(): void;
}

/** The requests that a router carries at a time, whichever way they came to it; more are refused rather than queued. */
export class UnderWay {
  readonly #most: number;
  readonly #all = new Set<Carried>();
  readonly #untilClosed = new WeakSet<Writable>();
  #onNone: (() => void) | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.#all.size >= this.#most;
  }

  /** More than half of what may be. */
  get isHalfFull(): boolean {
    return this.#all.size * 2 > this.#most;
  }

  /** Counts a request until it leaves; throws SLIP-ROUTER-007 when there are as many as may be. */
  enter(one: Carried): void {
    if (this.isFull) throw this.tooMany();
    this.#all.add(one);
  }

  /** The same for a request whose end is the closing of its response; one that comes again is counted already. */
  enterUntilClosed(response: Writable): void {
    if (this.#untilClosed.has(response)) return;
    const carried = { cut: () => void response.destroy() };
    this.enter(carried);
    this.#untilClosed.add(response);
    if (response.destroyed) this.leave(carried);
    else response.once("close", () => this.leave(carried));
  }

  leave(one: Carried): void {
    if (this.#all.delete(one) && this.#all.size === 0) this.#onNone?.();
  }

  tooMany(): SlipwayError {
    return new SlipwayError("SLIP-ROUTER-007", `${this.#most} invocations are under way already.`, {
      details: { retryAfterSeconds: 1 },
    });
  }

  /** Resolves once none is under way. */
  async none(): Promise<void> {
    if (this.#all.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onNone = resolve;
    });
  }

  /** Breaks off what is still under way. */
  cut(): void {
    for (const one of this.#all) one.cut();
  }
}
