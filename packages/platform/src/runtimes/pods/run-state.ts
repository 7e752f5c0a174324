import type { RunPhase } from "@slipway/model";
import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { RunState } from "../runs.ts";
import { cannotStart, containerStatus, waitingMessage } from "./container-status.ts";
import { failureOf } from "./failure.ts";

/** What a pod's status says of its run; results are added by whoever can read the manifest. Pure. */
export function runState(pod: Pod): Omit<RunState, "results"> {
  const phase = phaseOf(pod);
  const failure = phase === "failed" ? failureOf(pod) : undefined;
  return {
    phase,
    message: failure?.message ?? sentence(pod, phase),
    pods: [pod.metadata.name],
    entered: entered(pod, phase),
    ...(failure === undefined ? {} : { failure }),
  };
}

function phaseOf(pod: Pod): RunPhase {
  const status = pod.status;
  if (status?.phase === "Succeeded") return "succeeded";
  if (status?.phase === "Failed") return status.reason === "DeadlineExceeded" ? "stopped" : "failed";
  if (cannotStart(pod)) return "failed";
  const program = containerStatus(pod, "algorithm")?.state;
  if (program?.terminated !== undefined) return "uploading";
  if (program?.running !== undefined) return "running";
  const fetch = containerStatus(pod, "fetch")?.state;
  return fetch?.running !== undefined || fetch?.terminated !== undefined ? "downloading" : "pending";
}

function entered(pod: Pod, phase: RunPhase): RunState["entered"] {
  const program = containerStatus(pod, "algorithm")?.state;
  const times: Partial<Record<RunPhase, string | undefined>> = {
    pending: pod.metadata.creationTimestamp,
    downloading: startedAt(containerStatus(pod, "fetch")),
    running: startedAt(containerStatus(pod, "algorithm")),
    uploading: program?.terminated?.finishedAt,
  };
  if (phase === "succeeded" || phase === "failed" || phase === "stopped") times[phase] = lastFinish(pod);
  return Object.fromEntries(
    Object.entries(times).flatMap(([name, at]) => (at === undefined ? [] : [[name, new Date(at)]])),
  );
}

function startedAt(status: ContainerStatus | undefined): string | undefined {
  return status?.state?.running?.startedAt ?? status?.state?.terminated?.startedAt;
}

function lastFinish(pod: Pod): string | undefined {
  const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return all
    .map((status) => status.state?.terminated?.finishedAt)
    .filter((at): at is string => at !== undefined)
    .sort()
    .at(-1);
}

function sentence(pod: Pod, phase: RunPhase): string {
  switch (phase) {
    case "pending":
      return waitingFor(pod);
    case "downloading":
      return "Copying the input data to the instance";
    case "running":
      return "The program runs";
    case "uploading":
      return "Uploading the results";
    case "succeeded":
      return "The program ended and its results are stored";
    case "stopped":
      return "Stopped as asked";
    default:
      return pod.status?.message ?? phase;
  }
}

function waitingFor(pod: Pod): string {
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === "PodScheduled");
  if (scheduled?.status === "False")
    return `Waiting for a machine: ${scheduled.message ?? scheduled.reason ?? "no node fits"}`;
  const message = waitingMessage(pod);
  return message === undefined
    ? "Waiting for an instance to start"
    : `Waiting for an instance to start: ${message}`;
}
