import { Readable } from "node:stream";
import type { Resource } from "@slipway/model";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { type ContainerStatus, type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { silentLog } from "../../packages/lib/src/log.ts";
import { ManualClock } from "../../packages/lib/src/manual-clock.ts";
import type { ArtifactInfo, Artifacts } from "../../packages/platform/src/artifacts/artifacts.ts";
import { createMemoryLedger } from "../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";
import { controllers } from "../../packages/platform/src/main/common/controllers.ts";
import type { MetricReading } from "../../packages/platform/src/metrics/metric-reading.ts";
import type { Controller } from "../../packages/platform/src/reconcile/controller.ts";
import { startControllers } from "../../packages/platform/src/reconcile/start-controllers.ts";
import { ANNOTATION, LABEL } from "../../packages/platform/src/runtimes/pods/layout.ts";
import { KUBELET } from "../../packages/platform/src/runtimes/pods/node-ways.ts";
import { container, Machinery } from "../../packages/platform/src/runtimes/pods/testing/machinery.ts";
import { cachedStore } from "../../packages/platform/src/store/cached-store.ts";
import { recordEvents } from "../../packages/platform/src/store/record-events.ts";
import { createCache } from "../../packages/platform/src/store/reflector/create-cache.ts";
import type { Store } from "../../packages/platform/src/store/store.ts";
import { countedStore } from "../../packages/platform/src/store/testing/counted-store.ts";
import { createMemoryStore } from "../../packages/platform/src/store/testing/memory-store.ts";

/** What the controllers did: requests by verb and kind (a watch is one), and objects looked at by name. */
export interface Seen {
  requests(): Readonly<Record<string, number>>;
  looks(): readonly string[];
}

const at = "2026-01-01T00:00:10Z";
const running = { state: { running: { startedAt: at } } };
const ended = { state: { terminated: { exitCode: 0, startedAt: at, finishedAt: at } } };
const all = (states: Readonly<Record<string, Partial<ContainerStatus>>>): ContainerStatus[] =>
  Object.entries(states).map(([name, state]) => container(name, state));

/** What a kubelet writes of a job's pod, one write each; the first two leave it running. */
const LIFE: readonly Partial<NonNullable<Pod["status"]>>[] = [
  { phase: "Pending", initContainerStatuses: all({ fetch: running, store: running }) },
  {
    phase: "Running",
    initContainerStatuses: all({ fetch: ended }),
    containerStatuses: all({ algorithm: running }),
  },
  { phase: "Running", containerStatuses: all({ algorithm: ended }) },
  { phase: "Succeeded", initContainerStatuses: all({ store: ended }) },
];

/** Time stands still where nobody moves it, so that nothing is waited for. */
const metrics: MetricReading = {
  unusable: async () => [],
  read: () => Promise.reject(new Error("these jobs have none")),
  close: async () => {},
};

/**
 * A cluster's objects in memory, whose kubelet is played by hand, and the operator's real controllers, which can be started and
 * ended on it. The clock stands still but for `pass`.
 */
export class OperatorOnTrial {
  readonly #clock: ManualClock;
  readonly #ledger = createMemoryLedger();
  readonly #runs = new Map<string, string>();
  readonly #store: Store;
  readonly #close: () => Promise<void>;

  private constructor(parts: { clock: ManualClock; store: Store; close: () => Promise<void> }) {
    this.#clock = parts.clock;
    this.#store = parts.store;
    this.#close = parts.close;
  }

  static async open(): Promise<OperatorOnTrial> {
    const clock = new ManualClock();
    const { store, close } = await createMemoryStore({ clock });
    return new OperatorOnTrial({ clock, store, close });
  }

  async close(): Promise<void> {
    await this.#ledger.close();
    await this.#close();
  }

  create(job: TrainingJob): Promise<TrainingJob> {
    return this.#store.create(trainingJobKind, job);
  }

  get(name: string): Promise<TrainingJob | undefined> {
    return this.#store.get(trainingJobKind, `default/${name}`);
  }

  /** Another job that has come as far as this one. */
  async createLike(job: TrainingJob, name: string): Promise<void> {
    const { finalizers = [], annotations = {} } = job.metadata;
    const metadata = { name, namespace: "default", finalizers, annotations };
    const created = await this.create({ ...job, metadata, spec: { ...job.spec, trainingJobName: name } });
    if (job.status !== undefined)
      await this.#store.replace(trainingJobKind, { ...created, status: job.status }, "status");
  }

  /** Lets the pods of all jobs that are not over live so far: 2 is running, 4 is over. */
  async live(steps: number, seen: Seen): Promise<void> {
    const machinery = new Machinery(this.#store);
    for (const status of LIFE.slice(0, steps)) {
      for (const pod of (await this.#store.list(podKind)).items) {
        if (pod.status?.phase === "Succeeded") continue;
        const { labels, annotations } = pod.metadata;
        this.#runs.set(annotations?.[ANNOTATION.manifestUri] ?? "", labels?.[LABEL.run] ?? "");
        await machinery.report(pod, status);
      }
      await this.settled(seen);
    }
  }

  /** Until nobody asks for anything any more. */
  async settled(seen: Seen): Promise<void> {
    for (let quiet = 0, before = -1; quiet < 200; quiet++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      const now = seen.looks().length + Object.values(seen.requests()).reduce((sum, n) => sum + n, 0);
      if (now !== before) quiet = 0;
      before = now;
    }
  }

  /** A quarter of a minute at a time, as the controllers' own clock goes. */
  async pass(quarters: number, seen: Seen): Promise<void> {
    for (let quarter = 0; quarter < quarters; quarter++) {
      this.#clock.advance(15_000);
      await this.settled(seen);
    }
  }

  /** Runs the controllers from their start to their end. */
  async atWork<T>(work: (seen: Seen) => Promise<T>): Promise<T> {
    const clock = this.#clock;
    const log = silentLog;
    const counted = countedStore(this.#store);
    const cache = createCache({ store: counted.store, clock, log });
    const store = cachedStore(counted.store, cache);
    const stop = new AbortController();
    const looks: string[] = [];
    const list = controllers({
      ...{ store, cache, ledger: this.#ledger, metrics, artifacts: this.#artifacts(), clock },
      identity: { accountId: "123456789012", region: "us-east-1" },
      aws: { refused: "not here" },
      pods: { ways: { ...KUBELET, startsInTurn: false } },
    }).map((controller) => noting(controller, looks));
    const events = recordEvents({ store: counted.store, clock, log, component: "slipway" });
    const running = startControllers(list, { store, cache, clock, log, events, signal: stop.signal });
    try {
      return await work({ requests: () => tally(counted.asked), looks: () => looks });
    } finally {
      stop.abort();
      await running;
      await cache.close();
    }
  }

  /** Every run has left its manifest where it was to. */
  #artifacts(): Artifacts {
    return {
      bucketExists: async () => true,
      head: async (bucket: string, key: string) => ({ bucket, key, size: 100 }) as ArtifactInfo,
      get: async (bucket: string, key: string) => {
        const run = this.#runs.get(`s3://${bucket}/${key}`);
        return { body: Readable.from([JSON.stringify({ version: 2, run, stored: {}, facts: {} })]) };
      },
    } as unknown as Artifacts;
  }
}

function noting(controller: Controller, looks: string[]): Controller {
  const { reconciler } = controller;
  const reconcile = (object: Resource, turn: Parameters<typeof reconciler.reconcile>[1]) => {
    looks.push(object.metadata.name);
    return reconciler.reconcile(object, turn);
  };
  return { ...controller, reconciler: { ...reconciler, reconcile } };
}

function tally(asked: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const one of asked) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}
