import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { NodeWays } from "./node-ways.ts";

/** A scheduler leaves a pod alone that has such a gate; who takes it away lets the pod start. */
export const START_GATE = "slipway.dev/start";

export function startGate(ways: NodeWays): Pick<Pod["spec"], "schedulingGates"> {
  return ways.startsInTurn ? { schedulingGates: [{ name: START_GATE }] } : {};
}

export function isGated({ spec }: Pod): boolean {
  return spec.schedulingGates?.some(({ name }) => name === START_GATE) === true;
}

/** The pod, free to start. */
export function withoutGate(pod: Pod): Pod {
  const schedulingGates = pod.spec.schedulingGates?.filter(({ name }) => name !== START_GATE) ?? [];
  return { ...pod, spec: { ...pod.spec, schedulingGates } };
}
