import type { Tally } from "./counters.ts";
import type { Counting } from "./invoking.ts";

/** Counts of a request that may be sent several times the last one alone. */
export class LastCount implements Counting {
  /** Whoever uses this counts what is under way. */
  readonly counters = { underWay: 0 };
  readonly #tally: Tally;
  #count: (() => void) | undefined;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** Whoever uses this says what is sent again. */
  mayReplay(): boolean {
    return false;
  }

  answered(status: number, tookMs: number): void {
    this.#count = () => this.#tally.answered(status, tookMs);
  }

  unanswered(tookMs: number): void {
    this.#count = () => this.#tally.unanswered(tookMs);
  }

  /** What was counted counts no more: the request is sent again. */
  forget(): void {
    this.#count = undefined;
  }

  keep(): void {
    this.#count?.();
    this.#count = undefined;
  }
}
