import type { Node } from "@slipway/model/kubernetes/workloads.ts";

/** Whether a node takes new pods. */
export function takesPods({ spec, status }: Node): boolean {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  return spec?.unschedulable !== true && ready?.status === "True";
}
