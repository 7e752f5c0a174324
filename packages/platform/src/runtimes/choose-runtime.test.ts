import { nodePoolKind } from "@slipway/model/kinds/node-pool/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import type { Store } from "#store/store.ts";
import { listedCache } from "#store/testing/listed-cache.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { byRuntime, type ChooseRuntime } from "./by-runtime.ts";
import { chooseRuntime, runtimeLane } from "./choose-runtime.ts";
import { createFake } from "./fake/create-fake.ts";
import { runSpec } from "./runs.contract.ts";

describe("an object's runtime", () => {
  let store: Store;
  let close: () => Promise<void>;
  let choose: ChooseRuntime;
  beforeEach(async () => {
    ({ store, close } = await createMemoryStore({ clock: new ManualClock() }));
    choose = chooseRuntime({ store, cache: listedCache(store) }, ["pods", "sagemaker"]);
    await store.create(nodePoolKind, {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "NodePool",
      metadata: { name: "far" },
      spec: { instanceTypes: ["ml.p3.2xlarge"], runtime: "sagemaker" },
    });
  });
  afterEach(() => close());

  const owner = (
    instanceType: string,
    { runtime, begun }: { readonly runtime?: string; readonly begun?: string } = {},
  ) => ({
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: {
      name: "job-a",
      namespace: "default",
      ...(runtime === undefined ? {} : { annotations: { "slipway.dev/runtime": runtime } }),
    },
    spec: { resourceConfig: { instanceType } },
    ...(begun === undefined ? {} : { status: { slipway: { runtime: begun } } }),
  });

  test("is pods where nothing says otherwise", async () => {
    expect(await choose(owner("ml.m5.large"))).toBe("pods");
  });

  test("is what the pool of its instance type says", async () => {
    expect(await choose(owner("ml.p3.2xlarge"))).toBe("sagemaker");
  });

  test("is what its annotation says, whatever its pool does", async () => {
    expect(await choose(owner("ml.p3.2xlarge", { runtime: "pods" }))).toBe("pods");
    expect(await choose(owner("ml.m5.large", { runtime: "sagemaker" }))).toBe("sagemaker");
  });

  test("stays the one it has begun on", async () => {
    expect(await choose(owner("ml.m5.large", { runtime: "pods", begun: "sagemaker" }))).toBe("sagemaker");
  });

  test("is its lane as well, as soon as its pool is known, and never an error", async () => {
    const cache = createCache({ store, clock: new ManualClock(), log: silentLog });
    const laneOf = runtimeLane(cache, ["pods", "sagemaker"]);
    expect(laneOf(owner("ml.p3.2xlarge"))).toBe("pods");
    await cache.of(nodePoolKind);
    expect(laneOf(owner("ml.p3.2xlarge"))).toBe("sagemaker");
    expect(laneOf(owner("ml.p3.2xlarge", { runtime: "pods" }))).toBe("pods");
    expect(laneOf(owner("ml.m5.large", { begun: "sagemaker" }))).toBe("sagemaker");
    expect(laneOf(owner("ml.m5.large", { runtime: "moon" }))).toBe("pods");
    await cache.close();
  });

  test("is what the pools of all its instance groups say, who must agree", async () => {
    const groups = (...types: readonly string[]) => ({
      ...owner(""),
      spec: { resourceConfig: { instanceGroups: types.map((instanceType) => ({ instanceType })) } },
    });
    expect(await choose(groups("ml.p3.2xlarge", "ml.p3.2xlarge"))).toBe("sagemaker");
    await expect(choose(groups("ml.p3.2xlarge", "ml.m5.large"))).rejects.toMatchObject({
      code: "SLIP-RUN-005",
      message: expect.stringContaining("sagemaker and pods"),
    });
  });

  test("is not guessed for a kind that is not in the table, unless it says so itself", async () => {
    const stranger = { ...owner("ml.m5.large"), kind: "Stranger" };
    await expect(choose(stranger)).rejects.toMatchObject({ code: "SLIP-RUN-017" });
    expect(await choose({ ...owner("", { runtime: "pods" }), kind: "Stranger" })).toBe("pods");
  });

  test("is refused when its annotation names none", async () => {
    await expect(choose(owner("ml.m5.large", { runtime: "moon" }))).rejects.toMatchObject({
      code: "SLIP-RUN-005",
    });
  });

  test("is the one that its run is started on and asked about", async () => {
    const clock = new ManualClock();
    const [pods, sagemaker] = [createFake("pods", clock), createFake("sagemaker", clock)];
    const { runs } = byRuntime([pods, sagemaker], choose);
    const job = owner("ml.m5.large", { runtime: "sagemaker" });
    await runs.start(runSpec(job, "run-1"));
    expect([pods.runs.started.length, sagemaker.runs.started.length]).toEqual([0, 1]);
    expect((await runs.observe({ name: "run-1", namespace: "default", owner: job })).phase).toBe("pending");
  });
});
