import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { containersOf, type PodContainer, restartPolicy, restarts } from "../pod/roles.ts";
import { type Launch, lastLaunch, type PodFacts } from "../supervisor/facts.ts";

/** Nothing of the pod runs now. */
export function isStill(facts: PodFacts): boolean {
  return facts.attempt === 0 || facts.supervisor === "done";
}

/** Nothing of the pod runs, and by its restart policy nothing will again. */
export function hasEnded(pod: Pod, facts: PodFacts): boolean {
  if (facts.supervisor !== "done") return false;
  const policy = restartPolicy(pod);
  return policy === "Never" || (policy === "OnFailure" && mainsAreThrough(pod, facts));
}

/** Every main container has ended for good, so that sidecars are to end as well. */
export function mainsAreThrough(pod: Pod, facts: PodFacts): boolean {
  return containersOf(pod)
    .filter(({ role }) => role === "main")
    .every((container) => {
      const end = lastLaunch(facts, container.name)?.end;
      return end !== undefined && !restarts(pod, "main", end.code);
    });
}

/** No main container runs at the moment. */
export function mainsAreDown(pod: Pod, facts: PodFacts): boolean {
  const mains = containersOf(pod).filter(({ role }) => role === "main");
  return mains.every(({ name }) => lastLaunch(facts, name)?.end !== undefined);
}

/** The last launch of a container that ended and is to be started again in the same attempt. */
export function launchToRepeat(pod: Pod, container: PodContainer, facts: PodFacts): Launch | undefined {
  const last = lastLaunch(facts, container.name);
  if (last?.end === undefined || !restarts(pod, container.role, last.end.code)) return undefined;
  return container.role === "sidecar" && mainsAreThrough(pod, facts) ? undefined : last;
}

/** How often each container was started before, for the attempt that comes next. */
export function nextCounts(pod: Pod, facts: PodFacts): ReadonlyMap<string, number> {
  const reported = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return new Map(
    containersOf(pod).map(({ name }) => {
      const last = lastLaunch(facts, name);
      if (last !== undefined) return [name, last.count + 1];
      const known = reported.find((status) => status.name === name);
      return [name, known?.containerID === undefined ? 0 : known.restartCount + 1];
    }),
  );
}

/** Nothing more will come from this container. */
export function isFinal(pod: Pod, container: string, facts: PodFacts): boolean {
  if (hasEnded(pod, facts) || (facts.ending !== undefined && isStill(facts)) || isOver(pod)) return true;
  const role = containersOf(pod).find(({ name }) => name === container)?.role;
  return (
    restartPolicy(pod) === "Never" && role !== "sidecar" && lastLaunch(facts, container)?.end !== undefined
  );
}

/** Milliseconds until the pod's own deadline, from when the node first took note of it. */
export function remainingMs(pod: Pod, now: number): number {
  const { activeDeadlineSeconds } = pod.spec;
  const { startTime } = pod.status ?? {};
  if (activeDeadlineSeconds === undefined || startTime === undefined || isOver(pod))
    return Number.POSITIVE_INFINITY;
  return new Date(startTime).getTime() + activeDeadlineSeconds * 1000 - now;
}

/** Why the pod is to end although nobody deletes it; decided once, and then written down. */
export function reasonToEnd(pod: Pod, facts: PodFacts, now: number): string | undefined {
  if (facts.ending !== undefined || isOver(pod) || hasEnded(pod, facts)) return undefined;
  if (remainingMs(pod, now) <= 0) return "DeadlineExceeded";
  return facts.attempt === 0 && wasStarted(pod) && restartPolicy(pod) === "Never" ? "Lost" : undefined;
}

/** An agent has said of some container that it was started. */
function wasStarted(pod: Pod): boolean {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return statuses.some(({ containerID }) => containerID !== undefined);
}
