import { isConflict, isNotFound } from "@slipway/model";
import { type Node, nodeKind, type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { followKind } from "#store/follow-kind.ts";
import { pause } from "#store/pause.ts";
import type { Store } from "#store/store.ts";
import { KEPT_LOG } from "./layout.ts";
import { roomOn, turnOf, withoutGate } from "./start-queue.ts";
import { withEnd } from "./stop-pod.ts";

/** What takes long is seen to do so when nothing changes, too. */
const RECHECK_MS = 15_000;
/** Changes come in bursts; one look answers them all. */
const CALM_MS = 100;

interface TendParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Does for the pods of runs what the embedded home's agent does by itself, until the signal aborts: lets them start in
 * their turn, and tells `store` that the program has ended. Level-triggered: what stands in the cluster says what is to be
 * done, so that nothing is lost with this process and two of them do no harm.
 */
export async function tendPods(parts: TendParts): Promise<void> {
  const { signal } = parts;
  const pods = new Map<string, Pod>();
  const nodes = new Map<string, Node>();
  let wake = (): void => {};
  const changed = (): void => wake();
  const following = Promise.all([
    followKind({ ...parts, kind: podKind, where: { labels: KEPT_LOG }, ...kept(pods, changed) }),
    followKind({ ...parts, kind: nodeKind, ...kept(nodes, changed) }),
  ]);
  while (!signal.aborted) {
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await look(parts, pods, roomOn([...nodes.values()]));
    await Promise.race([woken, pause(parts, RECHECK_MS)]);
    await pause(parts, CALM_MS);
  }
  await following;
}

/** Keeps what is followed by uid. */
function kept<R extends Pod | Node>(into: Map<string, R>, then: () => void) {
  const uid = (object: R): string => object.metadata.uid ?? "";
  return {
    listed: (objects: readonly R[]) => {
      into.clear();
      for (const object of objects) into.set(uid(object), object);
      then();
    },
    changed: (object: R, deleted: boolean) => {
      if (deleted) into.delete(uid(object));
      else into.set(uid(object), object);
      then();
    },
  };
}

async function look(
  { store, clock, log, signal }: TendParts,
  pods: Map<string, Pod>,
  room: number,
): Promise<void> {
  const all = [...pods.values()];
  const wanted = [
    ...all.flatMap((pod) => withEnd(pod) ?? []),
    ...turnOf(all, room, clock.now()).map(withoutGate),
  ];
  for (const pod of wanted) {
    if (signal.aborted) return;
    try {
      // The watch may say so later than the next look.
      pods.set(pod.metadata.uid ?? "", await store.replace(podKind, pod, "object"));
    } catch (error) {
      // Whoever changed or removed it wakes us.
      if (!isConflict(error) && !isNotFound(error))
        log.warn("a pod cannot be tended", { pod: pod.metadata.name, error: String(error) });
    }
  }
}
