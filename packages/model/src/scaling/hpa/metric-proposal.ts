import type { Observation } from "../observation.ts";
import { newestValue } from "../signal.ts";
import { isWithin, type Tolerances } from "./behavior.ts";
import { milli, replicasOf } from "./milli.ts";
import { podsProposal } from "./pods-proposal.ts";
import type { HpaMetric } from "./policy.ts";

/** How many replicas one metric proposes; undefined where it cannot be told. */
export function metricProposal(
  metric: HpaMetric,
  observation: Observation,
  tolerances: Tolerances,
): number | undefined {
  if (isOfSignal(metric)) return signalProposal(metric, observation, tolerances);
  const { pods = [], current, now } = observation;
  const target = "averageValue" in metric ? metric : { averageUtilization: metric.averageUtilization };
  return podsProposal({ pods, metric: nameOf(metric), target, current, tolerances, now });
}

export const nameOf = (metric: HpaMetric): string =>
  metric.type === "Resource" ? metric.resource : metric.metric;

type SignalMetric = Extract<HpaMetric, { type: "Object" | "External" }>;

const isOfSignal = (metric: HpaMetric): metric is SignalMetric =>
  metric.type === "Object" || metric.type === "External";

function signalProposal(
  metric: SignalMetric,
  observation: Observation,
  tolerances: Tolerances,
): number | undefined {
  const { current, signals } = observation;
  const value = newestValue(signals[metric.metric]);
  if (value === undefined) return undefined;
  if ("averageValue" in metric) {
    const target = milli(metric.averageValue);
    // From 0 the quotient is no number or infinite, and the tolerance plays no part.
    if (isWithin(tolerances, milli(value) / (target * current))) return current;
    return replicasOf(milli(value) / target);
  }
  const ratio = milli(value) / milli(metric.value);
  if (current === 0) return replicasOf(ratio);
  if (isWithin(tolerances, ratio)) return current;
  const ready = readyOf(observation);
  return ready === undefined ? undefined : replicasOf(ratio * ready);
}

/** The pods that run and are ready; undefined where pods are told and there is none. */
function readyOf({ pods, ready, current }: Observation): number | undefined {
  if (pods === undefined) return ready ?? current;
  if (pods.length === 0) return undefined;
  return pods.filter((pod) => pod.phase === "Running" && pod.ready?.isReady === true).length;
}
