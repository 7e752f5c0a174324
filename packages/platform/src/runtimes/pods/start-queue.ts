import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import { requestsOf } from "@slipway/model/kubernetes/requests.ts";
import type { Node, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { Gangs } from "./gangs.ts";
import { LABEL } from "./layout.ts";
import { mainStatus } from "./program-status.ts";
import { isGated } from "./start-gate.ts";
import { takesPods } from "./takes-pods.ts";
import { LONGEST_START_MS, unplaced } from "./unplaced.ts";

/** Starting costs a node more than running: image layers, mounts, a handful of processes for each container. */
const STARTS_PER_NODE = 4;

/**
 * The gated pods whose turn it is, the oldest first, so that no more pods start at once than `room`; pods of a group go together, and
 * one that has more pods than there is room goes alone. Where so many already wait for a machine of one kind more of that kind would
 * crowd in at once when there is one: they wait their turn, and hold no other kind up. `nodes` are all that
 * there are, as far as they are known. Pure.
 */
export function turnOf(
  pods: readonly Pod[],
  room: number,
  now: Date,
  nodes: readonly Node[] = [],
): readonly Pod[] {
  const starting = pods.filter((pod) => isStarting(pod, now)).length;
  const waiting = new Map<string, number>();
  for (const pod of pods.filter(isUnplaced))
    waiting.set(machineOf(pod), (waiting.get(machineOf(pod)) ?? 0) + 1);
  const gated = pods
    .filter((pod) => isGated(pod) && pod.metadata.deletionTimestamp === undefined)
    .sort(byAge);
  const gangs = new Gangs(pods, now, nodes);
  const turn = gangs.begun(gated);
  let left = room - starting - turn.length;
  for (const unit of gangs.units(gated)) {
    const [first] = unit;
    if (first === undefined || turn.includes(first) || !gangs.mayGo(unit)) continue;
    if ((waiting.get(machineOf(first)) ?? 0) >= room) continue;
    if (unit.length > left && !(unit.length > room && left >= room)) break;
    gangs.goes(unit);
    turn.push(...unit);
    left -= unit.length;
  }
  return turn;
}

/** What a pod asks of a machine. */
function machineOf(pod: Pod): string {
  const { nodeSelector, tolerations } = pod.spec;
  return JSON.stringify([nodeSelector, tolerations, [...requestsOf(pod)].sort()]);
}

/** The scheduler has found no machine for it yet. */
function isUnplaced(pod: Pod): boolean {
  const { labels, deletionTimestamp } = pod.metadata;
  return labels?.[LABEL.run] !== undefined && deletionTimestamp === undefined && unplaced(pod) !== undefined;
}

/** On its way to its program and a burden to a node, or about to become one. */
function isStarting(pod: Pod, now: Date): boolean {
  const { metadata, status } = pod;
  if (metadata.labels?.[LABEL.run] === undefined) return false;
  if (isGated(pod) || metadata.deletionTimestamp !== undefined) return false;
  if (isOver(pod)) return false;
  const program = mainStatus(pod)?.state;
  if (program?.running !== undefined || program?.terminated !== undefined) return false;
  if (isUnplaced(pod)) return false;
  const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
  const since = scheduled?.lastTransitionTime ?? metadata.creationTimestamp;
  return since === undefined || now.getTime() - Date.parse(String(since)) < LONGEST_START_MS;
}

function byAge({ metadata: a }: Pod, { metadata: b }: Pod): number {
  return keyOfAge(a) < keyOfAge(b) ? -1 : 1;
}

function keyOfAge({ creationTimestamp = "", namespace = "", name }: Pod["metadata"]): string {
  return `${creationTimestamp} ${namespace}/${name}`;
}

/** How many pods may start at once on these nodes. */
export function roomOn(nodes: readonly Node[]): number {
  return STARTS_PER_NODE * Math.max(1, nodes.filter(takesPods).length);
}
