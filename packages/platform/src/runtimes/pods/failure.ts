import type { FailureClass, RunFailure } from "@slipway/model";
import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { cannotStart, containerStatus } from "./container-status.ts";

/** Why a pod failed, by who is to blame, in the machinery's or the program's own words. */
export function failureOf(pod: Pod): RunFailure {
  const stuck = cannotStart(pod);
  if (stuck !== undefined) {
    const { reason = "", message } = stuck.state?.waiting ?? {};
    return {
      class: reason === "CreateContainerConfigError" ? "internal" : "image-pull",
      message: message ?? `${reason}: ${stuck.image}`,
    };
  }
  return (
    evicted(pod) ?? ended(pod, "fetch", "input") ?? ended(pod, "algorithm", "user-code") ?? unexplained(pod)
  );
}

const DISRUPTED: Readonly<Record<string, FailureClass>> = {
  Evicted: "preempted",
  Preempting: "preempted",
  Shutdown: "preempted",
  NodeShutdown: "preempted",
  Terminated: "preempted",
  NodeLost: "node-lost",
  UnexpectedAdmissionError: "unschedulable",
  NodeAffinity: "unschedulable",
};

function evicted({ status }: Pod): RunFailure | undefined {
  const found = DISRUPTED[status?.reason ?? ""];
  if (found !== undefined)
    return { class: found, message: status?.message ?? `The pod ended: ${status?.reason}` };
  // A scheduler, a drain or a taint that takes a pod away says so in this condition alone.
  const target = status?.conditions?.find(({ type }) => type === "DisruptionTarget");
  if (target?.status !== "True") return undefined;
  return { class: "preempted", message: target.message ?? `The pod was taken away: ${target.reason}` };
}

function ended(pod: Pod, container: string, blame: FailureClass): RunFailure | undefined {
  const status: ContainerStatus | undefined = containerStatus(pod, container);
  const terminated = status?.state?.terminated;
  if (terminated === undefined || terminated.exitCode === 0) return undefined;
  const outOfMemory = terminated.reason === "OOMKilled";
  return {
    class: outOfMemory ? "out-of-memory" : blame,
    exitCode: terminated.exitCode,
    message: outOfMemory
      ? "The program needed more memory than it was given and was killed (OOMKilled)"
      : words(terminated),
  };
}

function words(terminated: {
  readonly message?: string;
  readonly exitCode: number;
  readonly signal?: number;
}): string {
  const said = terminated.message?.trim();
  if (said !== undefined && said !== "") return said;
  return terminated.signal === undefined
    ? "The program said nothing before it ended"
    : `The program was ended by signal ${terminated.signal}`;
}

function unexplained(pod: Pod): RunFailure {
  return {
    class: "internal",
    message: pod.status?.message ?? pod.status?.reason ?? "The pod failed without saying why",
  };
}
