import type { PodMetric, PodSample } from "./pod-sample.ts";

/** The controller's --horizontal-pod-autoscaler-cpu-initialization-period, in milliseconds. */
const CPU_INITIALIZATION = 300_000;
/** Its --horizontal-pod-autoscaler-initial-readiness-delay. */
const INITIAL_READINESS_DELAY = 30_000;

export interface PodGroups {
  /** What counts: value by pod. */
  readonly measured: ReadonlyMap<string, PodMetric>;
  readonly unready: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
}

/** Which pods count, by replica_calculator.go's groupPods; pods that go or have failed are in no group. */
export function groupPods(pods: readonly PodSample[], metric: string, now: number): PodGroups {
  const measured = new Map<string, PodMetric>();
  const unready = new Set<string>();
  const missing = new Set<string>();
  for (const pod of pods) {
    if (pod.isBeingDeleted === true || pod.phase === "Failed") continue;
    const found = pod.metrics[metric];
    if (pod.phase === "Pending") unready.add(pod.name);
    else if (found === undefined) missing.add(pod.name);
    else if (metric === "cpu" && isStarting(pod, found, now)) unready.add(pod.name);
    else measured.set(pod.name, found);
  }
  return { measured, unready, missing };
}

/** Whether what it uses is what starting takes. */
function isStarting({ ready, startedAt }: PodSample, metric: PodMetric, now: number): boolean {
  if (ready === undefined || startedAt === undefined) return true;
  if (startedAt + CPU_INITIALIZATION > now)
    return !ready.isReady || metric.at < ready.since + metric.windowSeconds * 1_000;
  return !ready.isReady && startedAt + INITIAL_READINESS_DELAY > ready.since;
}
