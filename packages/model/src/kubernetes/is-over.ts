import type { Pod } from "./workloads.ts";

/** Whether none of the pod's containers will run again; one that is only to be deleted may still run. */
export function isOver({ status }: Pick<Pod, "status">): boolean {
  return status?.phase === "Succeeded" || status?.phase === "Failed";
}
