import { isConflict, type Kind, type Resource } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { createWorkQueue, type WorkQueue } from "#reconcile/work-queue.ts";
import type { Cache, CacheChange } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import { collect, concernsCollector } from "./collect.ts";
import { Graph } from "./graph.ts";

export interface CollectorOptions {
  /** What the cache has not been told yet must not cost an object its life, so this one reads from the server. */
  readonly store: Store;
  readonly cache: Cache;
  /** Every kind whose objects own others or are owned. */
  readonly kinds: readonly Kind[];
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Removes objects whose owners are all gone, and carries out foreground and orphan deletion, until the signal aborts. */
export async function runGarbageCollector(options: CollectorOptions): Promise<void> {
  const graph = new Graph();
  const queue = createWorkQueue({ clock: options.clock, retry: { baseMs: 100, capMs: 10_000 } });
  const collector = { ...options, graph, queue };
  for (const kind of options.kinds) watch(kind, collector);
  await work(collector);
}

type Collector = CollectorOptions & { readonly graph: Graph; readonly queue: WorkQueue };

function watch(kind: Kind, collector: Collector): void {
  const changed = ({ before, after }: CacheChange<Resource>): void => {
    if (after !== undefined) learn(kind, after, collector);
    else if (before !== undefined) forget(before.metadata.uid ?? "", collector);
  };
  collector.cache.follow(kind, { changed }, collector.signal);
}

function learn(kind: Kind, object: Resource, { graph, queue }: Collector): void {
  const node = graph.put(kind, object);
  if (concernsCollector(node)) queue.add(`uid/${node.uid}`);
  // An owner that waits for its dependents learns here that one is on its way out.
  if (node.deleting) wakeOwners(node.owners, { graph, queue });
}

function forget(uid: string, { graph, queue }: Collector): void {
  const node = graph.get(uid);
  graph.remove(uid);
  wakeOwners(node?.owners ?? [], { graph, queue });
  for (const dependent of graph.dependentsOf(uid)) queue.add(`uid/${dependent.uid}`);
}

function wakeOwners(
  owners: readonly { readonly uid: string }[],
  { graph, queue }: Pick<Collector, "graph" | "queue">,
): void {
  for (const { uid } of owners) if (graph.get(uid)?.deleting === true) queue.add(`uid/${uid}`);
}

async function work(collector: Collector): Promise<void> {
  const { queue, graph, signal, log } = collector;
  for (;;) {
    const key = await queue.take(signal);
    if (key === undefined || signal.aborted) return;
    const node = graph.get(key.slice("uid/".length));
    try {
      if (node !== undefined) await collect(node, collector);
      queue.done(key, "forget");
    } catch (error) {
      if (!isConflict(error) && !signal.aborted)
        log.warn("collection failed; trying again", { object: node?.key, error: String(error) });
      queue.done(key, "retry");
    }
  }
}
