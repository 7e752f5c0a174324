import { canonicalJson, isConflict, isNotFound, type Kind } from "@slipway/model";
import { type Namespace, namespaceKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { createWorkQueue, type WorkQueue } from "#reconcile/work-queue.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import { withRemaining } from "./conditions.ts";
import { emptyNamespace } from "./empty-namespace.ts";

export interface NamespaceControllerOptions {
  readonly store: Store;
  readonly cache: Cache;
  /** Every namespaced kind that is served, in the order in which a namespace is emptied: owners before what they own. */
  readonly kinds: readonly Kind[];
  /** Writes `spec.finalizers`, which the main endpoint leaves alone: one that has none left goes. */
  finalize(namespace: Namespace): Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Of `spec.finalizers`: what this controller has to see to. */
const KUBERNETES = "kubernetes";

/** Deletes what namespaces that are Terminating hold, tells what is left, and lets them go, until the signal aborts. */
export async function runNamespaceController(options: NamespaceControllerOptions): Promise<void> {
  const { cache, clock, signal, log } = options;
  const queue = createWorkQueue({ clock, retry: { baseMs: 50, capMs: 1_000 } });
  follow(cache, queue, signal);
  for (;;) {
    const key = await queue.take(signal);
    if (key === undefined || signal.aborted) return;
    try {
      queue.done(key, (await look(key.slice(1), options)) === "gone" ? "forget" : "retry");
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error) && !signal.aborted)
        log.warn("a namespace is not emptied yet; trying again", { namespace: key, error: String(error) });
      queue.done(key, "retry");
    }
  }
}

function follow(cache: Cache, queue: WorkQueue, signal: AbortSignal): void {
  const changed = ({ after }: { readonly after?: Namespace | undefined }): void => {
    if (after?.metadata.deletionTimestamp !== undefined) queue.add(`/${after.metadata.name}`);
  };
  cache.follow(namespaceKind, { changed }, signal);
}

async function look(name: string, options: NamespaceControllerOptions): Promise<"gone" | "held"> {
  const { store, clock } = options;
  const namespace = await store.get(namespaceKind, `/${name}`);
  const finalizers = namespace?.spec?.finalizers ?? [];
  if (namespace?.metadata.deletionTimestamp === undefined || !finalizers.includes(KUBERNETES)) return "gone";
  const remaining = await emptyNamespace(name, options);
  const conditions = withRemaining(namespace.status?.conditions ?? [], remaining, clock.now());
  const status = { ...namespace.status, conditions };
  const isTold = canonicalJson(status) === canonicalJson(namespace.status);
  const told = isTold ? namespace : await store.replace(namespaceKind, { ...namespace, status }, "status");
  if (remaining.objects.size > 0 || remaining.failures.length > 0) return "held";
  const left = finalizers.filter((one) => one !== KUBERNETES);
  await options.finalize({ ...told, spec: { ...told.spec, finalizers: left } });
  return "gone";
}
