import { isNamespaceTerminating, isNotFound } from "@slipway/model";
import { type Namespace, namespaceKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Cache, CacheChange } from "#store/cache.ts";
import type { Selector, Store } from "#store/store.ts";
import { ensureSecret, secret } from "./ensure-secret.ts";

const NAME = "slipway-artifacts";
/** Nobody's jobs run there. */
const SYSTEM = new Set(["kube-system", "slipway-system"]);
const AGAIN_MS = 5_000;

/** Gives every namespace the Secret by which its pods reach artifacts, until it is closed. */
export function artifactSecrets(options: {
  readonly store: Store;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  /** Which namespaces have jobs; absent means all but the system's. */
  readonly where?: Selector;
  /** Variables and their values, for a namespace. */
  access(namespace: string): Promise<Readonly<Record<string, string>>>;
}): {
  /** Resolves once those that are there at first have it. */
  readonly given: Promise<void>;
  close(): void;
} {
  const { store, cache, clock, log } = options;
  const stop = new AbortController();
  const give = async (namespace: Namespace): Promise<void> => {
    const { name, deletionTimestamp } = namespace.metadata;
    if (stop.signal.aborted || SYSTEM.has(name) || deletionTimestamp !== undefined) return;
    try {
      await ensureSecret(store, secret(name, NAME, await options.access(name)));
    } catch (error) {
      if (isNotFound(error) || isNamespaceTerminating(error)) return;
      log.warn("a namespace has no access to artifacts yet", { namespace: name, error });
      clock.after(AGAIN_MS, () => void give(namespace));
    }
  };
  const first: Promise<void>[] = [];
  const given = new Promise<void>((resolve) => {
    const follower = {
      where: options.where,
      changed: ({ after, listed }: CacheChange<Namespace>): void => {
        const giving = after && give(after);
        if (listed && giving !== undefined) first.push(giving);
      },
      synced: () => void Promise.all(first.splice(0)).then(() => resolve()),
    };
    cache.follow(namespaceKind, follower, stop.signal);
  });
  return { given, close: () => stop.abort() };
}
