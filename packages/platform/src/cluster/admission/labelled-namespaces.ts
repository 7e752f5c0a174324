import type { Condition } from "@slipway/model";
import { type Namespace, namespaceKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { startMirror } from "#store/mirror.ts";
import type { Store } from "#store/store.ts";

/**
 * Namespaces with a label, and not those that are going: there the rights to clean up may be gone before the objects are. The
 * refusal stands in the condition that every kind of namespaces has.
 */
export function labelledNamespaces(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly labels: Readonly<Record<string, string>>;
}) {
  const admitted = new Set<string>();
  const followers = new Set<(namespace: string) => void>();
  const mirror = startMirror<Namespace>({
    ...options,
    where: { labels: options.labels },
    kind: namespaceKind,
    changed: (before, after) => {
      const name = (after ?? before)?.metadata.name ?? "";
      const was = admitted.has(name);
      const is = after !== undefined && after.metadata.deletionTimestamp === undefined;
      if (is) admitted.add(name);
      else admitted.delete(name);
      if (was !== is) for (const changed of followers) changed(name);
    },
  });
  return {
    synced: mirror.synced,
    refusal: (namespace: string): Condition | undefined =>
      admitted.has(namespace) ? undefined : refusalOf(namespace),
    follow: (changed: (namespace: string) => void, signal: AbortSignal): void => {
      followers.add(changed);
      signal.addEventListener("abort", () => followers.delete(changed), { once: true });
    },
    close: mirror.close,
  };
}

function refusalOf(namespace: string): Condition {
  return {
    type: "ACK.ResourceSynced",
    status: "False",
    reason: "NamespaceNotEnabled",
    message: `SLIP-RUN-016: namespace ${namespace} has no jobs in this cluster, so nothing is started; whoever installed Slipway adds it with: slipway install --context NAME --jobs-in ${namespace}`,
  };
}
