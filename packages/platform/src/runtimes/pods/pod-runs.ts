import {
  defined,
  isAlreadyExists,
  isConflict,
  isEnd,
  isNotFound,
  type Key,
  keyOf,
  type RunPhase,
} from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import { podGroupOf } from "@slipway/model/kubernetes/pod-group.ts";
import { type Pod, podKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { FIRST_HOST, hostName } from "@slipway/model/run-plan.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { readManifest } from "#artifacts/manifest.ts";
import { partsPrefix } from "#artifacts/parts-prefix.ts";
import { removeBelow } from "#artifacts/remove-below.ts";
import { parseResultsMessage, type ToldResults } from "#artifacts/results-message.ts";
import type { Ledger, LogStream, StoredLogLine } from "#ledger/ledger.ts";
import { type Clock, systemClock } from "#lib/clock.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import { findNodePool } from "../node-pools.ts";
import type { Removal } from "../removal.ts";
import type { LogRange, RunHost, RunRef, RunResults, RunSpec, RunState, Runs } from "../runs.ts";
import type { OwnerKind, Wake } from "../wake.ts";
import { PODS } from "./abilities.ts";
import { orNotAdmitted } from "./admission.ts";
import { containerStatus } from "./container-status.ts";
import { notStored } from "./failure.ts";
import { hostOf, hostPod, planName, planSecret, podName } from "./host-pod.ts";
import { asWritten, type UseImage } from "./images.ts";
import { ANNOTATION, KEPT_LOG, LABEL, wakeOwner } from "./layout.ts";
import type { LogIsIn } from "./log-is-in.ts";
import { type Machines, machinesOf } from "./machines.ts";
import { type HostState, mergeHosts } from "./merge-hosts.ts";
import { AGENT, type NodeWays } from "./node-ways.ts";
import { gpusFor, gpusOfType } from "./offered-gpus.ts";
import { Preparations } from "./preparations.ts";
import { mainStatus, PROGRAM, storesAsItGoes } from "./program-status.ts";
import { runState } from "./run-state.ts";
import { securityOf } from "./security.ts";
import { isToStop, removalGraceSeconds, stopOrder } from "./stop-pod.ts";
import { wordsOf } from "./why-ended.ts";

export interface PodRunsParts {
  readonly store: Store;
  readonly cache: Cache;
  readonly ledger: Ledger;
  readonly artifacts: Artifacts;
  /** Absent where the node runs `slipway.dev/...` by itself. */
  readonly useImage?: UseImage;
  /** Absent where a pod is over only when its logs are in the ledger. */
  readonly logIsIn?: LogIsIn;
  /** Absent where the embedded home's agent runs pods. */
  readonly ways?: NodeWays;
  readonly clock?: Clock;
}

/** Runs as pods of any Kubernetes: the cluster's own, or the very small embedded one. */
export function createPodRuns(parts: PodRunsParts): Runs {
  return new PodRuns(parts);
}

/** What a kubelet leaves a program that has had its time. */
const LEAST_GRACE_SECONDS = 2;

class PodRuns implements Runs {
  readonly #store: Store;
  readonly #cache: Cache;
  readonly #ledger: Ledger;
  readonly #artifacts: Artifacts;
  readonly #useImage: UseImage;
  readonly #logIsIn: LogIsIn;
  readonly #ways: NodeWays;
  readonly #clock: Clock;
  readonly #preparations: Preparations;

  constructor(parts: PodRunsParts) {
    this.#ways = parts.ways ?? AGENT;
    this.#clock = parts.clock ?? systemClock;
    this.#logIsIn = parts.logIsIn ?? (async () => true);
    this.#useImage = parts.useImage ?? asWritten;
    this.#store = parts.store;
    this.#cache = parts.cache;
    this.#ledger = parts.ledger;
    this.#preparations = new Preparations(parts.ledger);
    this.#artifacts = parts.artifacts;
  }

  async abilities(): Promise<Abilities> {
    return PODS;
  }

  wakes(owner: OwnerKind): readonly Wake[] {
    return [wakeOwner(podKind, owner, { labels: KEPT_LOG })];
  }

  async start(run: RunSpec): Promise<void> {
    const ways = this.#ways;
    const security = await securityOf(this.#store, run, ways);
    const machines = await this.#machines(run);
    for (const host of run.hosts) {
      const home = { useImage: this.#useImage, machines: machines(host), ways, security };
      const pod = hostPod(run, host, home);
      await unlessThere(() => this.#store.create(secretKind, planSecret(run, host, ways)));
      await unlessThere(() => orNotAdmitted(() => this.#store.create(podKind, pod)));
    }
  }

  /** What each host's instance type means, asked once for each type. */
  async #machines({ hosts, owner, memoryFactor, resources }: RunSpec): Promise<(host: RunHost) => Machines> {
    const places = { store: this.#store, cache: this.#cache };
    const found = new Map<string, Machines>();
    const sharing = hosts.filter(({ instanceType }) => gpusOfType(instanceType) !== undefined).length;
    for (const instanceType of new Set(hosts.map((host) => host.instanceType))) {
      const pool = await findNodePool(places, { instanceType, owner });
      const ways = this.#ways.machines;
      const gpus = await gpusFor(instanceType, pool?.spec.capacity === undefined ? ways?.gpus : undefined);
      const asked = {
        type: instanceType,
        ways,
        gpus,
        sharing: Math.max(1, sharing),
        ...defined({ memoryFactor, resources }),
      };
      found.set(instanceType, machinesOf(pool, asked));
    }
    return ({ instanceType }) => found.get(instanceType) ?? { placement: {}, resources: {} };
  }

  async observe(run: RunRef): Promise<RunState> {
    const pods = await this.#pods(run);
    const [pod] = pods;
    if (pod === undefined)
      return { phase: "gone", message: "The run left no trace", instances: [], entered: {} };
    const hosts = await Promise.all(pods.map((one) => this.#hostState(one)));
    const state = mergeHosts(hosts, { size: podGroupOf(pod)?.size ?? 1, eachForItself: storesAsItGoes(pod) });
    if (!isEnd(state.phase)) return state;
    const results = await this.#results(pods, { run: run.name, phase: state.phase });
    if (results !== undefined) return { ...state, results };
    return state.phase === "succeeded" ? withoutResults(state, pods) : state;
  }

  async #hostState(pod: Pod): Promise<HostState> {
    const now = this.#clock.now();
    const state = runState(pod, { ...this.#ways, now }, await this.#preparations.of(pod, now));
    const host = { host: hostOf(pod), over: isOver(pod), stopping: isToStop(pod) };
    if (!isEnd(state.phase) || (await this.#logIsIn(pod))) return { ...host, state };
    const message = "Storing the last lines of the log";
    const { instances, entered } = state;
    return { ...host, state: { phase: "uploading", message, instances, entered } };
  }

  async logs(run: RunRef, { host = FIRST_HOST, from, limit }: LogRange): Promise<readonly StoredLogLine[]> {
    const pod = await this.#store.get(podKind, podKey(run, host));
    if (pod === undefined) return [];
    return (await this.#ledger.readLog(streamOf(pod), { from, limit })).lines;
  }

  async lastLines(run: RunRef, count: number): Promise<readonly string[]> {
    const pods = await this.#pods(run);
    const pod = pods.filter(hasFailed).sort(byEnd)[0] ?? pods[0];
    if (pod === undefined) return [];
    const length = await this.#ledger.logLength(streamOf(pod));
    const from = Math.max(0, length - count);
    const { lines } = await this.#ledger.readLog(streamOf(pod), { from, limit: count });
    return lines.map(({ text }) => text);
  }

  /** Pods that are asked to stop get their SIGTERM, their grace and their upload, and stay readable. */
  async stop(run: RunRef): Promise<void> {
    await Promise.all((await this.#pods(run)).map((pod) => this.#stopPod(pod)));
  }

  async #stopPod(seen: Pod): Promise<void> {
    for (let pod: Pod | undefined = seen; pod !== undefined; pod = await this.#again(seen)) {
      if (isOver(pod) || pod.metadata.deletionTimestamp !== undefined) return;
      // Deadlines are kept by the node, and this pod has none yet.
      if ((pod.spec.nodeName ?? "") === "") return this.#removePod(pod);
      const order = stopOrder(pod, this.#ways, this.#clock.now());
      if (order === "nothing") return;
      if (order === "take away") return this.#removePod(pod, LEAST_GRACE_SECONDS);
      if (await this.#written(order.write)) return;
    }
  }

  /** The same pod as it is now; undefined when it is not there any more. */
  async #again({ metadata }: Pod): Promise<Pod | undefined> {
    const pod = await this.#store.get(podKind, `${metadata.namespace ?? ""}/${metadata.name}`);
    return pod?.metadata.uid === metadata.uid ? pod : undefined;
  }

  /** Whether the pod was still as it was read. */
  async #written(pod: Pod): Promise<boolean> {
    try {
      await this.#store.replace(podKind, pod, "object");
      return true;
    } catch (error) {
      if (!isConflict(error)) throw error;
      return false;
    }
  }

  async remove(run: RunRef): Promise<Removal> {
    const { namespace } = run;
    const pods = await this.#pods(run);
    for (const pod of pods) {
      await this.#removePod(pod, removalGraceSeconds(pod, this.#ways));
      await unlessGone(() =>
        this.#store.remove(secretKind, `${namespace}/${planName(run.name, hostOf(pod))}`),
      );
    }
    await this.#removeParts(pods, run.name);
    // Its pod may have gone before it, by somebody else's hand.
    await unlessGone(() => this.#store.remove(secretKind, `${namespace}/${planName(run.name, FIRST_HOST)}`));
    return (await this.#pods(run)).length === 0 ? "gone" : "going";
  }

  /** What hosts have stored of archives that are never joined now; where the store is away it stays. */
  async #removeParts([pod]: readonly Pod[], run: string): Promise<void> {
    const uri = pod?.metadata.annotations?.[ANNOTATION.manifestUri];
    const manifest = pod === undefined || podGroupOf(pod) === undefined ? undefined : parseS3Uri(uri ?? "");
    if (manifest === undefined) return;
    const { bucket, key } = manifest;
    await removeBelow(this.#artifacts, { bucket, prefix: partsPrefix(key, run) }).catch(() => {});
  }

  #removePod(pod: Pod, gracePeriodSeconds?: number): Promise<void> {
    const options = { ...defined({ uid: pod.metadata.uid, gracePeriodSeconds }) };
    return unlessGone(() => this.#store.remove(podKind, keyOf(pod), options));
  }

  /**
   * The run's pods in the order of its hosts. Whoever looks at a run knows its name alone: its first host tells how many there are, and
   * only where that one is gone they are listed, since a list is not answered from what is watched.
   */
  async #pods(run: RunRef): Promise<readonly Pod[]> {
    const find = (host: string) => this.#store.get(podKind, podKey(run, host));
    const first = await find(FIRST_HOST);
    if (first !== undefined) {
      const { size = 1 } = podGroupOf(first) ?? {};
      const others = Array.from({ length: size - 1 }, (_, index) => find(hostName(index + 1)));
      return [first, ...(await Promise.all(others))].filter((pod) => pod !== undefined);
    }
    const where = { namespace: run.namespace, labels: { [LABEL.run]: run.name } };
    const { items } = await this.#store.list(podKind, where);
    return items.toSorted((a, b) => indexOf(hostOf(a)) - indexOf(hostOf(b)));
  }

  async #results(
    pods: readonly Pod[],
    { run, phase }: { readonly run: string; readonly phase: RunPhase },
  ): Promise<RunResults | undefined> {
    const uri = pods[0]?.metadata.annotations?.[ANNOTATION.manifestUri];
    if (uri === undefined) {
      const how = { all: phase === "succeeded", counts: pods.some(storesAsItGoes) };
      const told = await Promise.all(pods.map(async (pod) => this.#told(toldResults(pod), run)));
      return mergeTold(told, how);
    }
    return this.#stored(uri, run);
  }

  /** What was too long to be told is where that was. */
  #told(
    told: ToldResults | undefined,
    run: string,
  ): Promise<RunResults | undefined> | RunResults | undefined {
    if (told?.manifest !== undefined) return this.#stored(told.manifest, run);
    return told;
  }

  async #stored(uri: string, run: string): Promise<RunResults | undefined> {
    const manifest = await readManifest(this.#artifacts, uri, run);
    if (manifest === undefined) return undefined;
    const { facts, stored, digests } = manifest;
    return { facts, stored, ...defined({ digests }) };
  }
}

/** Whose program has failed first knows best why. */
const endOf = (pod: Pod) => mainStatus(pod)?.state?.terminated;
const hasFailed = (pod: Pod): boolean => (endOf(pod)?.exitCode ?? 0) !== 0;
const byEnd = (a: Pod, b: Pod): number =>
  String(endOf(a)?.finishedAt) < String(endOf(b)?.finishedAt) ? -1 : 1;

function streamOf({ metadata: { namespace = "", name, uid = "" } }: Pod): LogStream {
  return { namespace, pod: name, uid, container: PROGRAM };
}

function podKey({ namespace, name }: RunRef, host: string): Key {
  return `${namespace}/${podName(name, host)}`;
}

/** Of `algo-12` the 12. */
function indexOf(host: string): number {
  return Number(host.slice(host.lastIndexOf("-") + 1));
}

/**
 * What the hosts told, the first of them before the others where several say the same, or where they tell `counts`, how much that is
 * together; undefined where nobody told anything, or not `all` did where that is asked for.
 */
function mergeTold(
  told: readonly (RunResults | undefined)[],
  { all, counts }: { readonly all: boolean; readonly counts: boolean },
): RunResults | undefined {
  const results = told.filter((one) => one !== undefined);
  const [first] = results;
  if (first === undefined || (all && results.length < told.length)) return undefined;
  if (counts) return { ...first, facts: summed(results.map(({ facts }) => facts)) };
  const merged = { stored: {}, facts: {}, digests: {} };
  for (const { stored, facts, digests } of results.toReversed()) {
    Object.assign(merged.stored, stored);
    Object.assign(merged.facts, facts);
    Object.assign(merged.digests, digests);
  }
  const { digests, ...others } = merged;
  return Object.keys(digests).length === 0 ? others : merged;
}

/** By name, the sum of what all say. */
function summed(all: readonly RunResults["facts"][]): RunResults["facts"] {
  const names = new Set(all.flatMap((facts) => Object.keys(facts)));
  const sum = (name: string) => all.reduce((total, facts) => total + Number(facts[name] ?? 0), 0);
  return Object.fromEntries([...names].map((name) => [name, String(sum(name))]));
}

/** What `store` said last, or of a batch its main container, where that was all that it had to do. */
function toldResults(pod: Pod): ToldResults | undefined {
  const end = (containerStatus(pod, "store") ?? mainStatus(pod))?.state?.terminated;
  return end?.exitCode === 0 ? parseResultsMessage(end.message) : undefined;
}

/** A sidecar's exit code fails no pod, so a run is over only when the store of artifacts holds its manifest. */
function withoutResults(state: RunState, pods: readonly Pod[]): RunState {
  const ends = pods.map((pod) => containerStatus(pod, "store")?.state?.terminated);
  const failed = ends.find((end) => end !== undefined && end.exitCode !== 0);
  const message = notStored(failed === undefined ? undefined : wordsOf(failed));
  return { ...state, phase: "failed", message, failure: { class: "output", message } };
}

export async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}

export async function unlessGone(remove: () => Promise<void>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
