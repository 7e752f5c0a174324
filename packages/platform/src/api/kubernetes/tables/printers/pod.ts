import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { age } from "#lib/human-duration.ts";
import { ageColumn, column, nameColumn, type Printer, type RowCondition, wide } from "../printer.ts";

type State = NonNullable<ContainerStatus["state"]>;

/** What the containers' statuses say together. */
interface Summary {
  readonly reason: string;
  readonly ready: number;
  readonly restarts: number;
  readonly lastRestart?: string;
}

/** `kubectl get pods`: the reading of a pod's containers follows Kubernetes' own printer. */
export const podPrinter: Printer = {
  columns: [
    nameColumn,
    column("Ready", "How many of the pod's containers are ready to be used."),
    column("Status", "What the pod as a whole is doing."),
    column("Restarts", "How often the containers were restarted, and when last."),
    ageColumn,
    wide("IP", "The address of the pod."),
    wide("Node", "The node the pod runs on."),
    wide("Nominated Node", "The node that is being freed for the pod."),
    wide("Readiness Gates", "Further conditions that must hold before the pod counts as ready."),
  ],
  cells(object, now) {
    const pod = object as Pod;
    const { ready, reason, restarts, lastRestart } = summarize(pod);
    return [
      pod.metadata.name,
      `${ready}/${lastingContainers(pod)}`,
      isTerminating(pod) ? "Terminating" : reason,
      restarts > 0 && lastRestart !== undefined
        ? `${restarts} (${age(lastRestart, now)} ago)`
        : `${restarts}`,
      age(pod.metadata.creationTimestamp, now),
      pod.status?.podIP ?? "<none>",
      pod.spec?.nodeName ?? "<none>",
      pod.status?.nominatedNodeName ?? "<none>",
      "<none>",
    ];
  },
  conditions(object) {
    return finished((object as Pod).status?.phase);
  },
};

function finished(phase: string | undefined): readonly RowCondition[] {
  const of = (reason: string, message: string) =>
    [{ type: "Completed", status: "True", reason, message }] as const;
  if (phase === "Succeeded") return of("Succeeded", "The pod has completed successfully.");
  return phase === "Failed" ? of("Failed", "The pod failed.") : [];
}

function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined && !isOver(pod);
}

/** Native sidecars count among the containers that are to be ready. */
function lastingContainers(pod: Pod): number {
  return (pod.spec?.containers ?? []).length + sidecars(pod).size;
}

function sidecars(pod: Pod): ReadonlySet<string> {
  const init = pod.spec?.initContainers ?? [];
  return new Set(init.filter((each) => each.restartPolicy === "Always").map((each) => each.name));
}

function summarize(pod: Pod): Summary {
  const starting = readInit(pod);
  if (starting.reason !== undefined && !isInitialized(pod)) return { ...starting, reason: starting.reason };
  return readContainers(pod, starting);
}

function isInitialized(pod: Pod): boolean {
  return hasCondition(pod, "Initialized");
}

function hasCondition(pod: Pod, type: string): boolean {
  return (pod.status?.conditions ?? []).some((each) => each.type === type && each.status === "True");
}

/** Reads the init containers in order, up to the first that still holds the pod back. */
function readInit(pod: Pod): Omit<Summary, "reason"> & { readonly reason?: string } {
  const lasting = sidecars(pod);
  const statuses = pod.status?.initContainerStatuses ?? [];
  const count = pod.spec?.initContainers?.length ?? 0;
  let ready = 0;
  const seen: ContainerStatus[] = [];
  for (const [index, status] of statuses.entries()) {
    seen.push(status);
    if (status.state?.terminated?.exitCode === 0) continue;
    if (lasting.has(status.name) && status.started === true) {
      ready += status.ready ? 1 : 0;
      continue;
    }
    return { ready, ...restartsOf(seen), reason: initReason(status.state ?? {}, `${index}/${count}`) };
  }
  return { ready, ...restartsOf(statuses.filter((status) => lasting.has(status.name))) };
}

function initReason(state: State, progress: string): string {
  const { terminated, waiting } = state;
  if (terminated !== undefined) return `Init:${endReason(terminated)}`;
  const reason = waiting?.reason ?? "";
  return reason === "" || reason === "PodInitializing" ? `Init:${progress}` : `Init:${reason}`;
}

function readContainers(pod: Pod, starting: Omit<Summary, "reason">): Summary {
  const statuses = pod.status?.containerStatuses ?? [];
  const running = statuses.filter((status) => status.ready && status.state?.running !== undefined);
  const mainState = statuses
    .map((status) => mainReason(status.state ?? {}))
    .find((each) => each !== undefined);
  const reason = mainState ?? pod.status?.reason ?? pod.status?.phase ?? "Unknown";
  const lasting = sidecars(pod);
  const init = pod.status?.initContainerStatuses ?? [];
  return {
    ...restartsOf([...statuses, ...init.filter((status) => lasting.has(status.name))]),
    ready: starting.ready + running.length,
    reason: reason === "Completed" && running.length > 0 ? stillRunning(pod) : reason,
  };
}

function mainReason({ waiting, terminated }: State): string | undefined {
  if (waiting?.reason !== undefined && waiting.reason !== "") return waiting.reason;
  return terminated === undefined ? undefined : endReason(terminated);
}

function stillRunning(pod: Pod): string {
  return hasCondition(pod, "Ready") ? "Running" : "NotReady";
}

function endReason(terminated: NonNullable<State["terminated"]>): string {
  if (terminated.reason !== undefined && terminated.reason !== "") return terminated.reason;
  return terminated.signal === undefined || terminated.signal === 0
    ? `ExitCode:${terminated.exitCode}`
    : `Signal:${terminated.signal}`;
}

function restartsOf(statuses: readonly ContainerStatus[]): Pick<Summary, "restarts" | "lastRestart"> {
  const restarts = statuses.reduce((sum, status) => sum + (status.restartCount ?? 0), 0);
  const ends = statuses.map((status) => status.lastState?.terminated?.finishedAt);
  const last = ends
    .filter((end) => end !== undefined)
    .sort()
    .at(-1);
  return last === undefined ? { restarts } : { restarts, lastRestart: String(last) };
}
