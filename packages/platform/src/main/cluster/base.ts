import { type Clock, systemClock } from "#lib/clock.ts";
import { connectInCluster } from "#lib/kubernetes/connect.ts";
import type { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";
import type { Log } from "#lib/log.ts";
import type { Cache } from "#store/cache.ts";
import { createKubernetesStore } from "#store/kubernetes/create-kubernetes-store.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import type { Store } from "#store/store.ts";
import type { Closers } from "../common/closers.ts";
import { jsonLog } from "../common/json-log.ts";
import { VERSION } from "../version.ts";
import type { BucketCheck } from "./health.ts";
import { KEPT } from "./kept.ts";
import type { HomeFiles } from "./settings.ts";

/** What every part of a cluster home stands on: the cluster's own API server, with the part's own rights. */
export interface Base {
  readonly client: KubernetesClient;
  readonly store: Store;
  /** Of that store. */
  readonly cache: Cache;
  readonly files: HomeFiles;
  readonly clock: Clock;
  readonly log: Log;
  readonly closers: Closers;
  /** Where a part that uses buckets leaves how to tell whether it reaches them. */
  readonly buckets: { check?: BucketCheck };
}

export async function openBase(parts: {
  readonly part: string;
  readonly files: HomeFiles;
  readonly closers: Closers;
  readonly buckets: Base["buckets"];
}): Promise<Base> {
  const log = jsonLog((line) => process.stdout.write(line)).child({ part: parts.part });
  const client = await connectInCluster({ userAgent: `slipway-${parts.part}/${VERSION}` }, process.env);
  parts.closers.add(() => client.close());
  const store = createKubernetesStore({ client, clock: systemClock, log });
  const cache = createCache({ store, clock: systemClock, log, only: KEPT[parts.part] ?? [] });
  parts.closers.add(() => cache.close());
  return {
    ...parts,
    client,
    store,
    cache,
    clock: systemClock,
    log,
  };
}
