import { isConflict, isNotFound, keyOf } from "@slipway/model";
import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { sameJson } from "#reconcile/stamp.ts";
import type { Part, Store } from "#store/store.ts";

const TRIES = 5;

/**
 * Writes what `change` makes of a pod, reading it again when somebody else wrote in between. Returns the pod as stored,
 * or undefined when this pod (by its uid) is no longer there.
 */
export async function writePod(
  store: Store,
  pod: Pod,
  write: { readonly part: Part; change(pod: Pod): Pod },
): Promise<Pod | undefined> {
  let current = pod;
  for (let tries = 0; ; tries++) {
    const next = write.change(current);
    if (sameJson(next, current)) return current;
    try {
      return await store.replace(podKind, next, write.part);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      if (!isConflict(error) || tries >= TRIES) throw error;
    }
    const read = await store.get(podKind, keyOf(pod));
    if (read === undefined || read.metadata.uid !== pod.metadata.uid) return undefined;
    current = read;
  }
}

/**
 * Whether `pod` is what `other` once was: a watch may bring what was there before our own last write. Revisions are
 * opaque but comparable: a real API server's are by contract since 1.35, the embedded one's always.
 */
export function isOlder(pod: Pod, other: Pod): boolean {
  const [revision, otherRevision] = [pod, other].map(({ metadata }) => metadata.resourceVersion ?? "");
  const number = /^\d+$/;
  if (!number.test(revision ?? "") || !number.test(otherRevision ?? "")) return false;
  return BigInt(revision ?? 0) < BigInt(otherRevision ?? 0);
}
