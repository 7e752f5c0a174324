import type { Resource } from "@slipway/model";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { podKind } from "@slipway/model/kubernetes/workloads.ts";
import { silentLog } from "../../packages/lib/src/log.ts";
import { ManualClock } from "../../packages/lib/src/manual-clock.ts";
import { createMemoryLedger } from "../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";
import { controllers } from "../../packages/platform/src/main/common/controllers.ts";
import type { MetricReading } from "../../packages/platform/src/metrics/metric-reading.ts";
import type { Controller } from "../../packages/platform/src/reconcile/controller.ts";
import { startControllers } from "../../packages/platform/src/reconcile/start-controllers.ts";
import { KUBELET } from "../../packages/platform/src/runtimes/pods/node-ways.ts";
import { JOB_LIFE, LeftManifests } from "../../packages/platform/src/runtimes/pods/testing/job-life.ts";
import { Machinery } from "../../packages/platform/src/runtimes/pods/testing/machinery.ts";
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
  readonly #manifests = new LeftManifests();
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
    for (const status of JOB_LIFE.slice(0, steps)) {
      for (const pod of (await this.#store.list(podKind)).items) {
        if (pod.status?.phase === "Succeeded") continue;
        this.#manifests.note(pod);
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
      ...{ store, cache, ledger: this.#ledger, metrics, artifacts: this.#manifests.artifacts, clock },
      identity: { accountId: "123456789012", region: "us-east-1" },
      prometheus: "/nowhere",
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
