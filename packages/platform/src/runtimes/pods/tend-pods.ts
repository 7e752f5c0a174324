import { isConflict, isNotFound } from "@slipway/model";
import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import { type Node, nodeKind, type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Cache, Cached, Index } from "#store/cache.ts";
import { pause } from "#store/pause.ts";
import type { Store } from "#store/store.ts";
import { withHosts } from "./host-names.ts";
import { KEPT_LOG } from "./layout.ts";
import { withoutGate } from "./start-gate.ts";
import { roomOn, turnOf } from "./start-queue.ts";
import { withEnd } from "./stop-pod.ts";

/** What takes long is seen to do so when nothing changes, too. */
const RECHECK_MS = 15_000;
/** Changes come in bursts; one look answers them all. */
const CALM_MS = 100;

interface TendParts {
  readonly store: Store;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Does for the pods of runs what the embedded home's agent does by itself, until the signal aborts: lets them start in
 * their turn, tells those of one run where the others are, and tells `store` that the program has ended. Level-triggered: what stands in the cluster says what is to be
 * done, so that nothing is lost with this process and two of them do no harm.
 */
export async function tendPods(parts: TendParts): Promise<void> {
  const { cache, signal } = parts;
  let wake = (): void => {};
  const changed = (): void => wake();
  cache.follow(podKind, { where: { labels: KEPT_LOG }, changed }, signal);
  cache.follow(nodeKind, { changed }, signal);
  try {
    const pods = await cache.of(podKind, signal);
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await look(parts, pods, [...(cache.now(nodeKind)?.values() ?? [])]);
      await Promise.race([woken, pause(parts, RECHECK_MS)]);
      await pause(parts, CALM_MS);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Pods that are not over: however many are, only these are looked at. */
const live: Index<Pod> = {
  name: "live",
  values: (pod) => (isOver(pod) ? [] : ["live"]),
};

async function look(
  { store, clock, log, signal }: TendParts,
  pods: Cached<Pod>,
  nodes: readonly Node[],
): Promise<void> {
  const all = pods.by(live, "live");
  const wanted = [
    ...all.flatMap((pod) => withEnd(pod) ?? []),
    ...withHosts(all),
    ...turnOf(all, roomOn(nodes), clock.now(), nodes).map(withoutGate),
  ];
  for (const pod of wanted) {
    if (signal.aborted) return;
    try {
      // The watch may say so later than the next look.
      pods.put(await store.replace(podKind, pod, "object"));
    } catch (error) {
      // Whoever changed or removed it wakes us.
      if (!isConflict(error) && !isNotFound(error))
        log.warn("a pod cannot be tended", { pod: pod.metadata.name, error: String(error) });
    }
  }
}
