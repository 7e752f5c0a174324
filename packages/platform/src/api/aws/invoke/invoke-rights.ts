import { objectName } from "@slipway/model";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import type { Clock } from "#lib/clock.ts";
import type { Store } from "#store/store.ts";
import type { AccessKey } from "../../access-keys.ts";
import { BelievedRights } from "../believed-rights.ts";

/** Who may read an endpoint may invoke it. */
export class InvokeRights {
  readonly #store: Store;
  readonly #believed: BelievedRights;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#believed = new BelievedRights(clock);
  }

  /** Throws Forbidden when the key's caller may not. */
  check(key: AccessKey, endpoint: string): Promise<void> {
    const store = this.#store.as(key.caller);
    return this.#believed.check(key, endpoint, () =>
      store.get(endpointKind, `${key.namespace}/${objectName(endpoint)}`),
    );
  }
}
