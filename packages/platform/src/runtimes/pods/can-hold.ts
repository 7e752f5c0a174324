import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import { requestsOf, wholeUnits } from "@slipway/model/kubernetes/requests.ts";
import type { Node, Pod } from "@slipway/model/kubernetes/workloads.ts";

/**
 * Whether so many machines, were they empty and ready, might hold all of these pods at once: false is certain, true is not, since each
 * kind of pod is counted for itself and taints are not. Where no machine is known, they might.
 */
export function canHold(nodes: readonly Node[], pods: readonly Pod[]): boolean {
  if (nodes.length === 0) return true;
  const kinds = new Map<string, { readonly pod: Pod; readonly count: number }>();
  for (const pod of pods) {
    const key = JSON.stringify([pod.spec.nodeSelector, [...requestsOf(pod)]]);
    const kind = kinds.get(key) ?? { pod, count: 0 };
    kinds.set(key, { pod, count: kind.count + 1 });
  }
  return [...kinds.values()].every(
    ({ pod, count }) => sum(nodes.map((node) => placesOn(node, pod))) >= count,
  );
}

/** How many such pods the machine takes when nothing else is on it. */
function placesOn({ metadata, status }: Node, pod: Pod): number {
  const selector = Object.entries(pod.spec.nodeSelector ?? {});
  if (!selector.every(([label, value]) => metadata.labels?.[label] === value)) return 0;
  const { allocatable } = status ?? {};
  if (allocatable === undefined) return Number.POSITIVE_INFINITY;
  const places = [...requestsOf(pod)].map(([resource, amount]) =>
    amount === 0
      ? Number.POSITIVE_INFINITY
      : Math.floor(wholeUnits(resource, quantity(allocatable[resource] ?? 0) ?? 0) / amount),
  );
  return Math.min(...places);
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
