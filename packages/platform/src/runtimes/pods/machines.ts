import { defined, SlipwayError } from "@slipway/model";
import { type InstanceSize, instanceSize } from "@slipway/model/aws/instance-types.ts";
import { type NodePool, type Taint, validateNodePool } from "@slipway/model/kinds/node-pool/index.ts";
import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";

/** What an instance type means to a pod. */
export interface Machines {
  /** Fields of the pod's spec. */
  readonly placement: Pick<Pod["spec"], "nodeSelector" | "tolerations">;
  /** Fields of the program's container. */
  readonly resources: Pick<Container, "resources">;
  /** A sentence on what the machines have less than the type says. */
  readonly advice?: string;
}

/** What a home's machines give where no NodePool says what an instance is. */
export interface MachineWays {
  /** Bytes that one program may have at most, whatever its type; where it is absent nobody knows the machines. */
  readonly mostMemory?: number;
  /** Whether there are accelerators (GPUs and the like) that programs find by themselves. */
  readonly hasAccelerators: boolean;
  /**
   * Shares of a type's figures that are asked of the scheduler: enough that pods do not crowd a machine, and so little that
   * many small jobs still run beside one another. Absent for what is not asked for.
   */
  readonly requested: { readonly cpu?: number; readonly memory: number };
}

/** Whatever machines a cluster has; its scheduler and NodePools know them. */
export const CLUSTER_MACHINES: MachineWays = {
  hasAccelerators: false,
  requested: { cpu: 1 / 8, memory: 1 / 16 },
};

/** The one machine of an embedded home: it counts pods itself, so that none waits for processors. */
export function oneMachine(machine: {
  readonly memory: number;
  readonly hasAccelerators: boolean;
}): MachineWays {
  const { memory, hasAccelerators } = machine;
  return { mostMemory: memory, hasAccelerators, requested: { memory: 1 / 8 } };
}

/**
 * The pool says where pods of a type go and what each may have; what no pool says is the type's own size. Throws SLIP-RUN-013
 * where nobody knows it, since a program without limits may take a whole machine from everybody else.
 */
export function machinesOf(
  pool: NodePool | undefined,
  instance: { readonly type: string; readonly ways: MachineWays | undefined },
): Machines {
  if (pool !== undefined) refuseUnusable(pool);
  const { capacity } = pool?.spec ?? {};
  const placement = pool === undefined ? {} : placementOf(pool);
  if (capacity !== undefined)
    return { placement, resources: { resources: { requests: { ...capacity }, limits: { ...capacity } } } };
  const { type, ways } = instance;
  return { placement, ...(ways === undefined ? { resources: {} } : usualResources(type, ways)) };
}

function refuseUnusable({ metadata, spec }: NodePool): void {
  const [cause] = validateNodePool(spec);
  if (cause === undefined) return;
  const where = cause.field === undefined ? "" : `${cause.field}: `;
  throw new SlipwayError(
    "SLIP-RUN-013",
    `NodePool ${metadata.name} cannot be used as it is: ${where}${cause.message}`,
  );
}

function placementOf({ spec }: NodePool): Machines["placement"] {
  const { nodeSelector, taints = [] } = spec;
  return {
    ...defined({ nodeSelector }),
    ...(taints.length === 0 ? {} : { tolerations: taints.map(toleration) }),
  };
}

function usualResources(type: string, ways: MachineWays): Omit<Machines, "placement"> {
  const size = instanceSize(type);
  const wanted = size === undefined ? undefined : size.memoryGib * 2 ** 30;
  const limit = Math.min(wanted ?? Number.POSITIVE_INFINITY, ways.mostMemory ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(limit))
    throw new SlipwayError(
      "SLIP-RUN-013",
      `no NodePool has the instance type ${JSON.stringify(type)}, and it is none of SageMaker's whose size is known`,
    );
  const { cpu, memory } = ways.requested;
  const requests = {
    memory: mebibytes(limit * memory),
    ...(cpu === undefined || size === undefined ? {} : { cpu: `${Math.ceil(size.vcpus * cpu * 1000)}m` }),
  };
  const advice = size === undefined ? [] : adviceOn(type, size, { limit, ways });
  return {
    resources: { resources: { requests, limits: { memory: mebibytes(limit) } } },
    ...(advice.length === 0 ? {} : { advice: advice.join("; ") }),
  };
}

function adviceOn(
  type: string,
  { memoryGib, accelerators }: InstanceSize,
  { limit, ways }: { readonly limit: number; readonly ways: MachineWays },
): readonly string[] {
  const knownMachine = ways.mostMemory !== undefined;
  const given = limit / 2 ** 30;
  const { count = 0, what = "" } = ways.hasAccelerators ? {} : (accelerators ?? {});
  const none = knownMachine ? "this machine has none" : "no NodePool says how pods get one here";
  return [
    ...(given < memoryGib
      ? [
          `${type} has ${memoryGib} GiB of memory, and this machine gives a program at most ${given.toFixed(1)} GiB`,
        ]
      : []),
    ...(count > 0
      ? [`${type} has ${count} ${what}${count > 1 ? "s" : ""}, and ${none}: the program runs without`]
      : []),
  ];
}

function mebibytes(bytes: number): string {
  return `${Math.max(1, Math.floor(bytes / 2 ** 20))}Mi`;
}

function toleration({ key, value, effect }: Taint) {
  return value === undefined
    ? { key, operator: "Exists" as const, effect }
    : { key, operator: "Equal" as const, value, effect };
}
