import type { Observation } from "../observation.ts";
import { Copies } from "./copies.ts";
import { Line, type Waited } from "./line.ts";
import { Measured } from "./measured.ts";
import type { Replay } from "./replay-parts.ts";
import type { Replayed } from "./replayed.ts";
import { Tally } from "./tally.ts";
import type { Capability, Traffic } from "./traffic.ts";

/** What the policies act upon. */
export class Run {
  readonly copies: Copies;
  readonly #line = new Line();
  readonly #measured: Measured;
  readonly #tally: Tally;
  readonly #traffic: Traffic;
  readonly #capability: Capability;
  #answered = 0;
  #responseSeconds = 0;
  #lately = 0;

  constructor({ traffic, capability, target, start = target.target.min }: Replay, patienceSeconds: number) {
    this.copies = new Copies(start, capability.startupSeconds);
    this.#measured = new Measured(traffic.periodSeconds);
    this.#tally = new Tally(patienceSeconds);
    [this.#traffic, this.#capability] = [traffic, capability];
  }

  pass(second: number): void {
    const { arrivals, periodSeconds } = this.#traffic;
    const came = (arrivals[Math.floor(second / periodSeconds)] ?? 0) / periodSeconds;
    this.copies.tick(second);
    this.#line.join(second, came);
    this.#tally.requests += came;
    this.#answer(this.#line.leave(second, this.copies.ready * this.#capability.requestsPerSecond));
    this.#tally.second(this.copies.desired);
    if ((second + 1) % periodSeconds === 0) this.#endPeriod(came * periodSeconds);
  }

  #answer(waited: readonly Waited[]): void {
    this.#tally.waited(waited);
    this.#lately = 0;
    for (const { seconds, count } of waited) {
      this.#lately += count;
      this.#responseSeconds += count * (seconds + this.#capability.serviceSeconds);
    }
    this.#answered += this.#lately;
  }

  /** Requests in hand, by Little's law. */
  get #inFlight(): number {
    return this.#lately * this.#capability.serviceSeconds;
  }

  #endPeriod(arrivals: number): void {
    const responseSeconds = this.#answered === 0 ? null : this.#responseSeconds / this.#answered;
    const [waiting, inFlight, copies] = [this.#line.length, this.#inFlight, this.copies.desired];
    this.#measured.add({ arrivals, responseSeconds, waiting, inFlight, copies });
    [this.#answered, this.#responseSeconds] = [0, 0];
  }

  observe(now: number): Observation {
    const { ready, desired } = this.copies;
    const able = ready * this.#capability.requestsPerSecond;
    const busy = able === 0 ? 0 : Math.ceil((this.#lately / able) * ready);
    return {
      now,
      current: desired,
      ready,
      signals: this.#measured.signals,
      idle: desired - Math.min(busy, ready),
    };
  }

  total(price: Replay["price"]): Omit<Replayed, "changes" | "decisions"> {
    const unanswered = this.#line.length;
    const end = this.#traffic.arrivals.length * this.#traffic.periodSeconds;
    this.#tally.waited(this.#line.leave(end, unanswered));
    const { requests, late, longestWaitSeconds, copySeconds, leastCopies, mostCopies } = this.#tally;
    const copyHours = copySeconds / 3_600;
    const cost =
      price === undefined
        ? {}
        : { cost: { amount: copyHours * price.perHour, currency: price.currency ?? "USD" } };
    const least = Number.isFinite(leastCopies) ? leastCopies : this.copies.desired;
    return {
      requests,
      late,
      longestWaitSeconds,
      unanswered,
      copyHours,
      leastCopies: least,
      mostCopies,
      ...cost,
    };
  }
}
