import { LRUCache } from "lru-cache";
import type { Clock } from "#lib/clock.ts";
import { AwsError } from "../aws-error.ts";

/** The least used are forgotten first, as if they had been silent for long. */
const MOST = 10_000;

/**
 * Bounds how often something is done: at its rate, and after a silence as much at once as in a second, at least one. The generic cell
 * rate algorithm (ITU-T I.371): one number for each, the time at which all that was let through would be due.
 */
export class RateLimits {
  readonly #due = new LRUCache<string, number>({ max: MOST });
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one of `who`; throws SLIP-AWS-010 with the seconds to wait where it is above `perSecond`. */
  take(who: string, perSecond: number): void {
    const now = this.#clock.now().getTime();
    const everyMs = 1_000 / perSecond;
    const ahead = Math.max(1_000, everyMs);
    const due = Math.max(now, this.#due.get(who) ?? 0) + everyMs;
    const waitMs = due - ahead - now;
    // The sum of fractions is a little more than the whole.
    if (waitMs > 0.001) throw tooOften(perSecond, Math.ceil(waitMs / 1_000));
    this.#due.set(who, due);
  }
}

function tooOften(perSecond: number, retryAfterSeconds: number): AwsError {
  return new AwsError(
    "SLIP-AWS-010",
    `Rate exceeded: ${perSecond} invocations a second are taken here; try again in ${retryAfterSeconds} s.`,
    { headers: { "retry-after": String(retryAfterSeconds) } },
  );
}
