import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import type { Deployment, Pod } from "@slipway/model/kubernetes/workloads.ts";

export const TEMPLATE_HASH = "pod-template-hash";

/** What one look at a Deployment and its pods says is to be done. Pure. */
export interface RolloutPlan {
  /** How many pods of the newest template to add. */
  readonly create: number;
  readonly remove: readonly Pod[];
  readonly counts: {
    readonly replicas: number;
    readonly updatedReplicas: number;
    readonly readyReplicas: number;
    readonly availableReplicas: number;
    readonly unavailableReplicas: number;
  };
}

/**
 * Of one template of a Deployment, on one machine: whoever asks for more by mistake has a home that goes on. While a template is replaced
 * there are at most as many of the new one beside those of the old.
 */
const MOST_PODS = 1_000;

/** A rolling update as apps/v1 Deployment describes it: at most `maxSurge` above, at most `maxUnavailable` below. */
export function planRollout(deployment: Deployment, pods: readonly Pod[], hash: string): RolloutPlan {
  const asked = deployment.spec.replicas ?? 1;
  const desired = Math.min(asked, MOST_PODS);
  const { maxSurge, maxUnavailable } = bounds(deployment, desired);
  const living = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && !isOver(pod));
  const updated = living.filter((pod) => pod.metadata.labels?.[TEMPLATE_HASH] === hash);
  const outdated = living.filter((pod) => pod.metadata.labels?.[TEMPLATE_HASH] !== hash);
  const surplus = leastWanted(updated).slice(0, Math.max(0, updated.length - desired));
  const spare = living.filter(isReady).length - surplus.filter(isReady).length - (desired - maxUnavailable);
  const ready = living.filter(isReady).length;
  return {
    create: Math.max(0, Math.min(desired - updated.length, desired + maxSurge - living.length)),
    remove: [
      ...pods.filter((pod) => isOver(pod) && pod.metadata.deletionTimestamp === undefined),
      ...surplus,
      ...retired(outdated, spare),
    ],
    counts: {
      replicas: living.length,
      updatedReplicas: updated.length,
      readyReplicas: ready,
      availableReplicas: ready,
      unavailableReplicas: Math.max(0, asked - ready),
    },
  };
}

/** Outdated pods that do not answer go at once; of those that do, as many as can be spared. */
function retired(outdated: readonly Pod[], spare: number): readonly Pod[] {
  const answering = outdated.filter(isReady);
  return [...outdated.filter((pod) => !isReady(pod)), ...answering.slice(0, Math.max(0, spare))];
}

/** Not ready before ready, young before old. */
function leastWanted(pods: readonly Pod[]): readonly Pod[] {
  const rank = (pod: Pod): string => `${isReady(pod) ? 1 : 0}`;
  return [...pods].sort(
    (a, b) =>
      rank(a).localeCompare(rank(b)) ||
      (b.metadata.creationTimestamp ?? "").localeCompare(a.metadata.creationTimestamp ?? ""),
  );
}

export function isReady(pod: Pod): boolean {
  return (
    pod.status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") ===
    true
  );
}

/** Numbers or percentages; surge rounds up, unavailability down, and both zero would never move. */
function bounds(
  deployment: Deployment,
  desired: number,
): { readonly maxSurge: number; readonly maxUnavailable: number } {
  const rolling = deployment.spec.strategy?.rollingUpdate;
  const maxSurge = amount(rolling?.maxSurge ?? "25%", desired, Math.ceil);
  const maxUnavailable = amount(rolling?.maxUnavailable ?? "25%", desired, Math.floor);
  return maxSurge === 0 && maxUnavailable === 0
    ? { maxSurge: 1, maxUnavailable }
    : { maxSurge, maxUnavailable };
}

function amount(value: string | number, of: number, round: (value: number) => number): number {
  if (typeof value === "number") return value;
  return value.endsWith("%") ? round((Number.parseFloat(value) / 100) * of) : Number.parseInt(value, 10);
}
