import { isGpuResource } from "@slipway/model/kubernetes/gpu-resources.ts";
import { requestsOf } from "@slipway/model/kubernetes/requests.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { ANNOTATION } from "./layout.ts";
import { fitsLater } from "./unplaced.ts";

/**
 * Why a pod that its scheduler finds no room for waits for GPUs, and what ends that; undefined where GPUs are not what is short, or
 * not all. Pure.
 */
export function gpuShortage(pod: Pod, message: string): string | undefined {
  const short = [...message.matchAll(/Insufficient ([^\s,;]+[^\s,;.])/g)].map(
    ([, resource = ""]) => resource,
  );
  if (short.length === 0 || !short.every(isGpuResource)) return undefined;
  const asked = requestsOf(pod);
  const what = [...new Set(short)].map((resource) => `${asked.get(resource) ?? 0} ${resource}`).join(" and ");
  const pool = pod.metadata.annotations?.[ANNOTATION.nodePool];
  const who = pool === undefined ? "the job" : `NodePool ${pool}`;
  if (fitsLater(message))
    return `${who} asks for ${what}, and others have them: it starts when enough are free`;
  const without =
    pool === undefined
      ? "with another instance type it may start at once"
      : `to run without, stop it, take it out of the pool's spec.capacity and start it again`;
  return `${who} asks for ${what}, and no machine here has as many: it starts once one has; ${without}`;
}
