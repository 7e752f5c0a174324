import { defined, type FailureClass, isEnd, type RunFailure, type RunPhase } from "@slipway/model";
import type { RunState } from "../runs.ts";

/** What one of a run's pods says of the run. */
export interface HostState {
  readonly host: string;
  readonly state: Omit<RunState, "results">;
  /** Nothing of the pod runs, and nothing will. */
  readonly over: boolean;
  /** Somebody has asked the pod to stop. */
  readonly stopping: boolean;
}

/** What the hosts are of. */
export interface HostsOf {
  readonly size: number;
  /** What one host does is of use where another has failed: the failure is told when all others have ended. Default false. */
  readonly eachForItself?: boolean;
}

type Merged = Omit<RunState, "results">;

/** A host is no further than where it stands here. */
const ORDER: readonly RunPhase[] = ["pending", "downloading", "running", "uploading"];
/** What the machinery did, and no program: what others of the run died of then follows from it. */
const LOST: ReadonlySet<FailureClass> = new Set(["node-lost", "preempted", "unschedulable"]);

/**
 * What the hosts of a run say together, `size` being how many there are; one of which nothing is left is not among `hosts`. The run is
 * as far as the host that is least far. Where a program has failed the run has a failure and goes on until the others, which somebody
 * has to stop for that, have ended with their uploads. Pure.
 */
export function mergeHosts(hosts: readonly HostState[], { size, eachForItself = false }: HostsOf): Merged {
  const [only] = hosts;
  if (size === 1 && only !== undefined) return only.state;
  const instances = hosts.flatMap(({ state }) => state.instances);
  // What fails when it was asked to stop may do so because others stopped before it.
  const failed = hosts.filter(({ state, stopping }) => state.phase === "failed" && !stopping).sort(byEnd);
  const blamed = failed.find(isLost) ?? failed[0];
  const gone = hosts.length < size && blamed === undefined && !hosts.some(isStopping);
  const failure = blamed === undefined ? undefined : withHost(blamed);
  // What gave up while its pod goes on ends nobody else's work where each does his own.
  const endsAll = blamed !== undefined && (isLost(blamed) || !(blamed.over || eachForItself));
  if (gone || endsAll) return ended("failed", { hosts, instances, failure: failure ?? missing(hosts, size) });
  const going = hosts.filter(({ state }) => !isEnd(state.phase));
  if (going.length > 0)
    return goingOn({ hosts, going, instances, failure: eachForItself ? undefined : failure });
  return ended(endOfAll(hosts, { size, failure }), { hosts, instances, failure });
}

/** How a run ends whose hosts all have. */
function endOfAll(
  hosts: readonly HostState[],
  { size, failure }: { readonly size: number; readonly failure: RunFailure | undefined },
): "failed" | "stopped" | "succeeded" {
  if (failure !== undefined) return "failed";
  const isWhole = hosts.length === size && hosts.every(({ state }) => state.phase === "succeeded");
  return isWhole ? "succeeded" : "stopped";
}

const isLost = ({ state }: HostState): boolean =>
  state.failure !== undefined && LOST.has(state.failure.class);
const isStopping = ({ state, stopping }: HostState): boolean => stopping || state.phase === "stopped";
const endOf = ({ state }: HostState): number =>
  state.entered[state.phase]?.getTime() ?? Number.POSITIVE_INFINITY;

/** The first to end is the cause of what came after it. */
function byEnd(a: HostState, b: HostState): number {
  return endOf(a) === endOf(b) ? 0 : endOf(a) - endOf(b);
}

function withHost({ host, state }: HostState): RunFailure {
  const { failure } = state;
  return {
    ...(failure ?? { class: "internal" }),
    message: `${host}: ${failure?.message ?? state.message}`,
  };
}

function missing(hosts: readonly HostState[], size: number): RunFailure {
  const there = hosts.map(({ host }) => host).join(", ");
  const message = `Of the run's ${size} pods only those of ${there} are left: others were deleted before they ended`;
  return { class: "node-lost", message };
}

interface Parts {
  readonly hosts: readonly HostState[];
  readonly instances: RunState["instances"];
  readonly failure: RunFailure | undefined;
}

function ended(phase: "failed" | "stopped" | "succeeded", { hosts, instances, failure }: Parts): Merged {
  const last = latest(hosts.map(({ state }) => state.entered[state.phase]));
  const same = hosts.find(({ state }) => state.phase === phase)?.state.message;
  const [killedAfterSeconds] = hosts.flatMap(({ state }) => state.killedAfterSeconds ?? []);
  return {
    phase,
    message: failure?.message ?? same ?? "Stopped as asked",
    instances,
    entered: { ...entered(hosts), ...defined({ [phase]: last }) },
    ...defined({ failure, killedAfterSeconds: phase === "stopped" ? killedAfterSeconds : undefined }),
  };
}

function goingOn({
  hosts,
  going,
  instances,
  failure,
}: Parts & { readonly going: readonly HostState[] }): Merged {
  const rank = ({ state }: HostState): number => ORDER.indexOf(state.phase);
  const least = going.reduce((one, other) => (rank(other) < rank(one) ? other : one));
  const { phase } = least.state;
  const waits = going.filter(({ state }) => state.phase === phase).map(({ host }) => host);
  const message =
    failure === undefined
      ? sentence(least, waits, hosts.length)
      : `${failure.message}; waiting for ${named(waits, hosts.length)} to end`;
  const looks = going.flatMap(({ state }) => state.lookAgainMs ?? []);
  return {
    phase,
    message,
    instances,
    entered: entered(hosts, phase),
    ...defined({ failure, lookAgainMs: looks.length === 0 ? undefined : Math.min(...looks) }),
  };
}

/** Whose sentence it is, where not all are at the same. */
function sentence({ state }: HostState, hosts: readonly string[], size: number): string {
  return hosts.length === size ? state.message : `${named(hosts, size)}: ${state.message}`;
}

const named = (hosts: readonly string[], size: number): string =>
  hosts.length > 2 ? `${hosts.length} of ${size} hosts` : hosts.join(", ");

/**
 * A run waits and copies from when its first host does, and is any further once its last host is. `until`: what comes after it is
 * not reached yet.
 */
function entered(hosts: readonly HostState[], until?: RunPhase): RunState["entered"] {
  const reached = until === undefined ? ORDER : ORDER.slice(0, ORDER.indexOf(until) + 1);
  const times = reached.map((phase) => {
    const all = hosts.map(({ state }) => state.entered[phase]);
    return [phase, phase === "pending" || phase === "downloading" ? earliest(all) : latest(all)] as const;
  });
  return Object.fromEntries(times.flatMap(([phase, at]) => (at === undefined ? [] : [[phase, at]])));
}

type Times = readonly (Date | undefined)[];

const known = (times: Times): readonly Date[] => times.filter((at) => at !== undefined);

const earliest = (times: Times): Date | undefined => known(times).toSorted((a, b) => +a - +b)[0];

const latest = (times: Times): Date | undefined =>
  known(times)
    .toSorted((a, b) => +a - +b)
    .at(-1);
