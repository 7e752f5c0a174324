import { defined, rfc3339 } from "@slipway/model";
import type { ContainerStatus } from "@slipway/model/kubernetes/workloads.ts";
import type { PodContainer } from "../pod/roles.ts";
import type { Launch, LaunchEnd } from "../supervisor/facts.ts";

type State = NonNullable<ContainerStatus["state"]>;

/** What is known of one container now. */
export interface ContainerObservation {
  readonly container: PodContainer;
  readonly launches: readonly Launch[];
  /** Why it does not run, if it is to run. */
  readonly waiting?: { readonly reason: string; readonly message?: string };
  /** By its probes; without probes a running container is both. */
  readonly started: boolean;
  readonly ready: boolean;
  /** What a launch said of its end, by its count. */
  readonly messages: ReadonlyMap<number, string>;
}

/** Names one launch of one container for ever. */
export function containerId(uid: string, container: string, count: number): string {
  return `slipway://${uid}/${container}/${count}`;
}

/** A container's status as a kubelet writes it. */
export function containerStatus(uid: string, observation: ContainerObservation): ContainerStatus {
  const { container, launches } = observation;
  const last = launches.at(-1);
  const ended = last?.end === undefined || observation.waiting !== undefined ? undefined : last;
  const running = last !== undefined && last.end === undefined;
  const before = observation.waiting !== undefined ? last : launches.at(-2);
  const { role } = container;
  return {
    name: container.name,
    image: container.spec.image ?? "",
    imageID: "",
    restartCount: last?.count ?? 0,
    ready: role === "init" ? ended?.end?.code === 0 : running && observation.ready,
    started: running && observation.started,
    state: running
      ? runningState(last)
      : ended === undefined
        ? waitingState(observation)
        : endedState(uid, observation, ended),
    lastState: before?.end === undefined ? {} : endedState(uid, observation, before),
    ...(last === undefined ? {} : { containerID: containerId(uid, container.name, last.count) }),
  };
}

function runningState(launch: Launch): State {
  return { running: launch.startedAt === undefined ? {} : { startedAt: rfc3339(launch.startedAt) } };
}

function waitingState({ waiting }: ContainerObservation): State {
  return { waiting: waiting ?? { reason: "ContainerCreating" } };
}

function endedState(uid: string, observation: ContainerObservation, launch: Launch): State {
  const end = launch.end;
  if (end === undefined) return {};
  const message = end.how === "lost" ? LOST : observation.messages.get(launch.count) || undefined;
  return {
    terminated: {
      exitCode: end.code,
      reason: reasonOf(end),
      ...defined({ message }),
      ...(launch.startedAt === undefined ? {} : { startedAt: rfc3339(launch.startedAt) }),
      finishedAt: rfc3339(end.at),
      containerID: containerId(uid, observation.container.name, launch.count),
    },
  };
}

const LOST = "The container could not be located when the pod was terminated";

function reasonOf({ code, how }: LaunchEnd): string {
  if (how === "lost") return "ContainerStatusUnknown";
  if (how === "oom") return "OOMKilled";
  return code === 0 ? "Completed" : "Error";
}
