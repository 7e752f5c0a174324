import type { FailureClass, RunFailure } from "@slipway/model";
import { blameOf } from "@slipway/model/batch/batch-exit.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { cannotStart, containerStatus, type Patience } from "./container-status.ts";
import { hasServer, mainStatus, PROGRAM } from "./program-status.ts";
import { causeOf, whyEnded, wordsOf } from "./why-ended.ts";

/** Why a pod failed, by who is to blame, in the machinery's or the program's own words. */
export function failureOf(pod: Pod, patience: Patience): RunFailure {
  const stuck = cannotStart(pod, patience);
  if (stuck !== undefined) {
    const { reason = "", message } = stuck.state?.waiting ?? {};
    return {
      class: reason === "CreateContainerConfigError" ? "internal" : "image-pull",
      message: withRemedy(message ?? `${reason}: ${stuck.image}`),
    };
  }
  return (
    tooLarge(pod) ??
    evicted(pod) ??
    disruptionOf(pod) ??
    besideEnded(pod, "fetch", "input") ??
    streamBroke(pod) ??
    storeBefore(pod) ??
    serverGaveUp(pod) ??
    batchFailed(pod) ??
    programEnded(pod) ??
    besideEnded(pod, "store", "output") ??
    unexplained(pod)
  );
}

/** A kubelet that may run nothing as root says so of an image whose user is root, or has no number. */
function withRemedy(message: string): string {
  if (!message.includes("runAsNonRoot")) return message;
  return `${message}; the annotation slipway.dev/run-as-user names a user's number that the image can run as`;
}

/** What a kubelet says when it evicts a pod for its own use of the disk, and for nobody else's. */
const OWN_DISK =
  /^(Usage of EmptyDir volume|Container .* exceeded its local ephemeral storage|Pod ephemeral local storage usage exceeds)/;

function tooLarge({ status }: Pod): RunFailure | undefined {
  const message = status?.message?.trim() ?? "";
  if (status?.reason !== "Evicted" || !OWN_DISK.test(message)) return undefined;
  const remedy = "volumeSizeInGB is what input and output may take below /opt/ml, all together";
  return { class: "user-code", message: `The job took more disk than it asked for: ${message} (${remedy})` };
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

/** A kubelet's reasons, as `OutOfcpu`, of a pod that it could not take after all. */
const NO_ROOM = /^OutOf/;

function evicted({ status }: Pod): RunFailure | undefined {
  const reason = status?.reason ?? "";
  const found = DISRUPTED[reason] ?? (NO_ROOM.test(reason) ? "unschedulable" : undefined);
  if (found === undefined) return undefined;
  return { class: found, message: status?.message ?? `The pod ended: ${status?.reason}` };
}

/** Reasons of a DisruptionTarget by which the node is what was lost. */
const NODE_LOST = new Set(["DeletionByTaintManager", "DeletionByPodGC"]);

/**
 * A scheduler, a drain or a taint that takes a pod away says so in a condition alone; who deletes it by hand says nothing.
 * Undefined for a pod that nobody takes away, and for one whose program has come to its own end.
 */
export function disruptionOf(pod: Pod): RunFailure | undefined {
  const { metadata, status } = pod;
  const program = mainStatus(pod)?.state?.terminated;
  const target = status?.conditions?.find(({ type }) => type === "DisruptionTarget");
  if (target?.status === "True") {
    const blame = NODE_LOST.has(target.reason ?? "") ? "node-lost" : "preempted";
    return { class: blame, message: target.message ?? `The pod was taken away: ${target.reason}` };
  }
  if (metadata.deletionTimestamp === undefined || program !== undefined) return undefined;
  return { class: "node-lost", message: `The run's pod ${metadata.name} is being deleted before it ended` };
}

function programEnded(pod: Pod): RunFailure | undefined {
  const terminated = mainStatus(pod)?.state?.terminated;
  return terminated === undefined ? undefined : whyEnded(terminated, "user-code");
}

/** A container beside the program, whose exit code is not the program's. */
function besideEnded(pod: Pod, container: "fetch" | "store", blame: FailureClass): RunFailure | undefined {
  const terminated = containerStatus(pod, container)?.state?.terminated;
  if (terminated === undefined || terminated.exitCode === 0) return undefined;
  const cause = causeOf(terminated, blame);
  return container === "store" ? { ...cause, message: notStored(cause.message) } : cause;
}

/** Of a program that ended well. `why`: what the container `store` says, where it says something. */
export function notStored(why?: string): string {
  const rest = why === undefined ? "; the log of container `store` says why" : `: ${why}`;
  return `The program ended well, but its results did not reach the artifact store${rest}`;
}

/** With what a sidecar ends that has said why. */
const SAID = 1;

const secondsOf = ({ finishedAt }: { readonly finishedAt?: unknown }): number =>
  Math.floor(Date.parse(String(finishedAt)) / 1000);

/**
 * A channel that broke off while the program read it: to the program that looked like the channel's end, so that no result of it counts.
 * Undefined where the program had ended before, and for a pod without such channels.
 */
export function streamBroke(pod: Pod): RunFailure | undefined {
  const { state, lastState } = containerStatus(pod, "stream") ?? {};
  const end = lastState?.terminated ?? state?.terminated;
  if (end === undefined || end.exitCode === 0) return undefined;
  const program = mainStatus(pod)?.state?.terminated;
  // Times are whole seconds. What it says itself is about data; a signal within the second of the program's end is the pod's own.
  const sooner = end.exitCode === SAID ? 1 : 0;
  if (program !== undefined && secondsOf(end) - sooner >= secondsOf(program)) return undefined;
  return {
    class: "input",
    exitCode: end.exitCode,
    message: `A channel could not be streamed to its end: ${wordsOf(end)}`,
  };
}

/** So often a server may end before it has answered for the first time. */
const MOST_RESTARTS = 3;

/** The server of a batch ends again and again before anything could be asked; once it has answered, what asks it knows more. */
export function serverGaveUp(pod: Pod): RunFailure | undefined {
  const { running, terminated } = mainStatus(pod)?.state ?? {};
  if (!hasServer(pod) || running !== undefined || terminated !== undefined) return undefined;
  const server = containerStatus(pod, PROGRAM);
  if ((server?.restartCount ?? 0) < MOST_RESTARTS) return undefined;
  const last = server?.state?.terminated ?? server?.lastState?.terminated;
  return last === undefined ? undefined : whyEnded(last, "user-code");
}

/** A batch says by its exit code who is to blame; that its server was killed for its memory it cannot know. */
function batchFailed(pod: Pod): RunFailure | undefined {
  const end = mainStatus(pod)?.state?.terminated;
  if (!hasServer(pod) || end === undefined || end.exitCode === 0) return undefined;
  if (end.reason === "OOMKilled") return causeOf(end, "out-of-memory");
  const blame = blameOf(end.exitCode);
  if (blame === undefined)
    return {
      class: "internal",
      message: `What asks the model was ended by something else than itself (exit code ${end.exitCode})`,
    };
  const server = containerStatus(pod, PROGRAM);
  const killed = [server?.state?.terminated, server?.lastState?.terminated].find(
    (one) => one?.reason === "OOMKilled",
  );
  return blame === "user-code" && killed !== undefined
    ? causeOf(killed, "out-of-memory")
    : { class: blame, message: wordsOf(end) };
}

/** Without `store` no program goes on: one that was ended for that is not to blame. */
function storeBefore(pod: Pod): RunFailure | undefined {
  const [store, program] = [containerStatus(pod, "store"), mainStatus(pod)].map(
    (status) => status?.state?.terminated,
  );
  if (store?.finishedAt === undefined || store.exitCode === 0) return undefined;
  if (program !== undefined && String(program.finishedAt) <= String(store.finishedAt)) return undefined;
  return { class: "output", message: `The container that stores the results ended first: ${wordsOf(store)}` };
}

function unexplained(pod: Pod): RunFailure {
  return {
    class: "internal",
    message: pod.status?.message ?? pod.status?.reason ?? "The pod failed without saying why",
  };
}
