import { spread } from "@slipway/model/back-off.ts";
import { LRUCache } from "lru-cache";
import type { Clock } from "#lib/clock.ts";

const MOST_ANSWERS = 2_000;

/** Answers that cost a call, asked for again when they are old; each at its own time, so that many do not come at once. */
export class PacedCache<T extends object> {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #answers = new LRUCache<string, { readonly value: T; readonly until: number }>({
    max: MOST_ANSWERS,
  });

  constructor(clock: Clock, everyMs: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  async read(key: string, ask: () => Promise<T>): Promise<T> {
    const now = this.#clock.now().getTime();
    const known = this.#answers.get(key);
    if (known !== undefined && now < known.until) return known.value;
    const value = await ask();
    this.#answers.set(key, { value, until: now + spread(this.#everyMs) });
    return value;
  }

  forget(key: string): void {
    this.#answers.delete(key);
  }
}
