import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { containersOf } from "../pod/roles.ts";

/** Bytes that a pod has on the disk: by volume, and by container its own files and its log. */
export interface PodUsage {
  readonly volumes: ReadonlyMap<string, number>;
  readonly containers: ReadonlyMap<string, number>;
}

/**
 * Why a kubelet would evict the pod for its own use of the disk, in its words and in the order in which it looks: a volume's
 * size limit, the limits of all containers together, the limit of one. Pure.
 */
export function overuse(pod: Pod, usage: PodUsage): string | undefined {
  return tooLargeVolume(pod, usage) ?? tooMuchTogether(pod, usage) ?? tooLargeContainer(pod, usage);
}

/** Whether the pod has any limit to be over. */
export function limitsDisk(pod: Pod): boolean {
  const volumes = pod.spec.volumes ?? [];
  return volumes.some(({ emptyDir }) => bytes(emptyDir?.sizeLimit) > 0) || limitsContainers(pod);
}

/** Whether it matters what its containers have beside its volumes. */
export function limitsContainers(pod: Pod): boolean {
  return containersOf(pod).some(({ spec }) => limitOf(spec) !== undefined);
}

function tooLargeVolume({ spec }: Pod, { volumes }: PodUsage): string | undefined {
  const found = (spec.volumes ?? []).find(({ name, emptyDir }) => {
    const limit = bytes(emptyDir?.sizeLimit);
    return limit > 0 && (volumes.get(name) ?? 0) > limit;
  });
  return found === undefined
    ? undefined
    : `Usage of EmptyDir volume "${found.name}" exceeds the limit "${found.emptyDir?.sizeLimit}". `;
}

function tooMuchTogether(pod: Pod, { volumes, containers }: PodUsage): string | undefined {
  const limit = totalLimit(pod);
  const used = [...volumes.values(), ...containers.values()].reduce((sum, size) => sum + size, 0);
  return limit === undefined || used <= limit.bytes
    ? undefined
    : `Pod ephemeral local storage usage exceeds the total limit of containers ${limit.text}. `;
}

function tooLargeContainer(pod: Pod, { containers }: PodUsage): string | undefined {
  const found = containersOf(pod).find(({ name, spec }) => {
    const limit = limitOf(spec);
    return limit !== undefined && (containers.get(name) ?? 0) > bytes(limit);
  });
  return found === undefined
    ? undefined
    : `Container ${found.name} exceeded its local ephemeral storage limit "${limitOf(found.spec)}". `;
}

/** A pod without a limit on each of its containers has none as a whole. */
function totalLimit(pod: Pod): { readonly bytes: number; readonly text: string } | undefined {
  const limits = pod.spec.containers.map(limitOf);
  if (limits.length === 0 || limits.some((limit) => limit === undefined)) return undefined;
  const [only = ""] = limits;
  const total = limits.reduce<number>((sum, limit) => sum + bytes(limit), 0);
  return { bytes: total, text: limits.length === 1 ? String(only) : String(total) };
}

function limitOf({ resources }: Pick<Container, "resources">): string | number | undefined {
  return resources?.limits?.["ephemeral-storage"];
}

function bytes(text: string | number | undefined): number {
  return text === undefined ? 0 : (quantity(text) ?? 0);
}
