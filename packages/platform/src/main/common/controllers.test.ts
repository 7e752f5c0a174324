import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { deploymentKind, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { endpoint, endpointConfig, model, trainingJob } from "#controllers/testing/objects.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import type { MetricReading } from "#metrics/metric-reading.ts";
import type { Controller } from "#reconcile/controller.ts";
import { startControllers } from "#reconcile/start-controllers.ts";
import { KUBELET } from "#runtimes/pods/node-ways.ts";
import { JOB_LIFE, LeftManifests } from "#runtimes/pods/testing/job-life.ts";
import { container, Machinery } from "#runtimes/pods/testing/machinery.ts";
import { withBudgets } from "#runtimes/pods/testing/with-budgets.ts";
import type { Cache } from "#store/cache.ts";
import { cachedStore } from "#store/cached-store.ts";
import { recordEvents } from "#store/record-events.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import type { Store } from "#store/store.ts";
import { type CountedStore, countedStore } from "#store/testing/counted-store.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { KEPT } from "../cluster/kept.ts";
import { controllers } from "./controllers.ts";

/** These jobs have no metrics: nothing here is to wait for another thread. */
const metrics: MetricReading = {
  unusable: async () => [],
  read: () => Promise.reject(new Error("there are none")),
  close: async () => {},
};
const manifests = new LeftManifests();
const { artifacts } = manifests;

const clock = new ManualClock();
let hands: Store;
let close: () => Promise<void>;
let ledger: Ledger;
beforeEach(async () => {
  ({ store: hands, close } = await createMemoryStore({ clock }));
  ledger = createMemoryLedger();
});
afterEach(async () => {
  await ledger.close();
  await close();
});

/** Everything here happens on this thread, so that what can happen without time has happened after enough turns of its loop. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 300; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** A home's controllers from their start to their end, which objects they look at and what they ask the server meanwhile. */
async function atWork(
  work: (seen: { readonly counted: CountedStore; readonly looks: string[] }) => Promise<void>,
): Promise<void> {
  const counted = countedStore(withBudgets(hands).store);
  const cache = createCache({ store: counted.store, clock, log: silentLog, only: KEPT["operator"] ?? [] });
  const store = cachedStore(counted.store, cache);
  const stop = new AbortController();
  const events = recordEvents({ store: counted.store, clock, log: silentLog, component: "slipway" });
  const list = listOf({ store, cache });
  const tools = { store, cache, clock, log: silentLog, events, signal: stop.signal };
  const looks: string[] = [];
  const working = startControllers(
    list.map((one) => watched(one, looks)),
    tools,
  );
  await settled();
  await work({ counted, looks });
  stop.abort();
  await working;
  await cache.close();
}

function listOf(parts: { readonly store: Store; readonly cache: Cache }): readonly Controller[] {
  return controllers({
    ...parts,
    ...{ ledger, metrics, artifacts, clock },
    identity: { accountId: "123456789012", region: "us-east-1" },
    prometheus: "/nowhere",
    aws: { refused: "not here" },
    // The server of these tests lets no gate be taken from a pod.
    pods: { ways: { ...KUBELET, startsInTurn: false } },
  });
}

function watched(controller: Controller, looks: string[]): Controller {
  const { reconciler } = controller;
  const reconcile: typeof reconciler.reconcile = (object, turn) => {
    looks.push(object.metadata.name);
    return reconciler.reconcile(object, turn);
  };
  return { ...controller, reconciler: { ...reconciler, reconcile } };
}

const jobSpec = {
  algorithmSpecification: { trainingImage: "example.com/train:1", trainingInputMode: "File" },
} as const;

async function statusOf(name: string): Promise<TrainingJob["status"]> {
  return (await hands.get(trainingJobKind, `default/${name}`))?.status;
}

/** Lets a begun job's pod live its life. */
async function live(): Promise<void> {
  const machinery = new Machinery(hands);
  for (const status of JOB_LIFE) {
    for (const pod of (await hands.list(podKind)).items) {
      manifests.note(pod);
      await machinery.report(pod, status);
    }
    await settled();
  }
}

test("what a runtime carries has workers of its own for each runtime", async () => {
  const cache = createCache({ store: hands, clock, log: silentLog });
  // Alarms have lanes of their own, and nothing that carries them.
  const carried = listOf({ store: hands, cache }).filter(
    ({ laneOf, name }) => laneOf !== undefined && name !== "metric-alarm",
  );
  expect(carried.map(({ reconciler }) => reconciler.kind.kind)).toEqual([
    "TrainingJob",
    "ProcessingJob",
    "TransformJob",
    "Model",
    "EndpointConfig",
    "Endpoint",
    "FlowRun",
  ]);
  for (const { concurrency, laneOf } of carried) {
    expect(Object.keys(concurrency)).toEqual(["pods", "sagemaker"]);
    const far = trainingJob("far", {}, { annotations: { "slipway.dev/runtime": "sagemaker" } });
    expect([laneOf?.(trainingJob("near")), laneOf?.(far)]).toEqual(["pods", "sagemaker"]);
  }
  await cache.close();
});

test("a job costs the writes of its life and little more, and nothing while nothing happens", async () => {
  await atWork(async ({ counted }) => {
    counted.take();
    await hands.create(trainingJobKind, trainingJob("job-a", jobSpec));
    await settled();
    await live();
    expect((await statusOf("job-a"))?.trainingJobStatus).toBe("Completed");
    expect(counted.take()).toEqual({
      // Its finalizer, and a status for each of Starting, Downloading, Training, Uploading and Completed.
      "replace TrainingJob": 6,
      "create Secret": 1,
      "create Pod": 1,
      "create Event": 5,
      // In a cluster the operator follows namespaces; pools are asked for where none has the instance type.
      "get Namespace": 1,
      "list NodePool": 1,
    });
    for (let look = 0; look < 10; look++) {
      clock.advance(15_000);
      await settled();
    }
    expect(counted.take()).toEqual({});
  });
});

test("a restart looks at what goes on, and at nothing that is finished", async () => {
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
  const [done, ongoing] = [names("done", 20), names("ongoing", 3)];
  const create = (name: string) => hands.create(trainingJobKind, trainingJob(name, jobSpec));
  await atWork(async () => {
    for (const name of done) await create(name);
    await settled();
    await live();
    for (const name of done) expect((await statusOf(name))?.trainingJobStatus).toBe("Completed");
    for (const name of ongoing) await create(name);
    await settled();
  });
  await atWork(async ({ counted, looks }) => {
    expect([...looks].sort()).toEqual(ongoing);
    const reads = Object.keys(counted.take()).filter((asked) => !/^(list|watch) /.test(asked));
    expect(reads).toEqual([]);
  });
});

test("an endpoint that serves asks for nothing while nothing happens, and mends what others change at once", async () => {
  await atWork(async ({ counted, looks }) => {
    await hands.create(modelKind, model("model-a"));
    await hands.create(endpointConfigKind, endpointConfig("config-a"));
    await hands.create(endpointKind, endpoint("endpoint-a"));
    await settled();
    const machinery = new Machinery(hands);
    const ready = {
      phase: "Running" as const,
      containerStatuses: [
        container("model", { state: { running: { startedAt: "2026-01-01T00:00:10Z" } }, ready: true }),
      ],
    };
    for (const deployment of await machinery.deployments("default"))
      await machinery.rollOut(deployment, ready);
    await settled();
    clock.advance(15_000);
    await settled();
    const status = (await hands.get(endpointKind, "default/endpoint-a"))?.status;
    expect(status?.endpointStatus).toBe("InService");
    counted.take();
    looks.length = 0;
    for (let look = 0; look < 4; look++) {
      clock.advance(15_000);
      await settled();
    }
    expect(looks).toEqual(["endpoint-a", "endpoint-a", "endpoint-a", "endpoint-a"]);
    expect(counted.take()).toEqual({});
    const [deployment] = await machinery.deployments("default");
    if (deployment === undefined) throw new Error("there is no Deployment");
    const spec = { ...deployment.spec, paused: true, minReadySeconds: 7 };
    await hands.replace(deploymentKind, { ...deployment, spec }, "object");
    await settled();
    expect(counted.take()).toMatchObject({ "apply Deployment": 1, "apply Service": 1 });
  });
});
