import { defined, keyOf } from "@slipway/model";
import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import { podGroupOf } from "@slipway/model/kubernetes/pod-group.ts";
import { requestsOf, wholeUnits } from "@slipway/model/kubernetes/requests.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { runsToEnd } from "../pod/roles.ts";

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
  /**
   * `about` is the same for messages that differ in the names of other pods alone. `isBeingMade`: others of its group are not there, but may be
   * in a moment.
   */
  | {
      readonly pod: Pod;
      readonly fits: false;
      readonly about: string;
      readonly message: string;
      readonly isBeingMade?: true;
    };

interface Obstacle {
  readonly about: string;
  readonly reason: string;
  readonly isBeingMade?: true;
}

/**
 * Which waiting pods the node takes now, oldest first, and what each of the others waits for. The pods of a group are taken
 * together or not at all; one that is there in part goes before all others, and one that has more pods than there are places goes alone. This machine stands for every node pool, so that the same files run here: selectors and taints
 * say where there are several machines. Pure.
 */
export function placements(
  waiting: readonly Pod[],
  bound: readonly Pod[],
  room: NodeRoom,
): readonly Placement[] {
  const there = new Load(bound.filter((pod) => !isOver(pod)));
  const begun = new Set(there.pods.flatMap((pod) => podGroupOf(pod)?.name ?? []));
  const isBegun = (pods: readonly Pod[]): boolean =>
    pods.some((pod) => begun.has(podGroupOf(pod)?.name ?? ""));
  const groups = together(waiting.toSorted(byAge));
  // What a kill has cut in half holds places that others wait for.
  const first = groups.filter(isBegun);
  const others = groups.filter((pods) => !isBegun(pods));
  return [...first, ...others].flatMap((pods) => placed(pods, there, room));
}

/** The pods of each group, where the oldest of them stands; a pod without one is a group of its own. */
function together(pods: readonly Pod[]): readonly (readonly Pod[])[] {
  const groups = new Map<string | Pod, readonly Pod[]>();
  for (const pod of pods) {
    const group = podGroupOf(pod)?.name ?? pod;
    groups.set(group, [...(groups.get(group) ?? []), pod]);
  }
  return [...groups.values()];
}

/** Adds those that are taken to `there`. */
function placed(pods: readonly Pod[], there: Load, room: NodeRoom): readonly Placement[] {
  const why = incomplete(pods, there) ?? firstObstacle(pods, there, room);
  return pods.map((pod) =>
    why === undefined
      ? { pod, fits: true }
      : {
          ...{ pod, fits: false, about: why.about, message: `0/1 nodes are available: ${why.reason}` },
          ...defined({ isBeingMade: why.isBeingMade }),
        },
  );
}

/** A group is whole with those of its pods that are on the node already. */
function incomplete([pod, ...others]: readonly Pod[], there: Load): Obstacle | undefined {
  const group = pod && podGroupOf(pod);
  if (group === undefined) return undefined;
  const count =
    1 + others.length + there.pods.filter((other) => podGroupOf(other)?.name === group.name).length;
  if (count >= group.size) return undefined;
  const reason = `the pods of group ${group.name} start together, and ${count} of ${group.size} are there.`;
  return { about: reason, reason, isBeingMade: true };
}

/** All are added, or none. */
function firstObstacle(pods: readonly Pod[], there: Load, room: NodeRoom): Obstacle | undefined {
  for (const [index, pod] of pods.entries()) {
    const found = obstacle(pod, there, room);
    if (found !== undefined) {
      there.takeBack(index);
      return found;
    }
    there.add(pod);
  }
  return undefined;
}

/** The pods that are on a node or come to it, and what they have asked for, all together. */
class Load {
  readonly #pods: Pod[] = [];
  readonly #used = new Map<string, number>();

  constructor(pods: readonly Pod[]) {
    for (const pod of pods) this.add(pod);
  }

  get pods(): readonly Pod[] {
    return this.#pods;
  }

  used(resource: string): number {
    return this.#used.get(resource) ?? 0;
  }

  add(pod: Pod): void {
    this.#pods.push(pod);
    this.#count(pod, 1);
  }

  /** The last so many that were added. */
  takeBack(count: number): void {
    for (const pod of this.#pods.splice(this.#pods.length - count)) this.#count(pod, -1);
  }

  #count(pod: Pod, sign: 1 | -1): void {
    for (const [resource, amount] of requestsOf(pod))
      this.#used.set(resource, this.used(resource) + sign * amount);
  }
}

function obstacle(pod: Pod, there: Load, room: NodeRoom): Obstacle | undefined {
  const short = shortage(pod, there, room);
  return short === undefined ? noPlace(pod, there, room) : { about: short, reason: short };
}

/**
 * In the words of Kubernetes' scheduler, which names every resource that is short, and says whether the pod would fit if
 * others were not there: "not helpful" is for what the node does not have at all.
 */
function shortage(pod: Pod, there: Load, room: NodeRoom): string | undefined {
  const short = [...requestsOf(pod)].flatMap(([resource, wanted]) => {
    const all = wholeUnits(resource, room.allocatable[resource] ?? 0);
    return wanted > 0 && wanted > all - there.used(resource) ? [{ resource, hopeless: wanted > all }] : [];
  });
  if (short.length === 0) return undefined;
  const reasons = short.map(({ resource }) => `1 Insufficient ${resource}`).sort();
  const preemption = short.some(({ hopeless }) => hopeless)
    ? "Preemption is not helpful for scheduling"
    : "No preemption victims found for incoming pod";
  return `${reasons.join(", ")}. preemption: 0/1 nodes are available: 1 ${preemption}.`;
}

/** A pod that may run for a second at most was stopped before it began, and needs no place for that. */
function noPlace(pod: Pod, there: Load, room: NodeRoom): Obstacle | undefined {
  if ((pod.spec.activeDeadlineSeconds ?? Number.POSITIVE_INFINITY) <= 1) return undefined;
  const rivals = there.pods.filter((other) => runsToEnd(other) === runsToEnd(pod));
  const places = runsToEnd(pod) ? room.places.runs : room.places.services;
  if (rivals.length < places) return undefined;
  const group = podGroupOf(pod);
  const others = rivals.filter((other) => group === undefined || podGroupOf(other)?.name !== group.name);
  // More than there are places for: it goes alone.
  if (others.length === 0) return undefined;
  const named = others.slice(0, 3).map(keyOf).join(", ");
  const more = others.length > 3 ? ` and ${others.length - 3} more` : "";
  const what = runsToEnd(pod) ? "pods that run to an end" : "pods that serve";
  const taken =
    others.length >= places
      ? `all ${places} places for ${what} are taken, by ${named}${more}`
      : `${others.length} of ${places} places for ${what} are taken, by ${named}${more}, and the group needs ${group?.size}`;
  return {
    about: `places for ${what}`,
    reason: `${taken}; the next one is free when one of these ends.`,
  };
}

function byAge(a: Pod, b: Pod): number {
  const [older, younger] = [a, b].map((pod) => `${pod.metadata.creationTimestamp ?? ""} ${keyOf(pod)}`);
  return (older ?? "") < (younger ?? "") ? -1 : 1;
}
