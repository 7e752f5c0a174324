import { rfc3339 } from "@slipway/model";
import { POD_IP } from "../pod/field-of.ts";
import { containerStatus } from "./container-status.ts";
import { podConditions } from "./pod-conditions.ts";
import type { Phase, PodObservation, PodStatus } from "./pod-observation.ts";

/** A pod's status as a kubelet writes it. Pure: the same sight gives the same status. */
export function podStatus(observation: PodObservation): PodStatus {
  const { pod, containers } = observation;
  const uid = pod.metadata.uid ?? "";
  const { reason: _reason, message: _message, ...kept } = pod.status ?? {};
  const phase = phaseOf(observation);
  const address = observation.address ?? kept.podIP ?? POD_IP;
  const ending = phase === "Failed" && observation.ending !== undefined ? explain(observation.ending) : {};
  const statuses = (init: boolean) =>
    containers
      .filter(({ container }) => (container.role === "main") !== init)
      .map((container) => containerStatus(uid, container));
  return {
    ...kept,
    ...ending,
    phase,
    conditions: podConditions(observation, phase),
    hostIP: POD_IP,
    hostIPs: [{ ip: POD_IP }],
    podIP: address,
    podIPs: [{ ip: address }],
    startTime: kept.startTime ?? rfc3339(observation.now),
    ...(pod.spec.initContainers === undefined ? {} : { initContainerStatuses: statuses(true) }),
    containerStatuses: statuses(false),
  };
}

const ENDINGS: Readonly<Record<string, string>> = {
  DeadlineExceeded: "Pod was active on the node longer than the specified deadline",
  Lost: "The pod's folder is gone from this machine, and with it whatever the pod was doing",
};

/** Begins the reason of a pod that was ended for what it took; a kubelet's words follow. */
export const EVICTED = "Evicted: ";

function explain(reason: string): { readonly reason: string; readonly message: string } {
  if (reason.startsWith(EVICTED)) return { reason: "Evicted", message: reason.slice(EVICTED.length) };
  return { reason, message: ENDINGS[reason] ?? reason };
}

function phaseOf({ containers, over, ending }: PodObservation): Phase {
  const mains = containers.filter(({ container }) => container.role === "main");
  if (!over) return mains.some(({ launches }) => launches.length > 0) ? "Running" : "Pending";
  const succeeded = mains.every(({ launches }) => launches.at(-1)?.end?.code === 0);
  return succeeded && ending === undefined ? "Succeeded" : "Failed";
}
