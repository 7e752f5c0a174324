import type { PolicyMemory } from "../memory.ts";
import { memoryOf, type Turn } from "../turn.ts";
import type { Why } from "../why.ts";
import type { Wish } from "../wish.ts";
import { behaviorOf, DOWNSCALE_STABILIZATION_SECONDS, tolerancesOf } from "./behavior.ts";
import type { HpaMemory } from "./hpa-memory.ts";
import { limited } from "./limit.ts";
import { metricProposal, nameOf } from "./metric-proposal.ts";
import type { HpaPolicy } from "./policy.ts";
import { stabilize } from "./stabilize.ts";

/** What a HorizontalPodAutoscaler would set, and what it keeps in its memory. */
export function hpaWish(
  policy: HpaPolicy,
  turn: Turn,
): { readonly wish: Wish; readonly memory: PolicyMemory } {
  const { now, current } = turn.observation;
  const memory = hpaMemory(policy, turn);
  const proposal = greatest(policy, turn);
  if ("failed" in proposal) {
    const why: Why = { code: "InsufficientData", metric: proposal.failed };
    return { wish: { policy: policy.name, to: current, why, holds: "All" }, memory: { hpa: memory } };
  }
  const behavior = behaviorOf(policy);
  const { replicas: proposed, metric } = proposal;
  const stable = stabilize(memory.recommendations, { at: now, replicas: proposed }, { current, behavior });
  const wanted = stable.replicas;
  const to = limited({ now, current, wanted, bounds: turn.bounds, behavior, memory });
  const seconds =
    (proposed > current ? behavior?.scaleUp : behavior?.scaleDown)?.stabilizationWindowSeconds ??
    DOWNSCALE_STABILIZATION_SECONDS;
  const why = whyOf({ proposed, wanted, to, current, metric, seconds });
  return {
    wish: { policy: policy.name, to, why, holds: "All" },
    memory: { hpa: { ...memory, recommendations: stable.recommendations } },
  };
}

/** What it remembers; to begin with, that there are as many as there are. */
export function hpaMemory({ name }: HpaPolicy, turn: Turn): HpaMemory {
  const { now, current } = turn.observation;
  const start = { recommendations: [{ at: now, replicas: current }], scaleUps: [], scaleDowns: [] };
  return memoryOf(turn, name).hpa ?? start;
}

/** The greatest proposal; a metric that fails is against fewer replicas, not against more. */
function greatest(
  { metrics, ...policy }: HpaPolicy,
  { observation }: Turn,
): { readonly replicas: number; readonly metric: string } | { readonly failed: string } {
  const tolerances = tolerancesOf({ metrics, ...policy });
  let [replicas, name, failed]: [number, string, string | undefined] = [-1, "", undefined];
  for (const metric of metrics) {
    const proposal = metricProposal(metric, observation, tolerances);
    if (proposal === undefined) failed ??= nameOf(metric);
    else if (proposal > replicas) [replicas, name] = [proposal, nameOf(metric)];
  }
  const isBlocked = failed !== undefined && replicas < observation.current;
  if (replicas < 0 || isBlocked) return { failed: failed ?? "none" };
  return { replicas, metric: name };
}

function whyOf(
  parts: Readonly<Record<"proposed" | "wanted" | "to" | "current" | "seconds", number>> & { metric: string },
): Why {
  const { proposed, wanted, to, metric, seconds } = parts;
  if (to !== wanted) return { code: "RateLimited", proposed: wanted, limit: to };
  if (wanted !== proposed) return { code: "Stabilized", proposed, seconds };
  return { code: "MetricProposes", metric, proposed };
}
