import { podGroupOf } from "@slipway/model/kubernetes/pod-group.ts";
import type { Node, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { canHold } from "./can-hold.ts";
import { isGated } from "./start-gate.ts";
import { fitsNowhere, isLongUnplaced } from "./unplaced.ts";

interface Gang {
  readonly name: string;
  readonly pods: readonly Pod[];
  readonly size: number;
}

/**
 * Groups of pods that start together. A scheduler that knows no groups places one pod after the other: of two groups each could get a
 * part of what both need, and wait for the other for ever. So of groups that may want the same machines one at a time is let go, and the
 * next one when all pods of it have theirs, or the machines that are there cannot take all of them, whoever ends: it waits for no other group.
 */
export class Gangs {
  readonly #gangs = new Map<string, Gang>();
  /** On their way to their machines. */
  readonly #going: Gang[];

  constructor(pods: readonly Pod[], now: Date, nodes: readonly Node[]) {
    for (const pod of pods) {
      const group = podGroupOf(pod);
      if (group === undefined || pod.metadata.deletionTimestamp !== undefined) continue;
      const { pods: others = [] } = this.#gangs.get(group.name) ?? {};
      this.#gangs.set(group.name, { ...group, pods: [...others, pod] });
    }
    const isHopeless = ({ pods }: Gang): boolean =>
      pods.some((pod) => fitsNowhere(pod, now)) ||
      (pods.some((pod) => isLongUnplaced(pod, now)) && !canHold(nodes, pods));
    const isGoing = (gang: Gang): boolean =>
      !gang.pods.every(isGated) && !gang.pods.every(hasNode) && !isHopeless(gang);
    this.#going = [...this.#gangs.values()].filter(isGoing);
  }

  /** Those that are left of groups of which a part was let go before somebody was killed. */
  begun(gated: readonly Pod[]): Pod[] {
    return gated.filter((pod) => this.#going.some(({ name }) => name === podGroupOf(pod)?.name));
  }

  /** What goes together, in the order of the first of each. */
  units(gated: readonly Pod[]): readonly (readonly Pod[])[] {
    const units = new Map<string | Pod, Pod[]>();
    for (const pod of gated) {
      const key = podGroupOf(pod)?.name ?? pod;
      units.set(key, [...(units.get(key) ?? []), pod]);
    }
    return [...units.values()];
  }

  /** Whether all of a group are there, and no other one is on its way to machines that it may want. */
  mayGo([pod]: readonly Pod[]): boolean {
    const gang = this.#gangOf(pod);
    if (gang === undefined) return true;
    return gang.pods.length === gang.size && !this.#going.some((other) => areRivals(gang, other));
  }

  goes([pod]: readonly Pod[]): void {
    const gang = this.#gangOf(pod);
    if (gang !== undefined) this.#going.push(gang);
  }

  #gangOf(pod: Pod | undefined): Gang | undefined {
    return pod === undefined ? undefined : this.#gangs.get(podGroupOf(pod)?.name ?? "");
  }
}

const hasNode = ({ spec }: Pod): boolean => (spec.nodeName ?? "") !== "";

/** Who names no machines may get any. */
function areRivals(a: Gang, b: Gang): boolean {
  const [ofA, ofB] = [selectorsOf(a), selectorsOf(b)];
  return ofA.has("[]") || ofB.has("[]") || [...ofA].some((selector) => ofB.has(selector));
}

function selectorsOf({ pods }: Gang): ReadonlySet<string> {
  return new Set(pods.map(({ spec }) => JSON.stringify(Object.entries(spec.nodeSelector ?? {}).sort())));
}
