import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";

/** The containers of a pod that declare ports, main ones first: each gets one port of this machine, in this order. */
export function listening({ spec }: Pick<Pod, "spec">): readonly Container[] {
  return [...spec.containers, ...(spec.initContainers ?? [])].filter(({ ports }) => (ports ?? []).length > 0);
}

/** The machine's port of a container; of one that declares none the pod's first, where it has one. */
export function portOf(
  container: string,
  { pod, ports }: { readonly pod: Pod; readonly ports?: readonly number[] | undefined },
): number | undefined {
  const index = listening(pod).findIndex(({ name }) => name === container);
  return ports?.[Math.max(index, 0)];
}
