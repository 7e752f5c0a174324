import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";

/** The status of one container, init containers included. */
export function containerStatus(pod: Pod, name: string): ContainerStatus | undefined {
  return allStatuses(pod).find((status) => status.name === name);
}

/** The first sentence with which a container says what it waits for. */
export function waitingMessage(pod: Pod): string | undefined {
  return allStatuses(pod)
    .map((status) => status.state?.waiting?.message)
    .find((message) => message !== undefined && message !== "");
}

function allStatuses(pod: Pod): readonly ContainerStatus[] {
  return [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
}

/** Reasons a kubelet gives when trying again cannot be expected to help. */
const HOPELESS = new Set([
  "ImagePullBackOff",
  "ErrImagePull",
  "InvalidImageName",
  "ErrImageNeverPull",
  "CreateContainerConfigError",
]);

/** The first container that waits for what will not come. */
export function cannotStart(pod: Pod): ContainerStatus | undefined {
  return allStatuses(pod).find((status) => HOPELESS.has(status.state?.waiting?.reason ?? ""));
}
