import { isSlipwayError } from "@slipway/model";
import { LRUCache } from "lru-cache";
import type { Clock } from "#lib/clock.ts";
import type { AccessKey } from "../access-keys.ts";

/** A right that was there is believed for so long: at many calls a second the store is asked once. */
const BELIEVED_MS = 10_000;
/** And for so long while the store does not answer, if at all. */
const BELIEVED_WHILE_AWAY_MS = 60 * 60_000;
/** How long a store is waited for that may be away. */
const PATIENCE_MS = 250;
const MOST = 10_000;

/** Rights that were there, by access key, namespace, caller and what they are to; the least used go first. */
export class BelievedRights {
  readonly #believed: LRUCache<string, true>;
  /** Granted at some time, and not refused since. */
  readonly #granted: LRUCache<string, true>;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    const common = { max: MOST, ttlResolution: 0, perf: { now: () => clock.now().getTime() } };
    this.#believed = new LRUCache({ ...common, ttl: BELIEVED_MS });
    this.#granted = new LRUCache({ ...common, ttl: BELIEVED_WHILE_AWAY_MS });
  }

  /** Throws what `ask` throws, which nobody is then believed for, unless the store is away and has granted the right before. */
  async check(
    { accessKeyId, namespace, caller }: AccessKey,
    to: string,
    ask: () => Promise<unknown>,
  ): Promise<void> {
    const entry = JSON.stringify([accessKeyId, namespace, caller, to]);
    if (this.#believed.get(entry) === true) return;
    const asked = this.#ask(entry, ask);
    await (this.#granted.has(entry) ? this.#within(asked) : asked);
    this.#believed.set(entry, true);
  }

  /** Throws what refuses the right; an hour is not made longer by a store that is away. */
  async #ask(entry: string, ask: () => Promise<unknown>): Promise<void> {
    try {
      await ask();
      this.#granted.set(entry, true);
    } catch (error) {
      if (this.#granted.has(entry) && isSlipwayError(error, "SLIP-STORE-007")) return;
      // It may come when nobody waits for it any more.
      this.#granted.delete(entry);
      this.#believed.delete(entry);
      throw error;
    }
  }

  /** Waits for no longer than for a store that is there. */
  #within(asked: Promise<void>): Promise<void> {
    asked.catch(() => {});
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(PATIENCE_MS, resolve);
      asked.then(resolve, reject).finally(cancel);
    });
  }
}
