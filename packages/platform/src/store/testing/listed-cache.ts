import type { Kind, Resource } from "@slipway/model";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import type { Cache } from "../cache.ts";
import { createCache } from "../reflector/create-cache.ts";
import { KindCopy } from "../reflector/kind-copy.ts";
import type { Store } from "../store.ts";

/** A cache for tests whose hands write beside it: who asks for a copy gets one of now. Followers are told as ever. */
export function listedCache(store: Store): Cache {
  const real = createCache({ store, clock: systemClock, log: silentLog });
  return {
    of: async <R extends Resource>(kind: Kind<R>) => {
      const copy = new KindCopy<R>({ where: undefined, log: silentLog });
      const { items, revision } = await store.list(kind);
      for (const object of items) copy.listed(object, revision);
      copy.reached(revision);
      return copy;
    },
    now: (kind) => real.now(kind),
    index: (kind, index) => real.index(kind, index),
    follow: (kind, follower, signal) => real.follow(kind, follower, signal),
    close: () => real.close(),
  };
}
