import { isNotFound, type Kind, type Resource } from "@slipway/model";
import { isPassing } from "@slipway/model/kubernetes/is-passing.ts";
import { pathOf } from "@slipway/model/kubernetes/path-of.ts";
import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Transport } from "./transport.ts";

/** A pod whose log is followed, as it stands; `unknown` where nobody can say, and `passing` where that may be asked again. */
export type FollowedPod =
  | { readonly is: "there"; readonly uid: string; readonly goesOn: boolean }
  | { readonly is: "gone" }
  | { readonly is: "unknown"; readonly passing: boolean };

export const podPath: Pick<Kind<Resource>, "group" | "version" | "plural" | "namespaced"> = {
  group: "",
  version: "v1",
  plural: "pods",
  namespaced: true,
};

/** Looks at the pod; `goesOn` says whether its container may still write, be it that it has not begun. */
export async function followedPod(
  transport: Transport,
  of: {
    readonly namespace: string;
    readonly pod: string;
    readonly container?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<FollowedPod> {
  const { namespace, pod: name, container, signal } = of;
  try {
    const pod = await transport.json<Pod>({ path: pathOf(podPath, { namespace, name }), signal });
    return { is: "there", uid: pod.metadata.uid ?? "", goesOn: goesOn(pod, container) };
  } catch (error) {
    return isNotFound(error) ? { is: "gone" } : { is: "unknown", passing: isPassing(error) };
  }
}

/** A server without a pod's status, as a log's alone, knows of no more than what it gave. */
function goesOn({ metadata, spec, status }: Pod, container: string | undefined): boolean {
  if (status?.phase === undefined || status.phase === "Succeeded" || status.phase === "Failed") return false;
  const of: readonly ContainerStatus[] = [
    ...(status.containerStatuses ?? []),
    ...(status.initContainerStatuses ?? []),
  ];
  const ended = of.find(({ name }) => container === undefined || name === container)?.state?.terminated;
  if (ended === undefined) return true;
  if (metadata.deletionTimestamp !== undefined || spec?.restartPolicy === "Never") return false;
  return spec?.restartPolicy !== "OnFailure" || ended.exitCode !== 0;
}
