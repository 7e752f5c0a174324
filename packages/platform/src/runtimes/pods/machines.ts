import type { NodePool, Taint } from "@slipway/model/kinds/node-pool/index.ts";
import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";

/** What a node pool means to a pod. Without one, the pod goes wherever there is room. */
export interface Machines {
  /** Fields of the pod's spec. */
  readonly placement: Pick<Pod["spec"], "nodeSelector" | "tolerations">;
  /** Fields of the program's container. */
  readonly resources: Pick<Container, "resources">;
}

export function machinesOf(pool: NodePool | undefined): Machines {
  if (pool === undefined) return { placement: {}, resources: {} };
  const { nodeSelector, taints = [], capacity } = pool.spec;
  return {
    placement: {
      ...(nodeSelector === undefined ? {} : { nodeSelector }),
      ...(taints.length === 0 ? {} : { tolerations: taints.map(toleration) }),
    },
    resources:
      capacity === undefined ? {} : { resources: { requests: { ...capacity }, limits: { ...capacity } } },
  };
}

function toleration({ key, value, effect }: Taint) {
  return value === undefined
    ? { key, operator: "Exists" as const, effect }
    : { key, operator: "Equal" as const, value, effect };
}
