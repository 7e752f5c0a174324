import { defined, SlipwayError } from "@slipway/model";
import { type InstanceSize, instanceSize } from "@slipway/model/aws/instance-types.ts";
import {
  type NodePool,
  type NodePoolSpec,
  type Taint,
  validateNodePool,
} from "@slipway/model/kinds/node-pool/index.ts";
import { GPU_RESOURCES, isGpuResource } from "@slipway/model/kubernetes/gpu-resources.ts";
import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { gpusOfType, LOCAL_GPU, type OfferedGpus } from "./offered-gpus.ts";

/** What an instance type means to a pod. */
export interface Machines {
  /** Fields of the pod's spec. */
  readonly placement: Pick<Pod["spec"], "nodeSelector" | "tolerations">;
  /** Fields of the program's container. */
  readonly resources: Pick<Container, "resources">;
  /** A sentence on what the machines have less than the type says. */
  readonly advice?: string;
  /** The pool that says what is asked for. */
  readonly pool?: string;
  /** No machine has twice what is asked for: nothing comes beside another one that is to go. */
  readonly fillsMachine?: true;
}

/** What a home's machines give where no NodePool says what an instance is. */
export interface MachineWays {
  /** Bytes that one program may have at most, whatever its type; where it is absent nobody knows the machines. */
  readonly mostMemory?: number;
  /** Whether there are accelerators that programs find by themselves, as nobody hands them out. */
  readonly hasAccelerators: boolean;
  /** The GPUs that are handed out; it may take as long as finding them. */
  gpus(): Promise<OfferedGpus>;
  /**
   * Shares of a type's figures that are asked of the scheduler: enough that pods do not crowd a machine, and so little that
   * many small jobs still run beside one another. Absent for what is not asked for.
   */
  readonly requested: { readonly cpu?: number; readonly memory: number };
}

/** Whatever machines a cluster has; its scheduler, its nodes and NodePools know them. */
export const CLUSTER_MACHINES: MachineWays = {
  hasAccelerators: false,
  gpus: async () => ({}),
  requested: { cpu: 1 / 8, memory: 1 / 16 },
};

/** The one machine of an embedded home: it counts pods itself, so that none waits for processors. */
export function oneMachine(machine: {
  readonly memory: number;
  readonly hasAccelerators: boolean;
  gpus(): Promise<OfferedGpus>;
}): MachineWays {
  const { memory, hasAccelerators, gpus } = machine;
  return { mostMemory: memory, hasAccelerators, gpus, requested: { memory: 1 / 8 } };
}

/**
 * The pool says where pods of a type go and what each may have; what no pool says is the type's own size. Throws SLIP-RUN-013
 * where nobody knows it, since a program without limits may take a whole machine from everybody else. A type that has GPUs asks for
 * as many as it has, and for no more than `gpus` says that a machine offers.
 */
export function machinesOf(
  pool: NodePool | undefined,
  instance: {
    readonly type: string;
    readonly ways: MachineWays | undefined;
    readonly gpus: OfferedGpus;
    /** How many instances of the run ask for GPUs: on one machine they start together, and share what it has. */
    readonly sharing?: number;
    /** How many times the usual memory, as far as a machine has it that is known. */
    readonly memoryFactor?: number;
    /** What the run asks for by itself, which counts before all else. */
    readonly resources?: Readonly<Record<string, string>>;
  },
): Machines {
  if (pool !== undefined) refuseUnusable(pool);
  const { ways, memoryFactor = 1, sharing = 1 } = instance;
  const capacity = grown(pool?.spec.capacity, memoryFactor);
  const usual: Omit<Machines, "placement"> =
    capacity !== undefined
      ? {
          resources: { resources: { requests: { ...capacity }, limits: { ...capacity } } },
          ...defined({ pool: pool?.metadata.name }),
        }
      : ways === undefined
        ? { resources: {} }
        : usualResources(instance.type, { ways, gpus: instance.gpus, sharing, memoryFactor });
  const given = withAsked(usual, grown(instance.resources, memoryFactor));
  return { placement: placementOf(pool, given), ...given };
}

function withAsked(
  usual: Omit<Machines, "placement">,
  asked: Readonly<Record<string, string | number>> | undefined,
): Omit<Machines, "placement"> {
  if (asked === undefined) return usual;
  const { requests, limits } = usual.resources.resources ?? {};
  const resources = { requests: { ...requests, ...asked }, limits: { ...limits, ...asked } };
  return { ...usual, resources: { resources } };
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

/** Nodes with GPUs keep others off by a taint of the resource's name, where nothing puts up with it for pods that ask for them. */
function placementOf(
  pool: NodePool | undefined,
  { resources }: Pick<Machines, "resources">,
): Machines["placement"] {
  const { nodeSelector, taints = [] } = pool?.spec ?? {};
  const asked = Object.keys(resources.resources?.limits ?? {}).filter(isGpuResource);
  const all: readonly Taint[] = [
    ...taints,
    ...asked
      .filter((key) => !taints.some((taint) => taint.key === key && taint.effect === "NoSchedule"))
      .map((key) => ({ key, effect: "NoSchedule" }) as const),
  ];
  return {
    ...defined({ nodeSelector }),
    ...(all.length === 0 ? {} : { tolerations: all.map(toleration) }),
  };
}

function grown(capacity: NodePoolSpec["capacity"], factor: number): NodePoolSpec["capacity"] {
  const bytes = quantity(capacity?.["memory"] ?? "");
  if (factor === 1 || bytes === undefined) return capacity;
  return { ...capacity, memory: mebibytes(bytes * factor) };
}

function usualResources(
  type: string,
  {
    ways,
    gpus,
    sharing,
    memoryFactor,
  }: {
    readonly ways: MachineWays;
    readonly gpus: OfferedGpus;
    readonly sharing: number;
    readonly memoryFactor: number;
  },
): Omit<Machines, "placement"> {
  const size = instanceSize(type);
  const wanted = size === undefined ? undefined : size.memoryGib * 2 ** 30 * memoryFactor;
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
  const given = givenGpus(type, { gpus, sharing: ways.mostMemory === undefined ? 1 : sharing });
  const advice = [
    ...(size === undefined ? [] : adviceOnMemory(type, size, { limit, ways })),
    ...adviceOnAccelerators(type, { size, ways, gpus, sharing }),
  ];
  return {
    resources: {
      resources: { requests: { ...requests, ...given }, limits: { memory: mebibytes(limit), ...given } },
    },
    ...(advice.length === 0 ? {} : { advice: advice.join("; ") }),
    ...(fills(given, { ways, gpus }) ? { fillsMachine: true } : {}),
  };
}

/** Of the resource that is offered, as many as the type has and a machine can give to each that shares it. */
function givenGpus(
  type: string,
  { gpus, sharing }: { readonly gpus: OfferedGpus; readonly sharing: number },
): Readonly<Record<string, string>> {
  const resource = offeredResource(gpus);
  const each = Math.floor((gpus[resource ?? ""] ?? 0) / sharing);
  const count = Math.min(gpusOfType(type) ?? 0, each);
  return resource === undefined || count === 0 ? {} : { [resource]: String(count) };
}

/** Of a cluster's machines nobody knows how many there are. */
const fills = (
  given: Readonly<Record<string, string>>,
  { ways, gpus }: { readonly ways: MachineWays; readonly gpus: OfferedGpus },
): boolean =>
  ways.mostMemory !== undefined &&
  Object.entries(given).some(([resource, count]) => 2 * Number(count) > (gpus[resource] ?? 0));

const offeredResource = (offered: OfferedGpus): string | undefined =>
  Object.values(GPU_RESOURCES).find((resource) => (offered[resource] ?? 0) > 0);

function adviceOnMemory(
  type: string,
  { memoryGib }: InstanceSize,
  { limit, ways }: { readonly limit: number; readonly ways: MachineWays },
): readonly string[] {
  const given = limit / 2 ** 30;
  if (given >= memoryGib || ways.mostMemory === undefined) return [];
  return [
    `${type} has ${memoryGib} GiB of memory, and this machine gives a program at most ${given.toFixed(1)} GiB`,
  ];
}

interface AcceleratorsAt {
  readonly size: InstanceSize | undefined;
  readonly ways: MachineWays;
  readonly gpus: OfferedGpus;
  readonly sharing: number;
}

function adviceOnAccelerators(type: string, at: AcceleratorsAt): readonly string[] {
  const { size, ways, gpus, sharing } = at;
  const offered = gpus[offeredResource(gpus) ?? ""] ?? 0;
  const wanted = gpusOfType(type);
  const knownMachine = ways.mostMemory !== undefined;
  if (wanted !== undefined && offered > 0)
    return adviceOnFew(type, { wanted, offered, sharing, knownMachine });
  if (wanted === undefined && (size?.accelerators?.count ?? 0) === 0)
    return knownMachine && offered > 0 ? [forNone(type, offered)] : [];
  if (ways.hasAccelerators) return [];
  const none = knownMachine ? "this machine has none" : "neither a NodePool nor a node offers one";
  const { count = 0, what = "" } = size?.accelerators ?? {};
  const has = type === LOCAL_GPU ? "means a machine with GPUs" : `has ${many(count, what)}`;
  return [`${type} ${has}, and ${none}: the program runs without`];
}

function adviceOnFew(
  type: string,
  at: {
    readonly wanted: number;
    readonly offered: number;
    readonly sharing: number;
    readonly knownMachine: boolean;
  },
): readonly string[] {
  const { wanted, offered, sharing, knownMachine } = at;
  const each = Math.floor(offered / (knownMachine ? sharing : 1));
  if (each >= wanted || type === LOCAL_GPU) return [];
  if (knownMachine && sharing > 1)
    return [
      `${type} has ${many(wanted, "GPU")}, and this machine has ${offered} for ${sharing} instances: each gets ${each === 0 ? "none" : each}`,
    ];
  const machine = knownMachine ? "this machine has" : "no node offers more than";
  return [`${type} has ${many(wanted, "GPU")}, and ${machine} ${offered}: the program gets ${offered}`];
}

/** A program that looks for a GPU finds none, and is told how it would. */
function forNone(type: string, offered: number): string {
  return `${type || "no instance type"} asks for none of the ${many(offered, "GPU")} of this machine; ml.g5.xlarge asks for one, ${LOCAL_GPU} for all`;
}

const many = (count: number, what: string): string => `${count} ${what}${count > 1 ? "s" : ""}`;

function mebibytes(bytes: number): string {
  return `${Math.max(1, Math.floor(bytes / 2 ** 20))}Mi`;
}

function toleration({ key, value, effect }: Taint) {
  return value === undefined
    ? { key, operator: "Exists" as const, effect }
    : { key, operator: "Equal" as const, value, effect };
}
