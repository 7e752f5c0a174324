import { quantity } from "./quantity.ts";
import type { Pod } from "./workloads.ts";

/** What the running containers of one pod take of its machine; what nobody measures of it is absent. */
export interface PodUsage {
  /** In processors: 1.5 where one is busy all the time and another one half of it. */
  readonly processors?: number;
  /** What the system cannot take back from them, as a kubelet counts it (working set). */
  readonly memoryBytes?: number;
  /** In percent; the sums of all GPUs that the pod has. */
  readonly gpus?: { readonly busy: number; readonly memory: number };
}

/** By the pods' uids; pods of which nothing is known are left out. */
export type PodUsages = ReadonlyMap<string, PodUsage>;

/** Bytes that the pod's own containers may have together; undefined where one of them has no limit. */
export function memoryLimit({ spec }: Pick<Pod, "spec">): number | undefined {
  const limits = spec.containers.map(({ resources }) => quantity(resources?.limits?.["memory"] ?? ""));
  return limits.reduce(
    (sum, limit) => (sum === undefined || limit === undefined ? undefined : sum + limit),
    0,
  );
}
