import { defined } from "@slipway/model";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { dataCaptureIn } from "@slipway/model/kubernetes/data-capture.ts";
import { type Deployment, secretKind, serviceKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { listedCache } from "#store/testing/listed-cache.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { type ServingHarness, servingContract, servingVariant } from "../serving.contract.ts";
import type { ServingRef } from "../serving.ts";
import { oneMachine } from "./machines.ts";
import { AGENT, KUBELET, type NodeWays } from "./node-ways.ts";
import { createPodServing } from "./pod-serving.ts";
import { container, Machinery } from "./testing/machinery.ts";
import { withBudgets } from "./testing/with-budgets.ts";

const AT = "2026-01-01T00:00:00Z";

async function harness(ways: NodeWays = AGENT) {
  const clock = new ManualClock();
  const { store: memory, close } = await createMemoryStore({ clock });
  const { store, budgets } = withBudgets(memory);
  const machinery = new Machinery(store);
  const owner = await store.create(modelKind, {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "Model",
    metadata: { name: "owner", namespace: "default" },
    spec: { modelName: "owner" },
  });
  const ofVariant = async (variant: string): Promise<Deployment> => {
    const all = await machinery.deployments("default");
    const found = all.find((one) => one.metadata.annotations?.["slipway.dev/variant"] === variant);
    if (found === undefined) throw new Error(`there is no Deployment of variant ${variant}`);
    return found;
  };
  const parts: ServingHarness = {
    serving: createPodServing({
      store,
      cache: listedCache(store),
      clock,
      ways: { ...ways, imagePatienceMs: 0 },
    }),
    owner,
    bringUp: async () => {
      for (const deployment of await machinery.deployments("default"))
        await machinery.rollOut(deployment, {
          phase: "Running",
          containerStatuses: [container("model", { ready: true, state: { running: { startedAt: AT } } })],
        });
    },
    crash: async (_id, variant, words) =>
      machinery.rollOut(await ofVariant(variant), {
        phase: "Running",
        containerStatuses: [
          container("model", {
            restartCount: 4,
            state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" } },
            lastState: { terminated: { exitCode: 1, reason: "Error", message: `${words}\n` } },
          }),
        ],
      }),
    refuseImage: async (_id, variant, message) =>
      machinery.rollOut(await ofVariant(variant), {
        phase: "Pending",
        containerStatuses: [container("model", { state: { waiting: { reason: "ErrImagePull", message } } })],
      }),
    pass: (ms) => clock.advance(ms),
    settleRemoval: () => machinery.collect("default"),
    close,
  };
  return { ...parts, store, ofVariant, budgets };
}

servingContract("the pods runtime", harness);

describe("an endpoint on an instance type that has GPUs", () => {
  const rolled = async (gpus: number) => {
    const offered = async () => ({ "nvidia.com/gpu": gpus });
    const machines = oneMachine({ memory: 64 * 2 ** 30, hasAccelerators: false, gpus: offered });
    const bench = await harness({ ...AGENT, machines });
    const variants = [servingVariant("blue", { instanceType: "ml.g5.xlarge" })];
    const ref = { name: "endpoint-1", namespace: "default", owner: bench.owner };
    await bench.serving.apply({ ...ref, endpointName: "endpoint-1", variants });
    const { spec } = await bench.ofVariant("blue");
    await bench.close();
    expect(spec.template.spec?.containers[0]?.resources?.limits).toMatchObject({ "nvidia.com/gpu": "1" });
    return spec.strategy?.rollingUpdate;
  };

  test("is updated beside the old one, or in its place where that has all there are", async () => {
    expect(await rolled(2)).toEqual({ maxUnavailable: 0, maxSurge: 1 });
    expect(await rolled(1)).toEqual({ maxUnavailable: 1, maxSurge: 0 });
  });
});

describe("an endpoint on an instance type that no node pool describes", () => {
  test("says what its machines lack, and waits where nobody knows them", async () => {
    const bench = await harness(KUBELET);
    const { serving, owner } = bench;
    const ref: ServingRef = { name: "endpoint-1", namespace: "default", owner };
    const endpoint = (instanceType: string) => ({
      ...ref,
      endpointName: "endpoint-1",
      variants: [servingVariant("blue", { instanceType })],
    });
    await expect(serving.apply(endpoint("gpu"))).rejects.toMatchObject({ code: "SLIP-RUN-013" });
    await serving.apply(endpoint("ml.g5.xlarge"));
    const { spec } = await bench.ofVariant("blue");
    expect(spec.template.spec?.containers[0]?.resources?.limits).toEqual({ memory: "16384Mi" });
    expect((await serving.observe(endpoint("ml.g5.xlarge"))).message).toContain("ml.g5.xlarge has 1 GPU");
    await bench.bringUp(ref);
    expect(await serving.observe(endpoint("ml.g5.xlarge"))).toMatchObject({
      phase: "ready",
      message: expect.stringContaining("ml.g5.xlarge has 1 GPU"),
    });
    await bench.close();
  });
});

describe("on nodes that are drained", () => {
  test("each fleet has a budget of its own, which goes with it", async () => {
    const { serving, owner, budgets, store, close } = await harness(KUBELET);
    const ref: ServingRef = { name: "endpoint-1", namespace: "default", owner };
    const variants = ["blue", "green"].map((name) => servingVariant(name, { instanceType: "ml.m5.large" }));
    await serving.apply({ ...ref, endpointName: "endpoint-1", variants });
    const services = (await store.list(serviceKind, { namespace: "default" })).items;
    expect(budgets.size).toBe(2);
    for (const { metadata, spec } of services)
      expect(budgets.get(metadata.name)).toMatchObject({
        metadata: { ownerReferences: [{ name: "owner" }] },
        spec: { maxUnavailable: 1, selector: { matchLabels: spec.selector } },
      });
    await serving.remove(ref);
    expect(budgets.size).toBe(0);
    await close();
  });

  test("a container may end in its own time: the longest answer after what is needed to leave the Service", async () => {
    const { serving, owner, ofVariant, close } = await harness(KUBELET);
    const variants = [servingVariant("blue", { instanceType: "ml.m5.large" })];
    const ref: ServingRef = { name: "endpoint-1", namespace: "default", owner };
    await serving.apply({ ...ref, endpointName: "endpoint-1", variants });
    const { spec } = await ofVariant("blue");
    const pod = spec.template.spec;
    await close();
    const pause = pod?.containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0;
    expect(pause).toBeGreaterThanOrEqual(5);
    expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(pause + 60);
    expect(spec.strategy?.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
    expect(pod?.topologySpreadConstraints).toMatchObject([
      { topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
    ]);
  });
});

describe("an endpoint's objects", () => {
  let bench: Awaited<ReturnType<typeof harness>>;
  let memory: ServingRef["memory"];
  beforeEach(async () => {
    bench = await harness();
    memory = undefined;
  });
  afterEach(() => bench.close());
  const apply = async (...variants: Parameters<typeof servingVariant>[]): Promise<ServingRef> => {
    const ref: ServingRef = { name: "endpoint-1", namespace: "default", owner: bench.owner };
    const applied = await bench.serving.apply({
      ...ref,
      ...(memory === undefined ? {} : { memory }),
      endpointName: "Endpoint-1",
      variants: variants.map((variant) => servingVariant(...variant)),
    });
    memory = applied.memory;
    return ref;
  };
  const settle = async (...variants: Parameters<typeof servingVariant>[]): Promise<void> => {
    for (let look = 0; look < 6; look++) {
      const id = await apply(...variants);
      await bench.bringUp(id);
      bench.pass?.(60_000);
    }
  };
  const services = async () => (await bench.store.list(serviceKind, { namespace: "default" })).items;

  test("stay untouched when the same is applied again", async () => {
    await apply(["blue", { env: { A: "1", B: "2" } }]);
    const before = (await bench.ofVariant("blue")).metadata.resourceVersion;
    await apply(["blue", { env: { B: "2", A: "1" } }]);
    const after = (await bench.ofVariant("blue")).metadata.resourceVersion;
    expect(after).toBe(before);
  });

  test("tell the router what is to be captured for as long as it is, and no pod starts anew for it", async () => {
    const { capture, ...without } = {
      capture: {
        destination: "s3://bucket/captured",
        percent: 10,
        input: true,
        output: false,
        csv: [],
        json: [],
      },
      name: "endpoint-1",
      namespace: "default",
      owner: bench.owner,
      endpointName: "Endpoint-1",
      variants: [servingVariant("blue")],
    };
    const told = async (endpoint: Parameters<typeof bench.serving.apply>[0]) => {
      const applied = await bench.serving.apply({
        ...endpoint,
        ...(memory === undefined ? {} : { memory }),
      });
      memory = applied.memory;
      return (await services()).map(({ metadata }) =>
        dataCaptureIn(metadata.annotations?.["slipway.dev/data-capture"]),
      );
    };
    expect(await told(without)).toEqual([undefined]);
    const { generation } = (await bench.ofVariant("blue")).metadata;
    expect(await told({ ...without, capture })).toEqual([capture]);
    expect(await told(without)).toEqual([undefined]);
    expect((await bench.ofVariant("blue")).metadata.generation).toBe(generation);
  });

  test.each([
    ["how long feedback by InferenceId is taken", "slipway.dev/feedback-window", "7d"],
    ["whether a request may be sent again", "slipway.dev/replay", "never"],
  ])("tell the router %s, and no pod starts anew for it", async (_, annotation, value) => {
    const told = async (text?: string) => {
      const annotations = text === undefined ? {} : { [annotation]: text };
      const owner = { ...bench.owner, metadata: { ...bench.owner.metadata, annotations } };
      const endpoint = { name: "endpoint-1", namespace: "default", owner, endpointName: "Endpoint-1" };
      const variants = [servingVariant("blue")];
      const applied = await bench.serving.apply({ ...endpoint, variants, ...defined({ memory }) });
      memory = applied.memory;
      return (await services()).map(({ metadata }) => metadata.annotations?.[annotation]);
    };
    expect(await told()).toEqual([undefined]);
    const { generation } = (await bench.ofVariant("blue")).metadata;
    expect(await told(value)).toEqual([value]);
    expect(await told("for a while")).toEqual([undefined]);
    expect((await bench.ofVariant("blue")).metadata.generation).toBe(generation);
  });

  test("tell the router which variant of which endpoint they are, and its weight", async () => {
    await apply(["blue", { weight: 3 }]);
    expect((await services()).map(({ metadata }) => [metadata.labels, metadata.annotations])).toEqual([
      [
        { "slipway.dev/endpoint": "endpoint-1" },
        {
          "slipway.dev/endpoint-name": "Endpoint-1",
          "slipway.dev/share": "1",
          "slipway.dev/variant": "blue",
          "slipway.dev/weight": "3",
        },
      ],
    ]);
  });

  test("tell the router which of them is a shadow, and the endpoint which of its variants", async () => {
    const ref = await apply(["blue", { weight: 2 }], ["grey", { weight: 1, role: "shadow" }]);
    const told = (await services()).map(({ metadata }) => [
      metadata.annotations?.["slipway.dev/variant"],
      metadata.annotations?.["slipway.dev/role"],
    ]);
    expect(told.toSorted()).toEqual([
      ["blue", undefined],
      ["grey", "shadow"],
    ]);
    const { variants } = await bench.serving.observe({ ...ref, ...(memory === undefined ? {} : { memory }) });
    expect(variants.map(({ name, role }) => [name, role])).toEqual([
      ["blue", undefined],
      ["grey", "shadow"],
    ]);
  });

  test("belong to the endpoint, so that they go with it on any Kubernetes", async () => {
    await apply(["blue"]);
    const deployment = await bench.ofVariant("blue");
    expect(deployment.metadata.ownerReferences).toEqual([
      expect.objectContaining({ kind: "Model", name: "owner", controller: true }),
    ]);
  });

  test.each([
    ["s3://bucket-a/out/model.tar.gz", { archive: "s3://bucket-a/out/model.tar.gz" }],
    [
      "s3://bucket-a/out/model/",
      {
        s3Uri: "s3://bucket-a/out/model/",
        s3DataType: "S3Prefix",
        distribution: "FullyReplicated",
        compression: "None",
      },
    ],
  ])("bring the model %s as what it is", async (modelUri, from) => {
    await apply(["blue", { modelUri }]);
    const [secret] = (await bench.store.list(secretKind, { namespace: "default" })).items;
    const plan = JSON.parse(Buffer.from(secret?.data?.["plan.json"] ?? "", "base64").toString());
    expect(plan.inputs).toEqual([{ name: "The model", to: "model", from, as: "copy" }]);
  });

  test("leave no plan behind that no pod needs any more", async () => {
    const plans = async () =>
      (await bench.store.list(secretKind, { namespace: "default" })).items.map(
        ({ metadata }) => metadata.name,
      );
    const id = await apply(["blue"]);
    await bench.bringUp(id);
    const [first] = await plans();
    await apply(["blue", { modelUri: "s3://bucket-a/other/model.tar.gz" }]);
    expect(await plans()).toContain(first);
    await settle(["blue", { modelUri: "s3://bucket-a/other/model.tar.gz" }]);
    expect(await plans()).toHaveLength(1);
    expect(await plans()).not.toContain(first);
  });

  test("of an update stand beside the old ones, whose requests they get once they answer", async () => {
    const shares = async () =>
      Object.fromEntries(
        (await services()).map(({ metadata: { name, annotations } }) => [
          name,
          annotations?.["slipway.dev/share"],
        ]),
      );
    await bench.bringUp(await apply(["blue"]));
    const [old = ""] = Object.keys(await shares());
    const next = ["blue", { image: "my/own:2" }] as const;
    await apply([...next]);
    await apply([...next]);
    const [added = ""] = Object.keys(await shares()).filter((name) => name !== old);
    expect(await shares()).toEqual({ [old]: "1", [added]: "0" });
    await bench.bringUp({ name: "endpoint-1", namespace: "default", owner: bench.owner });
    await apply([...next]);
    await apply([...next]);
    expect(await shares()).toEqual({ [old]: "0", [added]: "1" });
    await settle([...next]);
    expect(await shares()).toEqual({ [added]: "1" });
  });

  // As a release before this one left them: a Deployment and a Service by the variant's name alone, and nothing remembered.
  test("of an earlier release serve on as they are", async () => {
    await bench.bringUp(await apply(["blue"]));
    const [{ metadata } = { metadata: { name: "" } }] = await services();
    memory = undefined;
    await apply(["blue"]);
    expect((await services()).map((service) => service.metadata.name)).toEqual([metadata.name]);
  });

  test("begin anew when the endpoint is asked to restart", async () => {
    await bench.bringUp(await apply(["blue"]));
    const [before] = await services();
    const annotations = { "kubectl.kubernetes.io/restartedAt": "2026-01-02T00:00:00Z" };
    bench = { ...bench, owner: { ...bench.owner, metadata: { ...bench.owner.metadata, annotations } } };
    await settle(["blue"]);
    const [after, ...more] = await services();
    expect([more, after?.metadata.name === before?.metadata.name]).toEqual([[], false]);
  });
});
