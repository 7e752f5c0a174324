import { objectName } from "@slipway/model";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import type { Clock } from "#lib/clock.ts";
import type { Store } from "#store/store.ts";
import type { AccessKey } from "../../access-keys.ts";

/** A right that was there is believed for so long: at many invocations a second the store is asked once. */
const BELIEVED_MS = 10_000;
const MOST = 10_000;

/** Who may read an endpoint may invoke it. */
export class InvokeRights {
  readonly #store: Store;
  readonly #clock: Clock;
  /** Until when, by access key, namespace and endpoint. */
  readonly #believed = new Map<string, number>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Throws Forbidden when the key's caller may not. */
  async check(key: AccessKey, endpoint: string): Promise<void> {
    const { accessKeyId, namespace, caller } = key;
    const entry = JSON.stringify([accessKeyId, namespace, caller, endpoint]);
    const now = this.#clock.now().getTime();
    if ((this.#believed.get(entry) ?? 0) > now) return;
    await this.#store.as(caller).get(endpointKind, `${namespace}/${objectName(endpoint)}`);
    if (this.#believed.size >= MOST) this.#believed.clear();
    this.#believed.set(entry, now + BELIEVED_MS);
  }
}
