import { podGroupOf } from "@slipway/model/kubernetes/pod-group.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Cached, Index } from "#store/cache.ts";
import type { NamedPod } from "./network-book.ts";

/** Pods of a group, by its name. */
const group: Index<Pod> = {
  name: "pod group",
  values: (pod) => {
    const name = podGroupOf(pod)?.name;
    return name === undefined ? [] : [name];
  },
};

/** The pod's group as its programs call each other: those of it that have a host name. Empty for a pod without. */
export function peersOf(pod: Pod, pods: Cached<Pod> | undefined): readonly NamedPod[] {
  const name = podGroupOf(pod)?.name;
  if (name === undefined || pod.spec.hostname === undefined) return [];
  const others = (pods?.by(group, name) ?? []).filter(({ metadata }) => metadata.uid !== pod.metadata.uid);
  return [pod, ...others].flatMap(({ metadata: { uid = "" }, spec: { hostname } }) =>
    hostname === undefined ? [] : [{ uid, name: hostname }],
  );
}
