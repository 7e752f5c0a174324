import type { Key, Kind, Resource } from "@slipway/model";
import { type Namespace, namespaceKind } from "@slipway/model/kubernetes/workloads.ts";
import { systemClock } from "../../../packages/lib/src/clock.ts";
import { silentLog } from "../../../packages/lib/src/log.ts";
import type { Artifacts } from "../../../packages/platform/src/artifacts/artifacts.ts";
import { endpointController } from "../../../packages/platform/src/controllers/endpoint/endpoint-controller.ts";
import { endpointConfigController } from "../../../packages/platform/src/controllers/endpoint-config/endpoint-config-controller.ts";
import { modelController } from "../../../packages/platform/src/controllers/model/model-controller.ts";
import { trainingJobController } from "../../../packages/platform/src/controllers/training-job/training-job-controller.ts";
import type { Ledger } from "../../../packages/platform/src/ledger/ledger.ts";
import { createMemoryLedger } from "../../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";
import { createMetricReading } from "../../../packages/platform/src/metrics/thread/create-metric-reading.ts";
import { startControllers } from "../../../packages/platform/src/reconcile/start-controllers.ts";
import { createSageMaker } from "../../../packages/platform/src/runtimes/sagemaker/create-sagemaker.ts";
import type { Store } from "../../../packages/platform/src/store/store.ts";
import { createMemoryStore } from "../../../packages/platform/src/store/testing/memory-store.ts";

/** Another account and region than AWS's, so that what comes from there can be told apart. */
export const HOME_IDENTITY = { accountId: "999999999999", region: "eu-north-1" } as const;

/** The controllers over the embedded home's store and ledger, in memory, with SageMaker as their only runtime. */
export class SageMakerHome {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly #close: () => Promise<void>;

  private constructor(store: Store, ledger: Ledger, close: () => Promise<void>) {
    this.store = store;
    this.ledger = ledger;
    this.#close = close;
  }

  static async up(): Promise<SageMakerHome> {
    const { store, cache, close } = await createMemoryStore({ clock: systemClock });
    const ledger = createMemoryLedger();
    const stop = new AbortController();
    const sagemaker = createSageMaker({
      store,
      ledger,
      clock: systemClock,
      access: {},
      pollMs: 20,
      settleMs: 0,
      maxAttempts: 2,
    });
    const identity = HOME_IDENTITY;
    const metrics = createMetricReading();
    const running = startControllers(
      [
        trainingJobController({ runs: sagemaker.runs, ledger, metrics, identity }),
        modelController({ definitions: sagemaker.definitions, identity }),
        endpointConfigController({ definitions: sagemaker.definitions, identity }),
        endpointController({ serving: sagemaker.serving, artifacts: {} as Artifacts, identity }),
      ],
      { store, cache, clock: systemClock, log: silentLog, events: { record: () => {} }, signal: stop.signal },
    );
    return new SageMakerHome(store, ledger, async () => {
      stop.abort();
      await running;
      await metrics.close();
      await ledger.close();
      await close();
    });
  }

  /** Annotates the namespace, or makes it so. */
  async namespace(name: string, annotations: Readonly<Record<string, string>>): Promise<void> {
    const present = await this.store.get<Namespace>(namespaceKind, `/${name}`);
    const metadata = { ...present?.metadata, name, annotations };
    const namespace: Namespace = { ...present, apiVersion: "v1", kind: "Namespace", metadata };
    if (present === undefined) await this.store.create(namespaceKind, namespace);
    else await this.store.replace(namespaceKind, namespace, "object");
  }

  /** The object, once it satisfies; throws with the object as it stands after `seconds`. */
  async until<R extends Resource>(
    kind: Kind<R>,
    key: Key,
    satisfies: (object: R | undefined) => boolean,
    seconds = 20,
  ): Promise<R | undefined> {
    const end = Date.now() + seconds * 1_000;
    for (;;) {
      const object = await this.store.get(kind, key);
      if (satisfies(object)) return object;
      if (Date.now() > end)
        throw new Error(`${key} does not come to it: ${JSON.stringify(object?.status, null, 1)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  down(): Promise<void> {
    return this.#close();
  }
}
