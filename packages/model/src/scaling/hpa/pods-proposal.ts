import { isWithin, type Tolerances } from "./behavior.ts";
import { milli, replicasOf } from "./milli.ts";
import { groupPods, type PodGroups } from "./pod-groups.ts";
import type { PodSample } from "./pod-sample.ts";

export interface PodsQuestion {
  readonly pods: readonly PodSample[];
  /** The metric's or the resource's name. */
  readonly metric: string;
  /** A value for each pod, or percent of its request. */
  readonly target: { readonly averageValue: number } | { readonly averageUtilization: number };
  readonly current: number;
  readonly tolerances: Tolerances;
  readonly now: number;
}

/**
 * Replicas by metrics of pods, by replica_calculator.go. A pod without a metric counts as at its target when there would be fewer and as
 * idle when there would be more, one that is not ready as idle when there would be more; what then points the other way changes nothing.
 * Undefined where it cannot be told.
 */
export function podsProposal(question: PodsQuestion): number | undefined {
  const { pods, metric, current, tolerances, now } = question;
  const groups = groupPods(pods, metric, now);
  if (groups.measured.size === 0) return undefined;
  const measure = "averageValue" in question.target ? byValue(question.target) : byRequests(question);
  if (measure === undefined) return undefined;
  const values = new Map([...groups.measured].map(([name, { value }]) => [name, milli(value)]));
  const ratio = measure.ratio(values);
  if (ratio === undefined) return undefined;
  const growsWithUnready = groups.unready.size > 0 && ratio > 1;
  if (!growsWithUnready && groups.missing.size === 0)
    return isWithin(tolerances, ratio) ? current : replicasOf(ratio * values.size);
  assume(values, groups, { ratio, measure });
  const assumed = measure.ratio(values);
  if (assumed === undefined) return undefined;
  if (isWithin(tolerances, assumed) || isReversed(ratio - 1, assumed - 1)) return current;
  const proposed = replicasOf(assumed * values.size);
  return isReversed(assumed - 1, proposed - current) ? current : proposed;
}

const isReversed = (a: number, b: number): boolean => (a < 0 && b > 0) || (a > 0 && b < 0);

interface Measure {
  /** Of what is used to the target, of the pods that are named. */
  ratio(values: ReadonlyMap<string, number>): number | undefined;
  /** What a pod that is not measured is taken to use when there would be fewer. */
  usual(pod: string): number;
}

function assume(
  values: Map<string, number>,
  { missing, unready }: PodGroups,
  { ratio, measure }: { ratio: number; measure: Measure },
): void {
  if (ratio < 1) for (const name of missing) values.set(name, measure.usual(name));
  if (ratio > 1) for (const name of missing) values.set(name, 0);
  if (ratio > 1) for (const name of unready) values.set(name, 0);
}

/** Sums are of whole thousandths and quotients whole, as in Go. */
function byValue({ averageValue }: { readonly averageValue: number }): Measure {
  const target = milli(averageValue);
  return {
    ratio: (values) => Math.trunc(sum(values.values()) / values.size) / target,
    usual: () => target,
  };
}

function byRequests({ pods, metric, target }: PodsQuestion): Measure | undefined {
  const requests = new Map<string, number>();
  for (const { name, requests: { [metric]: request } = {} } of pods) {
    if (request === undefined) return undefined;
    requests.set(name, milli(request));
  }
  const percent = "averageUtilization" in target ? target.averageUtilization : 100;
  return {
    ratio: (values) => {
      const requested = sum([...values.keys()].map((name) => requests.get(name) ?? 0));
      if (requested === 0) return undefined;
      return Math.trunc((sum(values.values()) * 100) / requested) / percent;
    },
    usual: (pod) => Math.trunc(((requests.get(pod) ?? 0) * Math.max(100, percent)) / 100),
  };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
