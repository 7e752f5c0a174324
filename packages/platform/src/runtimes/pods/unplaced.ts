import type { Pod } from "@slipway/model/kubernetes/workloads.ts";

/** A start that takes longer waits for something else than the node, and holds nobody up. */
export const LONGEST_START_MS = 5 * 60_000;

/** A scheduler says so of nodes on which the pod fits once others end. */
const FITS_LATER = "No preemption victims found";
/** A scheduler says so of nodes on which the pod does not fit whoever ends. */
const FITS_NEVER = "Preemption is not helpful for scheduling";

type Condition = NonNullable<NonNullable<Pod["status"]>["conditions"]>[number];

/** What the scheduler says of a pod that it has found no machine for; undefined for one that has its own, or that it has not looked at. */
export function unplaced({ spec, status }: Pod): Condition | undefined {
  if ((spec.nodeName ?? "") !== "") return undefined;
  const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
  return scheduled?.status === "False" && scheduled.reason === "Unschedulable" ? scheduled : undefined;
}

/** Whether some machine that is there takes the pod once others end. */
export const fitsLater = (message: string): boolean => message.includes(FITS_LATER);

/** Whether no machine that is there takes the pod, whoever ends, and none that does has come for long. */
export function fitsNowhere(pod: Pod, now: Date): boolean {
  const { message = "" } = unplaced(pod) ?? {};
  return !fitsLater(message) && message.includes(FITS_NEVER) && isLongUnplaced(pod, now);
}

/**
 * Whether the scheduler has no machine for the pod, and has had none for long. The time behind a gate counts: a condition that was False
 * for that stays so, with the time it had, or with none where the API server has set it.
 */
export function isLongUnplaced(pod: Pod, now: Date): boolean {
  const condition = unplaced(pod);
  const since = condition?.lastTransitionTime ?? pod.metadata.creationTimestamp;
  if (condition === undefined || since === undefined) return false;
  return now.getTime() - Date.parse(String(since)) >= LONGEST_START_MS;
}
