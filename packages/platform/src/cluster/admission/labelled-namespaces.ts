import type { Condition } from "@slipway/model";
import { type Namespace, namespaceKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Cache, CacheChange } from "#store/cache.ts";
import { selects } from "#store/selection.ts";

/**
 * Namespaces with a label, and not those that are going: there the rights to clean up may be gone before the objects are. The
 * refusal stands in the condition that every kind of namespaces has.
 */
export function labelledNamespaces(options: {
  readonly cache: Cache;
  readonly labels: Readonly<Record<string, string>>;
}) {
  const where = { labels: options.labels };
  const followers = new Set<(namespace: string) => void>();
  const stop = new AbortController();
  const changed = ({ before, after }: CacheChange<Namespace>): void => {
    const name = (after ?? before)?.metadata.name ?? "";
    if (isOpen(before) !== isOpen(after)) for (const follower of followers) follower(name);
  };
  const admits = (name: string): boolean => {
    const found = options.cache.now(namespaceKind)?.get(`/${name}`);
    return found !== undefined && isOpen(found) && selects(where, found);
  };
  const synced = new Promise<void>((resolve) =>
    options.cache.follow(namespaceKind, { where, changed, synced: resolve }, stop.signal),
  );
  return {
    synced,
    refusal: (namespace: string): Condition | undefined =>
      admits(namespace) ? undefined : refusalOf(namespace),
    follow: (changed: (namespace: string) => void, signal: AbortSignal): void => {
      followers.add(changed);
      signal.addEventListener("abort", () => followers.delete(changed), { once: true });
    },
    close: () => stop.abort(),
  };
}

const isOpen = (namespace: Namespace | undefined): boolean =>
  namespace !== undefined && namespace.metadata.deletionTimestamp === undefined;

function refusalOf(namespace: string): Condition {
  return {
    type: "ACK.ResourceSynced",
    status: "False",
    reason: "NamespaceNotEnabled",
    message: `SLIP-RUN-016: namespace ${namespace} has no jobs in this cluster, so nothing is started; whoever installed Slipway adds it with: slipway install --context NAME --jobs-in ${namespace}`,
  };
}
