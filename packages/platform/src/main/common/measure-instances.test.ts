import type { PodUsage, PodUsages } from "@slipway/model/kubernetes/pod-usage.ts";
import { SERVING_ANNOTATION, SERVING_LABEL } from "@slipway/model/kubernetes/serving-names.ts";
import { nodeKind, type Pod, podKind, serviceKind } from "@slipway/model/kubernetes/workloads.ts";
import { expect, test } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { ENDPOINT_INSTANCE_METRICS } from "#monitoring/metric.ts";
import { putSubject, seriesKey } from "#monitoring/metric-places.ts";
import type { Store } from "#store/store.ts";
import { listedCache } from "#store/testing/listed-cache.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { Closers } from "./closers.ts";
import { measureInstances } from "./measure-instances.ts";

const GIB = 2 ** 30;

async function podOf(
  store: Store,
  name: string,
  more: { readonly fleet?: string; readonly limit?: string } = {},
) {
  const { fleet = "fleet", limit } = more;
  const pod: Pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "default",
      labels: { [SERVING_LABEL.endpoint]: "e", [SERVING_LABEL.variant]: fleet },
    },
    spec: {
      nodeName: "machine",
      containers: [{ name: "model", image: "i", ...(limit && { resources: { limits: { memory: limit } } }) }],
    },
  };
  const made = await store.create(podKind, pod);
  await store.replace(podKind, { ...made, status: { phase: "Running" } }, "status");
  return made.metadata.uid ?? "";
}

async function fleetOf(store: Store, name: string, variant: string) {
  const annotations = { [SERVING_ANNOTATION.endpointName]: "E", [SERVING_ANNOTATION.variant]: variant };
  await store.create(serviceKind, {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "default", labels: { [SERVING_LABEL.endpoint]: "e" }, annotations },
    spec: { selector: {}, ports: [{ port: 80 }] },
  });
}

async function begin() {
  const { store, close } = await createMemoryStore({ clock: systemClock });
  const node = await store.create(nodeKind, {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "machine" },
    spec: {},
  });
  const resources = { memory: `${16 * GIB}`, cpu: "4" };
  await store.replace(
    nodeKind,
    { ...node, status: { allocatable: resources, capacity: resources } },
    "status",
  );
  const ledger = createMemoryLedger();
  const clock = new ManualClock(new Date("2026-01-01T00:00:20Z"));
  const closers = new Closers();
  const asked: number[] = [];
  let usage: (pods: readonly Pod[]) => Promise<PodUsages> = async () => new Map();
  const usages = (pods: readonly Pod[]) => {
    asked.push(pods.length);
    return usage(pods);
  };
  measureInstances({ cache: listedCache(store), ledger, clock, log: silentLog, usages }, closers);
  const of = async (name: string, variant = "A") => {
    const dimensions = { EndpointName: "E", VariantName: variant };
    const buckets = await ledger.series({
      subject: putSubject("default", ENDPOINT_INSTANCE_METRICS),
      ...seriesKey({ name, dimensions }, "Percent"),
      from: new Date("2026-01-01T00:00:00Z"),
      to: new Date("2026-01-01T00:05:00Z"),
      buckets: 5,
    });
    return buckets.map(({ from, ...rest }) => [from.getUTCMinutes(), rest] as const);
  };
  return {
    store,
    ledger,
    clock,
    asked,
    of,
    tell: (told: Readonly<Record<string, PodUsage>>) => {
      usage = async () => new Map(Object.entries(told));
    },
    hang: () => {
      let go = (_: PodUsages): void => {};
      usage = () =>
        new Promise((resolve) => {
          go = resolve;
        });
      return () => go(new Map());
    },
    end: async () => {
      await closers.closeAll();
      await close();
    },
  };
}

test("What instances take is written down at each minute's end, by endpoint and variant, of the fleets of both while one is updated", async () => {
  const home = await begin();
  await fleetOf(home.store, "fleet", "A");
  await fleetOf(home.store, "next", "A");
  await fleetOf(home.store, "other", "B");
  const one = await podOf(home.store, "one", { limit: "2Gi" });
  const two = await podOf(home.store, "two", { fleet: "next" });
  const three = await podOf(home.store, "three", { fleet: "other" });
  home.tell({
    [one]: { processors: 1.5, memoryBytes: GIB },
    [two]: { processors: 0.25, memoryBytes: 4 * GIB, gpus: { busy: 160, memory: 20 } },
    [three]: { memoryBytes: 32 * GIB },
  });
  home.clock.advance(40_000);
  await expect
    .poll(() => home.of("CPUUtilization"))
    .toEqual([[0, { count: 2, sum: 175, min: 25, max: 150 }]]);
  // Of its own limit, and of the machine.
  expect(await home.of("MemoryUtilization")).toEqual([[0, { count: 2, sum: 75, min: 25, max: 50 }]]);
  expect(await home.of("GPUUtilization")).toEqual([[0, { count: 1, sum: 160, min: 160, max: 160 }]]);
  expect(await home.of("GPUMemoryUtilization")).toEqual([[0, { count: 1, sum: 20, min: 20, max: 20 }]]);
  expect(await home.of("MemoryUtilization", "B")).toEqual([[0, { count: 1, sum: 100, min: 100, max: 100 }]]);
  expect(await home.of("CPUUtilization", "B")).toEqual([]);
  home.clock.advance(60_000);
  await expect.poll(async () => (await home.of("CPUUtilization")).map(([minute]) => minute)).toEqual([0, 1]);
  await home.end();
});

test("A minute that the ledger did not take is written with the next, and who does not answer is not asked twice at once", async () => {
  const home = await begin();
  await fleetOf(home.store, "fleet", "A");
  const uid = await podOf(home.store, "one");
  home.tell({ [uid]: { processors: 1 } });
  const { appendMetrics } = home.ledger;
  let refused = 0;
  home.ledger.appendMetrics = () => {
    refused += 1;
    return Promise.reject(new Error("away"));
  };
  home.clock.advance(40_000);
  await expect.poll(() => refused).toBe(1);
  home.ledger.appendMetrics = appendMetrics;
  // Until the minute's work is over the next one is left out.
  await expect
    .poll(async () => {
      home.clock.advance(60_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return (await home.of("CPUUtilization")).length;
    })
    .toBeGreaterThan(1);
  expect((await home.of("CPUUtilization"))[0]).toEqual([0, { count: 1, sum: 100, min: 100, max: 100 }]);
  const answer = home.hang();
  const before = home.asked.length;
  for (let minute = 0; minute < 3; minute++) {
    home.clock.advance(60_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(home.asked.length).toBe(before + 1);
  answer();
  await home.end();
});

test("Without an instance nobody is asked", async () => {
  const home = await begin();
  home.clock.advance(40_000);
  await home.end();
  expect(home.asked).toEqual([]);
});
