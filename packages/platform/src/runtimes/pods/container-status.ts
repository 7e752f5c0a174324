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
const HOPELESS = new Set(["InvalidImageName", "ErrImageNeverPull"]);
/** Reasons that a registry that is away for a while has, too. */
const PULLING = new Set(["ErrImagePull", "ImagePullBackOff", "RegistryUnavailable", "ImageInspectError"]);
/** What the container names may come a moment after it, as a Secret does; the user of an image does not change. */
const CONFIG = "CreateContainerConfigError";
const USER = "runAsNonRoot";

/** What tells whether a pod has waited long enough for its images. */
export interface Patience {
  readonly now: Date;
  readonly imagePatienceMs: number;
}

/** The first container that waits for what will not come. */
export function cannotStart(pod: Pod, { now, imagePatienceMs }: Patience): ContainerStatus | undefined {
  const waited = now.getTime() - Date.parse(String(pod.status?.startTime ?? pod.metadata.creationTimestamp));
  const out = waited >= imagePatienceMs || imagePatienceMs === 0;
  return allStatuses(pod).find(({ state }) => {
    const { reason = "", message = "" } = state?.waiting ?? {};
    if (HOPELESS.has(reason) || (reason === CONFIG && message.includes(USER))) return true;
    return out && (PULLING.has(reason) || reason === CONFIG);
  });
}

/** The first container whose image cannot be had for now. */
export function isPulling(pod: Pod): ContainerStatus | undefined {
  return allStatuses(pod).find(({ state }) => PULLING.has(state?.waiting?.reason ?? ""));
}
