import type { Pod } from "@slipway/model/kubernetes/workloads.ts";

const MAIN_GRACE = "slipway.dev/main-grace-seconds";
const DEFAULT_SECONDS = 30;
/** What a kubelet leaves a pod that is deleted by force. */
const LEAST_SECONDS = 2;

export interface Grace {
  readonly mains: number;
  readonly all: number;
}

/** For a pod that nobody remembers: whoever took it out of the store by force did not want to wait. */
export const FORCED: Grace = { mains: LEAST_SECONDS, all: 2 * LEAST_SECONDS };

/** Seconds from SIGTERM to SIGKILL: for the main containers, and for everything, sidecars included. */
export function graceOf(pod: Pod): Grace {
  const own = pod.spec.terminationGracePeriodSeconds ?? DEFAULT_SECONDS;
  const all = Math.max(LEAST_SECONDS, Math.floor(pod.metadata.deletionGracePeriodSeconds ?? own));
  const wanted = Number(pod.metadata.annotations?.[MAIN_GRACE] ?? Number.NaN);
  return { all, mains: Number.isFinite(wanted) ? Math.max(0, Math.min(all, Math.floor(wanted))) : all };
}
