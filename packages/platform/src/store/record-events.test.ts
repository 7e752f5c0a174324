import type { Resource } from "@slipway/model";
import { eventKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { recordEvents } from "./record-events.ts";
import { type CountedStore, countedStore } from "./testing/counted-store.ts";
import { createMemoryStore } from "./testing/memory-store.ts";

const job: Resource = {
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "TrainingJob",
  metadata: { name: "job-a", namespace: "default", uid: "u1" },
};
const started = { type: "Normal", reason: "Started", message: "Started run job-a-1" } as const;

const clock = new ManualClock();
let memory: Awaited<ReturnType<typeof createMemoryStore>>;
let counted: CountedStore;
beforeEach(async () => {
  memory = await createMemoryStore({ clock });
  counted = countedStore(memory.store);
});
afterEach(() => memory.close());

const recorder = () => recordEvents({ store: counted.store, clock, log: silentLog, component: "slipway" });
const events = async () => (await memory.store.list(eventKind)).items;

test("a new event costs one request", async () => {
  recorder().record(job, started);
  await vi.waitFor(async () => expect(await events()).toHaveLength(1));
  expect((await events())[0]).toMatchObject({
    ...started,
    count: 1,
    involvedObject: { name: "job-a", uid: "u1" },
  });
  expect(counted.take()).toEqual({ "create Event": 1 });
});

test("the same event of the same object is counted, also by another process; another is another", async () => {
  recorder().record(job, started);
  await vi.waitFor(async () => expect(await events()).toHaveLength(1));
  clock.advance(60_000);
  recorder().record(job, started);
  await vi.waitFor(async () =>
    expect((await events())[0]).toMatchObject({ count: 2, lastTimestamp: "2026-01-01T00:01:00Z" }),
  );
  recorder().record(job, { ...started, message: "Started run job-a-2" });
  await vi.waitFor(async () => expect(await events()).toHaveLength(2));
});

test("whoever tells of something is neither kept waiting nor disturbed when it cannot be written", async () => {
  const failing = {
    ...counted.store,
    create: () => Promise.reject(new Error("the server is away")),
  };
  const { record } = recordEvents({ store: failing, clock, log: silentLog, component: "slipway" });
  record(job, started);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await events()).toEqual([]);
});
