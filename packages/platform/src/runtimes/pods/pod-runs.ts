import {
  defined,
  isAlreadyExists,
  isConflict,
  isEnd,
  isNotFound,
  type Key,
  SlipwayError,
} from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import { isOver } from "@slipway/model/kubernetes/is-over.ts";
import { type Pod, podKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { FIRST_HOST } from "@slipway/model/run-plan.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { readManifest } from "#artifacts/manifest.ts";
import { parseResultsMessage } from "#artifacts/results-message.ts";
import type { Ledger, StoredLogLine } from "#ledger/ledger.ts";
import { type Clock, systemClock } from "#lib/clock.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import { findNodePool } from "../node-pools.ts";
import type { Removal } from "../removal.ts";
import type { LogRange, RunHost, RunRef, RunResults, RunSpec, RunState, Runs } from "../runs.ts";
import type { OwnerKind, Wake } from "../wake.ts";
import { PODS } from "./abilities.ts";
import { orNotAdmitted } from "./admission.ts";
import { containerStatus } from "./container-status.ts";
import { hostPod, planName, planSecret, podName } from "./host-pod.ts";
import { asWritten, type UseImage } from "./images.ts";
import { ANNOTATION, KEPT_LOG, wakeOwner } from "./layout.ts";
import type { LogIsIn } from "./log-is-in.ts";
import { machinesOf } from "./machines.ts";
import { AGENT, type NodeWays } from "./node-ways.ts";
import { gpusFor } from "./offered-gpus.ts";
import { Preparations } from "./preparations.ts";
import { PROGRAM } from "./program-status.ts";
import { runState } from "./run-state.ts";
import { securityOf } from "./security.ts";
import { mainGraceSeconds, stopOrder } from "./stop-pod.ts";

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
    const host = onlyHost(run);
    const ways = this.#ways;
    const { instanceType } = host;
    const places = { store: this.#store, cache: this.#cache };
    const pool = await findNodePool(places, { instanceType, owner: run.owner });
    const gpus = await gpusFor(
      instanceType,
      pool?.spec.capacity === undefined ? ways.machines?.gpus : undefined,
    );
    const machines = machinesOf(pool, { type: instanceType, ways: ways.machines, gpus });
    const security = await securityOf(this.#store, run, ways);
    const pod = hostPod(run, host, { useImage: this.#useImage, machines, ways, security });
    await unlessThere(() => this.#store.create(secretKind, planSecret(run, host)));
    await unlessThere(() => orNotAdmitted(() => this.#store.create(podKind, pod)));
  }

  async observe(run: RunRef): Promise<RunState> {
    const pod = await this.#pod(run);
    if (pod === undefined)
      return { phase: "gone", message: "The run left no trace", instances: [], entered: {} };
    const now = this.#clock.now();
    const state = runState(pod, { ...this.#ways, now }, await this.#preparations.of(pod, now));
    if (!isEnd(state.phase)) return state;
    if (!(await this.#logIsIn(pod))) {
      const { instances, entered } = state;
      return { phase: "uploading", message: "Storing the last lines of the log", instances, entered };
    }
    const results = await this.#results(pod, run.name);
    if (results !== undefined) return { ...state, results };
    return state.phase === "succeeded" ? withoutResults(state) : state;
  }

  async logs(run: RunRef, { host, from, limit }: LogRange): Promise<readonly StoredLogLine[]> {
    const pod = host === undefined || host === FIRST_HOST ? await this.#pod(run) : undefined;
    if (pod === undefined) return [];
    const { namespace = "", name, uid = "" } = pod.metadata;
    return (await this.#ledger.readLog({ namespace, pod: name, uid, container: PROGRAM }, { from, limit }))
      .lines;
  }

  /** A pod that is asked to stop gets its SIGTERM, its grace and its upload, and stays readable. */
  async stop(run: RunRef): Promise<void> {
    for (;;) {
      const pod = await this.#pod(run);
      if (pod === undefined || isOver(pod) || pod.metadata.deletionTimestamp !== undefined) return;
      // Deadlines are kept by the node, and this pod has none yet.
      if ((pod.spec.nodeName ?? "") === "") return this.#removePod(run, pod.metadata.uid);
      const order = stopOrder(pod, this.#ways, this.#clock.now());
      if (order === "nothing") return;
      if (order === "take away") return this.#removePod(run, pod.metadata.uid, LEAST_GRACE_SECONDS);
      if (await this.#written(order.write)) return;
    }
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

  /** Nothing is uploaded of what is removed, so that the program's own grace is all that the pod gets. */
  async remove(run: RunRef): Promise<Removal> {
    const pod = await this.#pod(run);
    if (pod !== undefined) await this.#removePod(run, pod.metadata.uid, mainGraceSeconds(pod));
    await unlessGone(() => this.#store.remove(secretKind, `${run.namespace}/${planName(run.name)}`));
    return (await this.#pod(run)) === undefined ? "gone" : "going";
  }

  #removePod(run: RunRef, uid?: string, gracePeriodSeconds?: number): Promise<void> {
    const options = {
      ...defined({ uid, gracePeriodSeconds }),
    };
    return unlessGone(() => this.#store.remove(podKind, podKey(run), options));
  }

  #pod(run: RunRef): Promise<Pod | undefined> {
    return this.#store.get(podKind, podKey(run));
  }

  async #results(pod: Pod, run: string): Promise<RunResults | undefined> {
    const uri = pod.metadata.annotations?.[ANNOTATION.manifestUri];
    if (uri === undefined) return toldResults(pod);
    const manifest = await readManifest(this.#artifacts, uri, run);
    if (manifest === undefined) return undefined;
    return { facts: manifest.facts, stored: manifest.stored };
  }
}

/** Whoever looks at a run knows its name alone: its one host is the first. */
function podKey({ namespace, name }: RunRef): Key {
  return `${namespace}/${podName(name, FIRST_HOST)}`;
}

function onlyHost({ hosts }: RunSpec): RunHost {
  const [host] = hosts;
  if (hosts.length === 1 && host?.name === FIRST_HOST) return host;
  throw new SlipwayError(
    "SLIP-RUN-002",
    `a run on ${hosts.map(({ name }) => name).join(", ")}; pods carry runs of one host, ${FIRST_HOST}`,
  );
}

/** What `store` said last, where that was all that it had to do. */
function toldResults(pod: Pod): RunResults | undefined {
  const end = containerStatus(pod, "store")?.state?.terminated;
  return end?.exitCode === 0 ? parseResultsMessage(end.message) : undefined;
}

/** A sidecar's exit code fails no pod, so a run is over only when the store of artifacts holds its manifest. */
function withoutResults(state: RunState): RunState {
  const message =
    "The program ended well, but its results did not reach the artifact store; the log of container `store` says why";
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
