import { LRUCache } from "lru-cache";
import type { Clock } from "#lib/clock.ts";
import type { AccessKey } from "../access-keys.ts";

/** A right that was there is believed for so long: at many calls a second the store is asked once. */
const BELIEVED_MS = 10_000;
const MOST = 10_000;

/** Rights that were there, by access key, namespace, caller and what they are to; the least used go first. */
export class BelievedRights {
  readonly #believed: LRUCache<string, true>;

  constructor(clock: Clock) {
    this.#believed = new LRUCache({
      max: MOST,
      ttl: BELIEVED_MS,
      ttlResolution: 0,
      perf: { now: () => clock.now().getTime() },
    });
  }

  /** Throws what `ask` throws, which nobody is then believed for. */
  async check(
    { accessKeyId, namespace, caller }: AccessKey,
    to: string,
    ask: () => Promise<unknown>,
  ): Promise<void> {
    const entry = JSON.stringify([accessKeyId, namespace, caller, to]);
    if (this.#believed.get(entry) === true) return;
    await ask();
    this.#believed.set(entry, true);
  }
}
