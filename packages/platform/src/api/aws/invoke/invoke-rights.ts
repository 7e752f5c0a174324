import { objectName } from "@slipway/model";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { LRUCache } from "lru-cache";
import type { Clock } from "#lib/clock.ts";
import type { Store } from "#store/store.ts";
import type { AccessKey } from "../../access-keys.ts";

/** A right that was there is believed for so long: at many invocations a second the store is asked once. */
const BELIEVED_MS = 10_000;
const MOST = 10_000;

/** Who may read an endpoint may invoke it. */
export class InvokeRights {
  readonly #store: Store;
  /** Rights that were there, by access key, namespace, caller and endpoint; the least used go first. */
  readonly #believed: LRUCache<string, true>;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#believed = new LRUCache({
      max: MOST,
      ttl: BELIEVED_MS,
      ttlResolution: 0,
      perf: { now: () => clock.now().getTime() },
    });
  }

  /** Throws Forbidden when the key's caller may not. */
  async check(key: AccessKey, endpoint: string): Promise<void> {
    const { accessKeyId, namespace, caller } = key;
    const entry = JSON.stringify([accessKeyId, namespace, caller, endpoint]);
    if (this.#believed.get(entry) === true) return;
    await this.#store.as(caller).get(endpointKind, `${namespace}/${objectName(endpoint)}`);
    this.#believed.set(entry, true);
  }
}
