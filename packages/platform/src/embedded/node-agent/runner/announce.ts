import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { EventRecorder } from "#reconcile/reconciler.ts";

/** Tells as Events what turned in a pod's status. That a container began at all its status tells: an event a container would cost a write each. */
export function announce(events: EventRecorder, before: Pod, after: Pod): void {
  for (const status of statusesOf(after)) {
    const previous = statusesOf(before).find(({ name }) => name === status.name);
    const isNew = status.state?.running !== undefined && previous?.containerID !== status.containerID;
    if (isNew && status.restartCount > 0)
      events.record(after, {
        type: "Normal",
        reason: "Started",
        message: `Started container ${status.name}`,
      });
    const { waiting } = status.state ?? {};
    if (waiting?.reason === "CrashLoopBackOff" && previous?.state?.waiting?.reason !== waiting.reason)
      events.record(after, {
        type: "Warning",
        reason: "BackOff",
        message: waiting.message ?? waiting.reason,
      });
  }
  if (before.metadata.deletionTimestamp === undefined && after.metadata.deletionTimestamp !== undefined)
    events.record(after, { type: "Normal", reason: "Killing", message: "Stopping the pod's containers" });
}

function statusesOf(pod: Pod): readonly ContainerStatus[] {
  return [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
}
