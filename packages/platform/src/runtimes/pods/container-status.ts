import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";

/** The status of one container, init containers included. */
export function containerStatus(pod: Pod, name: string): ContainerStatus | undefined {
  const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return all.find((status) => status.name === name);
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
  const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return all.find((status) => HOPELESS.has(status.state?.waiting?.reason ?? ""));
}
