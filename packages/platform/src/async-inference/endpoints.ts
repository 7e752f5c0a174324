import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import type { QueueId } from "#ledger/request-queue.ts";
import type { Cache, Index } from "#store/cache.ts";
import type { Store } from "#store/store.ts";

/** An endpoint that answers later. */
export interface AsyncEndpoint extends QueueId {
  /** Requests that a pod is given at a time; absent where nothing is said. */
  readonly most: number | undefined;
}

/** What is known of endpoints that answer later. */
export interface AsyncEndpoints {
  all(): readonly AsyncEndpoint[];
  any(): boolean;
  /** Undefined where it is gone for certain. */
  find(queue: QueueId): Promise<AsyncEndpoint | undefined>;
  firstVariant(queue: QueueId): string | undefined;
}

const byUid: Index<Endpoint> = {
  name: "uid",
  values: ({ metadata }) => (metadata.uid === undefined ? [] : [metadata.uid]),
};
const asynchronous: Index<Endpoint> = {
  name: "asynchronous",
  values: ({ status }) => (status?.asyncInferenceConfig === undefined ? [] : ["yes"]),
};

/** Resolves once the cache has endpoints. */
export async function asyncEndpoints({
  cache,
  store,
}: {
  readonly cache: Cache;
  readonly store: Store;
}): Promise<AsyncEndpoints> {
  cache.index(endpointKind, byUid);
  cache.index(endpointKind, asynchronous);
  const endpoints = await cache.of(endpointKind);
  const known = ({ uid }: QueueId): Endpoint | undefined => endpoints.by(byUid, uid, { limit: 1 })[0];
  return {
    all: () => endpoints.by(asynchronous, "yes").map(toAsync),
    any: () => endpoints.by(asynchronous, "yes", { limit: 1 }).length > 0,
    async find(queue) {
      const found = known(queue) ?? (await asListed(store, queue));
      return found === undefined ? undefined : toAsync(found);
    },
    firstVariant: (queue) => known(queue)?.status?.productionVariants?.[0]?.variantName,
  };
}

/** The copy may be behind; what is to be told that it is gone is asked for. */
async function asListed(store: Store, { namespace, uid }: QueueId): Promise<Endpoint | undefined> {
  const { items } = await store.list(endpointKind, { namespace });
  return items.find(({ metadata }) => metadata.uid === uid);
}

function toAsync({ metadata, spec, status }: Endpoint): AsyncEndpoint {
  return {
    namespace: metadata.namespace ?? "",
    endpoint: spec.endpointName,
    uid: metadata.uid ?? "",
    most: status?.asyncInferenceConfig?.clientConfig?.maxConcurrentInvocationsPerInstance,
  };
}
