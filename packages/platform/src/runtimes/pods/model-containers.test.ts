import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { secretKind, serviceKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { listedCache } from "#store/testing/listed-cache.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { servingVariant } from "../serving.contract.ts";
import type { ServingContainer, ServingVariant } from "../serving.ts";
import { oneMachine } from "./machines.ts";
import { AGENT } from "./node-ways.ts";
import { createPodServing } from "./pod-serving.ts";
import { Machinery } from "./testing/machinery.ts";

let bench: Awaited<ReturnType<typeof createMemoryStore>>;
beforeEach(async () => {
  bench = await createMemoryStore({ clock: new ManualClock() });
});
afterEach(() => bench.close());

const machines = oneMachine({ memory: 64 * 2 ** 30, hasAccelerators: false, gpus: async () => ({}) });

/** What a variant becomes. */
async function objectsOf(change: Partial<ServingVariant>) {
  const { store } = bench;
  const owner = await store.create(modelKind, {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "Model",
    metadata: { name: "owner", namespace: "default" },
    spec: { modelName: "owner" },
  });
  const serving = createPodServing({ store, cache: listedCache(store), ways: { ...AGENT, machines } });
  const variants = [servingVariant("blue", change)];
  await serving.apply({ name: "e", namespace: "default", owner, endpointName: "E", variants });
  const [deployment] = await new Machinery(store).deployments("default");
  const [service] = (await store.list(serviceKind, { namespace: "default" })).items;
  const [plan] = (await store.list(secretKind, { namespace: "default" })).items;
  return { pod: deployment?.spec.template.spec, service, plan };
}

const container = (name: string): ServingContainer => ({
  name,
  image: "slipway.dev/xgboost",
  modelUri: `s3://bucket/${name}.tar.gz`,
  env: {},
});

test("each of several containers has a port, a model and a volume of its own, and the first alone asks for the instance", async () => {
  const { pod, service, plan } = await objectsOf({
    containers: [container("prepare"), container("answer")],
    execution: "Direct",
  });
  const seen = pod?.containers.map(({ name, ports, env, readinessProbe, volumeMounts }) => [
    name,
    ports?.[0]?.containerPort,
    env?.find((one) => one.name === "SAGEMAKER_BIND_TO_PORT")?.value,
    readinessProbe?.httpGet?.port,
    volumeMounts?.find(({ mountPath }) => mountPath === "/opt/ml")?.name,
  ]);
  expect(seen).toEqual([
    ["model", 8080, "8080", "http", "ml"],
    ["model-2", 8081, "8081", "http-2", "ml-2"],
  ]);
  const requests = pod?.containers.map(({ resources }) => resources?.requests?.["memory"]);
  expect(requests?.[1]).toBe("64Mi");
  expect(requests?.[0]).not.toBe("64Mi");
  expect(service?.spec.ports?.map(({ name, port }) => [name, port])).toEqual([
    ["http", 8080],
    ["http-2", 8081],
  ]);
  expect(service?.metadata.annotations).toMatchObject({
    "slipway.dev/containers": "prepare,answer",
    "slipway.dev/execution-mode": "Direct",
  });
  const models = Object.values(plan?.data ?? {}).map(
    (text) => /s3:[^"]+/.exec(Buffer.from(text, "base64").toString())?.[0],
  );
  expect(models).toEqual(["s3://bucket/prepare.tar.gz", "s3://bucket/answer.tar.gz"]);
});

test("before a container of many models stands what brings them, which alone has the keys and the pod's port", async () => {
  const models = { prefix: "s3://bucket/models/", cached: true };
  const many: ServingContainer = { image: "someone/models:1", env: {}, models };
  const { pod, service } = await objectsOf({ containers: [many] });
  expect(
    pod?.containers.map(({ name, ports }) => [name, ports?.[0]?.name, ports?.[0]?.containerPort]),
  ).toEqual([
    ["model", "model", 8081],
    ["models", "http", 8080],
  ]);
  const keys = pod?.containers.map(
    ({ env }) => env?.some(({ name }) => name === "AWS_SECRET_ACCESS_KEY") ?? false,
  );
  expect(keys).toEqual([false, true]);
  expect(service?.spec.ports?.map(({ name, port }) => [name, port])).toEqual([["http", 8080]]);
  expect(service?.metadata.annotations).toMatchObject({ "slipway.dev/multi-model": "true" });
});

test("no shadow has several containers or many models", async () => {
  const several = { role: "shadow", containers: [container("a"), container("b")] } as const;
  await expect(objectsOf(several)).rejects.toMatchObject({ code: "SLIP-RUN-002" });
});
