import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { NodeWays } from "./node-ways.ts";

const SHARED_MEMORY = "shared-memory";

/**
 * Container runtimes give a program 64 MB of shared memory, which is too little for what PyTorch's workers hand over by it. On a
 * kubelet it is a volume in memory, which counts for the memory that the pod may have and is as large; the embedded home's agent gives
 * half of what the program may have by itself.
 */
export function sharedMemoryVolumes(ways: NodeWays): NonNullable<Pod["spec"]["volumes"]> {
  return ways.asContainers ? [{ name: SHARED_MEMORY, emptyDir: { medium: "Memory" } }] : [];
}

export function sharedMemoryMounts(ways: NodeWays): NonNullable<Container["volumeMounts"]> {
  return ways.asContainers ? [{ name: SHARED_MEMORY, mountPath: "/dev/shm" }] : [];
}
