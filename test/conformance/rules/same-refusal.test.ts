import { type Condition, findCondition, type Kind, type Resource } from "@slipway/model";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { afterAll, expect, test } from "vitest";
import { systemClock } from "../../../packages/lib/src/clock.ts";
import { silentLog } from "../../../packages/lib/src/log.ts";
import { endpointConfigController } from "../../../packages/platform/src/controllers/endpoint-config/endpoint-config-controller.ts";
import { modelController } from "../../../packages/platform/src/controllers/model/model-controller.ts";
import { trainingJobController } from "../../../packages/platform/src/controllers/training-job/training-job-controller.ts";
import { createMemoryLedger } from "../../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";
import { createMetricReading } from "../../../packages/platform/src/metrics/thread/create-metric-reading.ts";
import { startControllers } from "../../../packages/platform/src/reconcile/start-controllers.ts";
import { FakeRuns } from "../../../packages/platform/src/runtimes/fake/fake-runs.ts";
import { createPodDefinitions } from "../../../packages/platform/src/runtimes/pods/pod-definitions.ts";
import { AWS, BEARERS, openDoors } from "../support/doors.ts";
import { awsDriver } from "./aws-driver.ts";
import { endpointConfig, model, training } from "./cases/every-door/objects.ts";
import type { ToyObject } from "./driver.ts";
import { httpDriver } from "./http-driver.ts";
import { httpsSend } from "./https-send.ts";
import type { KindName } from "./kinds.ts";
import { readStored } from "./tested-door.ts";

const doors = await openDoors();
const https = httpsSend(doors.kubernetes.url, doors.kubernetes.caPem);
const kubernetes = httpDriver({ send: https.send, tokens: BEARERS });
const aws = awsDriver(doors);
const definitions = createPodDefinitions();
const metrics = createMetricReading();
const stop = new AbortController();
const working = startControllers(
  [
    trainingJobController({
      runs: new FakeRuns(systemClock),
      ledger: createMemoryLedger(),
      metrics,
      identity: AWS,
    }),
    modelController({ definitions, identity: AWS }),
    endpointConfigController({ definitions, identity: AWS }),
  ],
  {
    store: doors.store,
    cache: doors.cache,
    clock: systemClock,
    log: silentLog,
    events: { record: () => {} },
    signal: stop.signal,
  },
);
afterAll(async () => {
  stop.abort();
  await working;
  await metrics.close();
  https.close();
  aws.close();
  await doors.close();
});

/** What the controllers say for good of objects of which they cannot accept each. */
async function terminal(kind: Kind, namespace: string, names: readonly string[]): Promise<string> {
  const messages = async () => {
    const read = names.map((name) => readStored(doors.store, kind, { namespace, name }));
    const found = (await Promise.all(read)).map((object) => {
      const { conditions } = (object?.status ?? {}) as { readonly conditions?: readonly Condition[] };
      return findCondition(conditions, "ACK.Terminal")?.message ?? "";
    });
    return found.join("");
  };
  await expect.poll(messages, { timeout: 30_000 }).toMatch(/^SLIP-/);
  return messages();
}

const TRAINING = ["TrainingJob.sagemaker", trainingJobKind] as const;
const CONFIG = ["EndpointConfig", endpointConfigKind] as const;
const resources = { instanceCount: 1, instanceType: "ml.m4.xlarge", volumeSizeInGB: 5 };
const variant = { variantName: "All", modelName: "m", instanceType: "ml.c5.large", initialInstanceCount: 1 };

const BREACHES: readonly (readonly [string, readonly [KindName, Kind], ToyObject])[] = [
  ["a number out of its range", TRAINING, training("x", { stoppingCondition: { maxRuntimeInSeconds: 0 } })],
  ["a text out of its pattern", TRAINING, training("x", { roleARN: "not an ARN that has twenty letters" })],
  ["a text that is too short", TRAINING, training("x", { roleARN: "short" })],
  [
    "a word that is none of the set",
    TRAINING,
    training("x", { resourceConfig: { ...resources, keepAlivePeriodInSeconds: -1 } }),
  ],
  ["a nested field that is missing", TRAINING, training("x", { outputDataConfig: { kmsKeyID: "key" } })],
  ["a key that is too long", TRAINING, training("x", { hyperParameters: { ["k".repeat(257)]: "1" } })],
  [
    "a list that is too long",
    ["Model", modelKind],
    model("x", { tags: Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, value: "v" })) }),
  ],
  [
    "an item's word that is none of the set",
    CONFIG,
    endpointConfig("x", "m", { productionVariants: [{ ...variant, acceleratorType: "ml.none" }] }),
  ],
  [
    "an item's field that is missing",
    CONFIG,
    endpointConfig("x", "m", { productionVariants: [{ modelName: "m", instanceType: "ml.c5.large" }] }),
  ],
];

const KMEANS = "174872318107.dkr.ecr.us-west-2.amazonaws.com/kmeans:1";
const algorithm = (trainingImage: string) => ({
  algorithmSpecification: { trainingImage, trainingInputMode: "File" },
});

const made = (image: string) => ({ primaryContainer: { image } });
const MODEL = ["Model", modelKind] as const;

const UNSERVED: readonly (readonly [string, readonly [KindName, Kind], ToyObject])[] = [
  ["a job of another built-in algorithm", TRAINING, training("x", algorithm(KMEANS))],
  ["a model of another built-in algorithm", MODEL, model("x", made(KMEANS))],
];

// AWS has the algorithm, so the call is one that it takes.
test.each(UNSERVED)(
  "%s is taken at every door, and refused by its name by the controller",
  async (_, [name, kind], object) => {
    for (const driver of [aws.driver, kubernetes]) {
      const namespace = await doors.namespace();
      const made = await driver.send({ verb: "create", kind: name, object }, namespace);
      expect(made.error).toBeUndefined();
      expect(await terminal(kind, namespace, ["x"])).toMatch(/^SLIP-RUN-002: /);
      expect(await terminal(kind, namespace, ["x"])).toContain("built-in algorithm kmeans");
    }
  },
);

const NO_VERSION = "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.6-1";

const MISSING: readonly (readonly [string, readonly [KindName, Kind], ToyObject])[] = [
  ["a job", TRAINING, training("x", algorithm(NO_VERSION))],
  ["a model", MODEL, model("x", made(NO_VERSION))],
];

// "Requested image … not found" is what AWS's users report of its CreateModel.
test.each(MISSING)(
  "%s of a version that AWS has no image of is refused at the AWS door, and by the controller elsewhere",
  async (_, [name, kind], object) => {
    const namespace = await doors.namespace();
    const request = { verb: "create", kind: name, object } as const;
    const { error } = await aws.driver.send(request, namespace);
    expect(error?.code).toBe("SLIP-RUN-002");
    expect(error?.message).toBe(
      `Requested image ${NO_VERSION} not found: AWS's sagemaker-xgboost has no version 1.6-1, only 0.90-1, 0.90-2, 1.0-1, 1.2-1, 1.2-2, 1.3-1, 1.5-1, 1.7-1, 3.0-5, 3.2-0`,
    );
    expect(await readStored(doors.store, kind, { namespace, name: "x" })).toBeUndefined();
    expect((await kubernetes.send(request, namespace)).error).toBeUndefined();
    expect(await terminal(kind, namespace, ["x"])).toContain(
      `is ${NO_VERSION}: AWS's sagemaker-xgboost has no`,
    );
  },
);

test.each(BREACHES)(
  "%s has one code, at once at the AWS door and by the controller elsewhere",
  async (_, [name, kind], object) => {
    const namespace = await doors.namespace();
    await aws.driver.send({ verb: "create", kind: "Model", object: model("m") }, namespace);
    const request = { verb: "create", kind: name, object } as const;
    const atOnce = await aws.driver.send(request, namespace);
    expect(atOnce.error?.code).toBe("SLIP-RUN-004");
    expect((await kubernetes.send(request, namespace)).error).toBeUndefined();
    expect(await terminal(kind, namespace, ["x"])).toMatch(/^SLIP-RUN-004: /);
  },
);

test("an AWS name that another object holds has one code, and neither object is lost", async () => {
  const namespace = await doors.namespace();
  const create = (name: string) =>
    ({ verb: "create", kind: "Model", object: { ...model("taken"), metadata: { name } } }) as const;
  const first = (await kubernetes.send(create("first"), namespace)).object as unknown as Resource;
  const byAws = async (as: "admin" | "viewer") =>
    (await aws.driver.send({ ...create("taken"), as }, namespace)).error?.code;
  // The door follows names a moment behind; a viewer can ask without a chance to create.
  await expect.poll(() => byAws("viewer"), { timeout: 30_000 }).toBe("SLIP-RUN-003");
  expect(await byAws("admin")).toBe("SLIP-RUN-003");
  await kubernetes.send(create("taken"), namespace);
  // Of two objects of the same second the uid decides which one is older.
  expect(await terminal(modelKind, namespace, ["first", "taken"])).toMatch(/^SLIP-RUN-003: /);
  const kept = await readStored(doors.store, modelKind, { namespace, name: "first" });
  expect([kept?.metadata.uid, kept?.spec]).toEqual([first.metadata.uid, first.spec]);
});
