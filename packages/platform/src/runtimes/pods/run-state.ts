import { defined, isEnd, type RunPhase } from "@slipway/model";
import { PREPARATION } from "@slipway/model/environment-progress.ts";
import { podGroupOf } from "@slipway/model/kubernetes/pod-group.ts";
import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { RunState } from "../runs.ts";
import {
  cannotStart,
  containerStatus,
  isPulling,
  type Patience,
  waitingMessage,
} from "./container-status.ts";
import { disruptionOf, failureOf, serverGaveUp, streamBroke } from "./failure.ts";
import { gpuShortage } from "./gpu-shortage.ts";
import { hostOf } from "./host-pod.ts";
import { ANNOTATION, withAdvice } from "./layout.ts";
import type { Preparing } from "./preparations.ts";
import { hasServer, mainStatus } from "./program-status.ts";
import { isGated } from "./start-gate.ts";
import { mainGraceSeconds } from "./stop-pod.ts";

/** Phases in which it helps to know what the machines lack. */
const GOES_ON: ReadonlySet<RunPhase> = new Set(["pending", "downloading", "running"]);

/** While a program is prepared its log is looked at so often. */
const LOOK_AGAIN_MS = 2_000;
const FIRST_LOOKS_MS = 500;

/**
 * What a pod's status says of its run, and where the program is prepared in its container, its log; results are added by whoever can
 * read the manifest. Pure.
 */
export function runState(pod: Pod, patience: Patience, preparing?: Preparing): Omit<RunState, "results"> {
  const phase = phaseOf(pod, patience, preparing);
  const found = phase === "failed" ? failureOf(pod, patience) : undefined;
  const failure =
    found?.class === "out-of-memory" ? { ...found, message: withAdvice(found.message, pod) } : found;
  const described = sentence(pod, phase, { patience, preparing });
  const message = failure?.message ?? (GOES_ON.has(phase) ? withAdvice(described, pod) : described);
  return {
    phase,
    message,
    instances: [{ host: hostOf(pod), pod: pod.metadata.name, phase, message, ...nodeOf(pod) }],
    entered: entered(pod, phase, preparing),
    ...defined({
      failure,
      killedAfterSeconds: phase === "stopped" ? killedAfterSeconds(pod) : undefined,
      lookAgainMs: phase === "downloading" ? lookAgainMs(preparing) : undefined,
    }),
  };
}

/** What a program ends with that SIGKILL has ended. */
const KILLED = 137;

/** Undefined for a program that heard SIGTERM, or that ended for another reason before its time was up. */
function killedAfterSeconds(pod: Pod): number | undefined {
  const end = mainStatus(pod)?.state?.terminated;
  return end?.exitCode === KILLED && end.reason !== "OOMKilled" ? mainGraceSeconds(pod) : undefined;
}

/** Before it is placed a pod's node has no name. */
const nodeOf = ({ spec }: Pod): { readonly node?: string } => (spec.nodeName ? { node: spec.nodeName } : {});

function lookAgainMs(preparing: Preparing | undefined): number | undefined {
  if (preparing === undefined) return undefined;
  return preparing.sentence === undefined ? FIRST_LOOKS_MS : LOOK_AGAIN_MS;
}

const isPrepared = (preparing: Preparing | undefined): boolean =>
  preparing?.hasBegun ?? preparing === undefined;

function phaseOf(pod: Pod, patience: Patience, preparing: Preparing | undefined): RunPhase {
  const status = pod.status;
  const toStop = pod.metadata.annotations?.[ANNOTATION.stop] !== undefined;
  if (status?.phase === "Succeeded") return toStop ? "stopped" : withAllStreamed(pod, "succeeded");
  if (status?.phase === "Failed")
    return toStop || status.reason === "DeadlineExceeded" ? "stopped" : "failed";
  if (cannotStart(pod, patience)) return "failed";
  if (!toStop && streamBroke(pod) !== undefined) return "failed";
  const program = mainStatus(pod)?.state;
  if (!toStop && serverGaveUp(pod) !== undefined) return "failed";
  // What has come to a good end may be uploaded in the time that is left.
  if (!toStop && program?.terminated?.exitCode !== 0 && disruptionOf(pod) !== undefined) return "failed";
  return phaseWhileItRuns(pod, preparing);
}

const withAllStreamed = (pod: Pod, phase: RunPhase): RunPhase =>
  streamBroke(pod) === undefined ? phase : "failed";

function phaseWhileItRuns(pod: Pod, preparing: Preparing | undefined): RunPhase {
  const program = mainStatus(pod)?.state;
  if (program?.terminated !== undefined) return "uploading";
  if (program?.running !== undefined) return isPrepared(preparing) ? "running" : "downloading";
  const fetch = containerStatus(pod, "fetch")?.state;
  return fetch?.running !== undefined || fetch?.terminated !== undefined ? "downloading" : "pending";
}

function entered(pod: Pod, phase: RunPhase, preparing: Preparing | undefined): RunState["entered"] {
  const program = mainStatus(pod)?.state;
  const started = preparing?.begunAt?.toISOString() ?? startedAt(mainStatus(pod));
  const times: Partial<Record<RunPhase, string | undefined>> = {
    pending: pod.metadata.creationTimestamp,
    downloading: startedAt(containerStatus(pod, "fetch")),
    running: phase === "downloading" ? undefined : started,
    uploading: program?.terminated?.finishedAt,
  };
  if (isEnd(phase)) times[phase] = lastFinish(pod);
  return Object.fromEntries(
    Object.entries(times).flatMap(([name, at]) => (at === undefined ? [] : [[name, new Date(at)]])),
  );
}

function startedAt(status: ContainerStatus | undefined): string | undefined {
  return status?.state?.running?.startedAt ?? status?.state?.terminated?.startedAt;
}

/** When the last of its containers ended. */
export function lastFinish(pod: Pod): string | undefined {
  const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return all
    .map((status) => status.state?.terminated?.finishedAt)
    .filter((at): at is string => at !== undefined)
    .sort()
    .at(-1);
}

function sentence(
  pod: Pod,
  phase: RunPhase,
  { patience, preparing }: { readonly patience: Patience; readonly preparing: Preparing | undefined },
): string {
  switch (phase) {
    case "pending":
      return waitingFor(pod, patience);
    case "downloading":
      if (preparing !== undefined) return preparing.sentence ?? PREPARATION.unknown;
      if (hasServer(pod) && containerStatus(pod, "fetch")?.state?.terminated !== undefined)
        return isPulling(pod) === undefined ? "Starting the model's server" : waitingFor(pod, patience);
      return isPulling(pod) === undefined
        ? "Copying the input data to the instance"
        : waitingFor(pod, patience);
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

function waitingFor(pod: Pod, patience: Patience): string {
  if (isGated(pod))
    return podGroupOf(pod) === undefined
      ? "Waiting for its turn: jobs start in the order they were made, a few at a time"
      : "Waiting for its turn: its hosts start together, when other jobs of several hosts have found their machines";
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === "PodScheduled");
  if (scheduled?.status === "False")
    return `Waiting for a machine: ${gpuShortage(pod, scheduled.message ?? "") ?? scheduled.message ?? scheduled.reason ?? "no node fits"}`;
  const message = pullingSentence(pod, patience) ?? waitingMessage(pod);
  return message === undefined
    ? "Waiting for an instance to start"
    : `Waiting for an instance to start: ${message}`;
}

/** The program's image is pulled only when the data is there. */
function pullingSentence(pod: Pod, { imagePatienceMs }: Patience): string | undefined {
  const pulling = isPulling(pod);
  if (pulling === undefined) return undefined;
  const why = pulling.state?.waiting?.message ?? "it cannot be pulled";
  return `the image ${pulling.image} cannot be pulled and is tried again for ${imagePatienceMs / 60_000} minutes: ${why}`;
}
