import { MASTERS } from "@slipway/model";
import type { CustomResourceDefinition } from "@slipway/model/kinds/crd.ts";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import type { Retain } from "#embedded/storage/storage.ts";
import { type Clock, systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import type { Cache } from "../cache.ts";
import { createEmbeddedStore } from "../embedded/create-embedded-store.ts";
import { createCache } from "../reflector/create-cache.ts";
import type { Store } from "../store.ts";

/** The embedded home's real store and rules of writing, in memory. */
export async function createMemoryStore(options: {
  readonly clock: Clock;
  /** Besides Slipway's own kinds. */
  readonly definitions?: readonly CustomResourceDefinition[];
  /** Default: nothing is ever compacted. */
  readonly retain?: Retain;
}): Promise<{ readonly store: Store; readonly cache: Cache; compact(): void; close(): Promise<void> }> {
  const { clock, retain = { revisions: 1_000_000, ms: 1e12 } } = options;
  const storage = createStorage({ file: ":memory:", clock, retain });
  const server = await createApiServer({
    storage,
    definitions: [...CRDS, ...(options.definitions ?? [])],
    tokens: [],
    clock,
    log: silentLog,
  });
  const store = createEmbeddedStore(server, { user: "system:test", groups: [MASTERS] });
  const cache = createCache({ store, clock: systemClock, log: silentLog });
  return {
    store,
    cache,
    /** Forgets all history: a watch that is behind is Expired. */
    compact: () => storage.compact(storage.head),
    close: async () => {
      await cache.close();
      storage.close();
    },
  };
}
