import { type Behavior, DOWNSCALE_STABILIZATION_SECONDS } from "./behavior.ts";
import type { HpaRecommendation } from "./hpa-memory.ts";

export interface Stabilized {
  readonly replicas: number;
  /** With the newest, without those that no window has any more. */
  readonly recommendations: readonly HpaRecommendation[];
}

/** Within the recommendations of a window each way: the least of those of scale-up's, the greatest of those of scale-down's. */
export function stabilize(
  recommendations: readonly HpaRecommendation[],
  newest: HpaRecommendation,
  { current, behavior }: { readonly current: number; readonly behavior: Behavior | undefined },
): Stabilized {
  if (behavior === undefined) return withoutBehavior(recommendations, newest);
  const [up, down] = [behavior.scaleUp, behavior.scaleDown].map(
    ({ stabilizationWindowSeconds }) => newest.at - stabilizationWindowSeconds * 1_000,
  ) as [number, number];
  const since = (cutoff: number) =>
    recommendations.filter(({ at }) => at > cutoff).map(({ replicas }) => replicas);
  const least = Math.min(newest.replicas, ...since(up));
  const greatest = Math.max(newest.replicas, ...since(down));
  const kept = recommendations.filter(({ at }) => at > Math.min(up, down));
  return {
    replicas: Math.min(Math.max(current, least), greatest),
    recommendations: [...kept, newest],
  };
}

function withoutBehavior(
  recommendations: readonly HpaRecommendation[],
  newest: HpaRecommendation,
): Stabilized {
  const cutoff = newest.at - DOWNSCALE_STABILIZATION_SECONDS * 1_000;
  const kept = recommendations.filter(({ at }) => at >= cutoff);
  return {
    replicas: Math.max(newest.replicas, ...kept.map(({ replicas }) => replicas)),
    recommendations: [...kept, newest],
  };
}
