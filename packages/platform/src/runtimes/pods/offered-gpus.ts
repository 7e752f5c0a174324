import { instanceSize } from "@slipway/model/aws/instance-types.ts";
import { GPU_RESOURCES } from "@slipway/model/kubernetes/gpu-resources.ts";
import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import type { Node } from "@slipway/model/kubernetes/workloads.ts";
import { within } from "#lib/within.ts";
import { takesPods } from "./takes-pods.ts";

/** How many GPUs one machine offers at most, by the resource that pods ask for; those that none offers are left out. */
export type OfferedGpus = Readonly<Record<string, number>>;

/** The name by which SageMaker's SDK means a machine of one's own with all its GPUs. */
export const LOCAL_GPU = "local_gpu";

/** How many GPUs an instance of a type has; undefined for a type that has none, `Infinity` for all that a machine has. */
export function gpusOfType(type: string): number | undefined {
  if (type === LOCAL_GPU) return Number.POSITIVE_INFINITY;
  const { accelerators } = instanceSize(type) ?? {};
  return accelerators?.what === "GPU" && accelerators.count > 0 ? accelerators.count : undefined;
}

/** What is offered to an instance of a type. A type without GPUs does not wait until they are found: it is told of what is known. */
export async function gpusFor(
  type: string,
  offered: (() => Promise<OfferedGpus>) | undefined,
): Promise<OfferedGpus> {
  if (offered === undefined) return {};
  if (gpusOfType(type) !== undefined) return offered();
  const known = await within(offered(), 0);
  return known === "late" ? {} : known;
}

/** Of those nodes that take pods. */
export function offeredByNodes(nodes: readonly Node[]): OfferedGpus {
  const most = (resource: string) =>
    Math.max(
      0,
      ...nodes.filter(takesPods).map(({ status }) => quantity(status?.allocatable?.[resource] ?? 0) ?? 0),
    );
  return Object.fromEntries(
    Object.values(GPU_RESOURCES)
      .map((resource) => [resource, most(resource)] as const)
      .filter(([, count]) => count > 0),
  );
}
