import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";

/** One start of a container; a container that is started again is another instance with the same log. */
export interface ContainerInstance {
  readonly container: string;
  /** The runtime's id of this start. */
  readonly id: string;
  /** When this start was, as far as known; whole seconds. */
  readonly startedAt?: Date;
  /** It writes no more. */
  readonly ended: boolean;
  /** No instance of the container follows it. */
  readonly last: boolean;
}

/** The newest instance of each of the pod's containers that was ever started. */
export function containerInstances(pod: Pod): readonly ContainerInstance[] {
  const over = isOver(pod);
  return allStatuses(pod).flatMap((status) => {
    const id = status.containerID ?? "";
    if (id === "") return [];
    const ended = status.state?.running === undefined;
    const startedAt = startOf(status);
    return [
      {
        container: status.name,
        id,
        ended,
        last: ended && (over || isDone(pod, status)),
        ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
      },
    ];
  });
}

function allStatuses({ status }: Pod): readonly ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}

function startOf({ state, lastState }: ContainerStatus): string | undefined {
  return state?.running?.startedAt ?? state?.terminated?.startedAt ?? lastState?.terminated?.startedAt;
}

/** Ended for good while its pod goes on: what ran once and well, and everything of a pod that restarts nothing. */
function isDone(pod: Pod, { name, state }: ContainerStatus): boolean {
  if (state?.terminated === undefined) return false;
  const init = pod.spec.initContainers?.find((container) => container.name === name);
  if (init !== undefined) return init.restartPolicy !== "Always" && state.terminated.exitCode === 0;
  return pod.spec.restartPolicy === "Never";
}
