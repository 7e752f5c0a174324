import type { Resource } from "@slipway/model";
import { type NodePool, nodePoolKind } from "@slipway/model/kinds/node-pool/index.ts";
import { pages } from "#lib/pages.ts";
import type { Cache, Cached, Index } from "#store/cache.ts";
import { isNewer } from "#store/revisions.ts";
import type { Store } from "#store/store.ts";

/** Where the pools of one home are found. */
export interface PoolPlaces {
  readonly store: Store;
  readonly cache: Cache;
}

/**
 * The pool on which instances of this type land; of several that claim it, the one created first. Every pool that was there
 * before `owner` counts: where the cache has none and may be behind, the server is asked. Without an owner it is not.
 */
export async function findNodePool(
  { store, cache }: PoolPlaces,
  { instanceType, owner }: { readonly instanceType: string | undefined; readonly owner?: Resource },
): Promise<NodePool | undefined> {
  if (instanceType === undefined || instanceType === "") return undefined;
  const pools = await cache.of(nodePoolKind);
  const first = (): NodePool | undefined => pools.by(byInstanceType, instanceType, { limit: 1 })[0];
  const known = first();
  if (known !== undefined || owner === undefined || isSeenBy(pools, owner)) return known;
  const read = (from: { readonly after?: string }) => store.list(nodePoolKind, {}, { limit: 500, ...from });
  for await (const { items, revision } of pages(read)) {
    for (const pool of items) pools.put(pool);
    asked.set(pools, revision);
  }
  return first();
}

/** The same as far as the cache knows at once: undefined where it has no such pool yet. */
export function knownNodePool(cache: Cache, instanceType: string | undefined): NodePool | undefined {
  if (instanceType === undefined || instanceType === "") return undefined;
  return cache.now(nodePoolKind)?.by(byInstanceType, instanceType, { limit: 1 })[0];
}

/** The order is that of `byPrecedence`. */
const byInstanceType: Index<NodePool> = {
  name: "instance type",
  values: ({ spec }) => new Set(spec.instanceTypes),
  rank: ({ metadata: { creationTimestamp = "", uid = "" } }) => `${creationTimestamp} ${uid}`,
};

/** Up to where the server has been asked: pools change seldom, so that the copy's own revision lags far behind. */
const asked = new WeakMap<Cached<NodePool>, string>();

function isSeenBy(pools: Cached<NodePool>, { metadata: { resourceVersion = "" } }: Resource): boolean {
  return !isNewer(resourceVersion, pools.revision) || !isNewer(resourceVersion, asked.get(pools) ?? "");
}
