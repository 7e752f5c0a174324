import { keyOf } from "@slipway/model";
import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { runsToEnd } from "../pod/roles.ts";
import { requestsOf, wholeUnits } from "./requests.ts";

/** What one node has to give. */
export interface NodeRoom {
  readonly labels: Readonly<Record<string, string>>;
  /** cpu, memory and whatever else can be requested, in base units. */
  readonly allocatable: Readonly<Record<string, number>>;
  /** How many pods that run to an end, and how many that serve, run at once. */
  readonly places: { readonly runs: number; readonly services: number };
}

export type Placement =
  | { readonly pod: Pod; readonly fits: true }
  | { readonly pod: Pod; readonly fits: false; readonly message: string };

/**
 * Which waiting pods the node takes now, oldest first, and what each of the others waits for. This machine stands for every
 * node pool, so that the same files run here: selectors and taints say where there are several machines. Pure.
 */
export function placements(
  waiting: readonly Pod[],
  bound: readonly Pod[],
  room: NodeRoom,
): readonly Placement[] {
  const there = bound.filter((pod) => !isOver(pod));
  return waiting.toSorted(byAge).map((pod) => {
    const reason = obstacle(pod, there, room);
    if (reason !== undefined) return { pod, fits: false, message: `0/1 nodes are available: ${reason}` };
    there.push(pod);
    return { pod, fits: true };
  });
}

function obstacle(pod: Pod, there: readonly Pod[], room: NodeRoom): string | undefined {
  return shortage(pod, there, room) ?? noPlace(pod, there, room);
}

/**
 * In the words of Kubernetes' scheduler, which names every resource that is short, and says whether the pod would fit if
 * others were not there: "not helpful" is for what the node does not have at all.
 */
function shortage(pod: Pod, there: readonly Pod[], room: NodeRoom): string | undefined {
  const taken = there.map(requestsOf);
  const short = [...requestsOf(pod)].flatMap(([resource, wanted]) => {
    const all = wholeUnits(resource, room.allocatable[resource] ?? 0);
    const used = taken.reduce((sum, amounts) => sum + (amounts.get(resource) ?? 0), 0);
    return wanted > 0 && wanted > all - used ? [{ resource, hopeless: wanted > all }] : [];
  });
  if (short.length === 0) return undefined;
  const reasons = short.map(({ resource }) => `1 Insufficient ${resource}`).sort();
  const preemption = short.some(({ hopeless }) => hopeless)
    ? "Preemption is not helpful for scheduling"
    : "No preemption victims found for incoming pod";
  return `${reasons.join(", ")}. preemption: 0/1 nodes are available: 1 ${preemption}.`;
}

/** A pod that may run for a second at most was stopped before it began, and needs no place for that. */
function noPlace(pod: Pod, there: readonly Pod[], room: NodeRoom): string | undefined {
  if ((pod.spec.activeDeadlineSeconds ?? Number.POSITIVE_INFINITY) <= 1) return undefined;
  const rivals = there.filter((other) => runsToEnd(other) === runsToEnd(pod));
  const places = runsToEnd(pod) ? room.places.runs : room.places.services;
  if (rivals.length < places) return undefined;
  const named = rivals.slice(0, 3).map(keyOf).join(", ");
  const more = rivals.length > 3 ? ` and ${rivals.length - 3} more` : "";
  const what = runsToEnd(pod) ? "pods that run to an end" : "pods that serve";
  return `all ${places} places for ${what} are taken, by ${named}${more}; the next one is free when one of these ends.`;
}

function byAge(a: Pod, b: Pod): number {
  const [older, younger] = [a, b].map((pod) => `${pod.metadata.creationTimestamp ?? ""} ${keyOf(pod)}`);
  return (older ?? "") < (younger ?? "") ? -1 : 1;
}
