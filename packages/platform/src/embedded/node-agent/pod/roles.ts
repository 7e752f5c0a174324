import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";

/**
 * init: runs to its end before what follows. sidecar: an init container that goes on beside the main ones and ends
 * after them. main: what the pod is for.
 */
export type Role = "init" | "sidecar" | "main";

export interface PodContainer {
  readonly name: string;
  readonly role: Role;
  readonly spec: Container;
}

/** All containers in the order in which they start. */
export function containersOf(pod: Pod): readonly PodContainer[] {
  const init = (pod.spec.initContainers ?? []).map(
    (spec): PodContainer => ({
      name: spec.name,
      role: spec.restartPolicy === "Always" ? "sidecar" : "init",
      spec,
    }),
  );
  return [
    ...init,
    ...pod.spec.containers.map((spec): PodContainer => ({ name: spec.name, role: "main", spec })),
  ];
}

/** Whether an ended container of this role is started again while its pod goes on. */
export function restarts(pod: Pod, role: Role, exitCode: number): boolean {
  const policy = restartPolicy(pod);
  if (role === "sidecar") return true;
  if (exitCode === 0) return role === "main" && policy === "Always";
  return policy !== "Never";
}

export function restartPolicy(pod: Pod): "Always" | "OnFailure" | "Never" {
  const policy = pod.spec.restartPolicy;
  return policy === "Never" || policy === "OnFailure" ? policy : "Always";
}

/** Whether the pod is meant to end by itself. */
export function runsToEnd(pod: Pod): boolean {
  return restartPolicy(pod) !== "Always";
}
