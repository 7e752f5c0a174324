import type { Waited } from "./line.ts";

/** What is counted along the way. */
export class Tally {
  requests = 0;
  late = 0;
  longestWaitSeconds = 0;
  copySeconds = 0;
  leastCopies = Number.POSITIVE_INFINITY;
  mostCopies = 0;
  readonly #patienceSeconds: number;

  constructor(patienceSeconds: number) {
    this.#patienceSeconds = patienceSeconds;
  }

  waited(waited: readonly Waited[]): void {
    for (const { seconds, count } of waited) {
      if (seconds > this.#patienceSeconds) this.late += count;
      this.longestWaitSeconds = Math.max(this.longestWaitSeconds, seconds);
    }
  }

  second(copies: number): void {
    this.copySeconds += copies;
    this.leastCopies = Math.min(this.leastCopies, copies);
    this.mostCopies = Math.max(this.mostCopies, copies);
  }
}
