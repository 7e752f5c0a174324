import { isConflict, type Key, type Kind, keyOf, type Resource } from "@slipway/model";
import { KINDS } from "@slipway/model/kinds/all.ts";
import { findFacts } from "@slipway/model/kinds/find-facts.ts";
import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import { type Pod, podKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Cache, Index } from "#store/cache.ts";
import { pause } from "#store/pause.ts";
import type { Store } from "#store/store.ts";
import { hostOf, planName } from "./host-pod.ts";
import { LABEL } from "./layout.ts";
import { unlessGone } from "./pod-runs.ts";
import { lastFinish } from "./run-state.ts";

/** Long enough to look into what failed; logs, results and the object itself stay for as long as they are wanted. */
const AFTER_MS = 60 * 60_000;
/** What is owed at first is asked for again. */
const RECHECK_MS = 60_000;

interface ReleaseParts {
  readonly store: Store;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Whether all that follows from the end of the owner's run is told, so that its pods are owed to nobody. */
  readonly isSettled: (owner: Resource) => boolean;
  /** How long a pod stays after its end. */
  readonly afterMs?: number;
}

/**
 * Removes pods of runs, with their plans, an hour after their end, as Kubernetes does it with Jobs (`ttlSecondsAfterFinished`), until
 * the signal aborts: a home that runs a thousand jobs a day would be full of them in a week. Level-triggered, and it asks nobody
 * anything while there is nothing to remove.
 */
export async function releasePods(parts: ReleaseParts): Promise<void> {
  const { cache, clock, signal } = parts;
  try {
    const pods = await cache.of(podKind, signal);
    while (!signal.aborted) {
      for (const pod of pods.by(over, "over")) {
        if (dueAt(pod, parts) > clock.now().getTime() || signal.aborted) break;
        await release(pod, parts);
      }
      await pause(parts, RECHECK_MS);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Pods of runs that have come to an end, the oldest end first. */
const over: Index<Pod> = {
  name: "over",
  values: (pod) => (pod.metadata.labels?.[LABEL.run] !== undefined && isOver(pod) ? ["over"] : []),
  rank: (pod) => endOf(pod),
};

function endOf(pod: Pod): string {
  return lastFinish(pod) ?? pod.metadata.creationTimestamp ?? "";
}

function dueAt(pod: Pod, { afterMs = AFTER_MS }: ReleaseParts): number {
  return Date.parse(endOf(pod)) + afterMs;
}

async function release(pod: Pod, { store, cache, log, isSettled }: ReleaseParts): Promise<void> {
  const { namespace = "", labels = {}, uid } = pod.metadata;
  const owner = await ownerOf(pod, cache);
  // What belongs to nothing any more the garbage collector takes.
  if (owner === undefined || !isSettled(owner)) return;
  try {
    // The pod last: as long as it is there, whoever is killed here comes back.
    const run = labels[LABEL.run] ?? "";
    await unlessGone(() => store.remove(secretKind, `${namespace}/${planName(run, hostOf(pod))}`));
    await unlessGone(() => store.remove(podKind, keyOf(pod), uid === undefined ? {} : { uid }));
  } catch (error) {
    if (!isConflict(error)) log.warn("a pod that is over stays", { pod: keyOf(pod), error: String(error) });
  }
}

async function ownerOf(pod: Pod, cache: Cache): Promise<Resource | undefined> {
  for (const { name, uid, ...reference } of pod.metadata.ownerReferences ?? []) {
    const found = findFacts(KINDS, reference);
    if (found === undefined) continue;
    const key: Key = `${pod.metadata.namespace ?? ""}/${name}`;
    const owner = (await cache.of(found.kind as Kind)).get(key);
    if (owner?.metadata.uid === uid) return owner;
  }
  return undefined;
}
