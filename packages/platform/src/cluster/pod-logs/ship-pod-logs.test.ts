import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Ledger, LogStream } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { shipPodLogs } from "./ship-pod-logs.ts";
import { ScriptedReader } from "./testing/scripted-reader.ts";

const LABELS = { "slipway.dev/log": "kept" };
type Status = NonNullable<Pod["status"]>;

describe("the log of a cluster's pod", () => {
  let store: Store;
  let cache: Cache;
  let closeStore: () => Promise<void>;
  let ledger: Ledger;
  let reader: ScriptedReader;
  let shipper: { close(): Promise<void> };
  let stream: LogStream;
  beforeEach(async () => {
    const memory = await createMemoryStore({ clock: systemClock });
    store = memory.store;
    cache = memory.cache;
    closeStore = async () => memory.close();
    ledger = createMemoryLedger();
    reader = new ScriptedReader();
    const pod = await store.create(podKind, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "run-1", namespace: "default", labels: LABELS },
      spec: { restartPolicy: "Never", containers: [{ name: "algorithm", image: "i" }] },
    });
    stream = { namespace: "default", pod: "run-1", uid: pod.metadata.uid ?? "", container: "algorithm" };
    start();
  });
  afterEach(async () => {
    await shipper.close();
    await ledger.close();
    await closeStore();
  });
  const start = (): void => {
    shipper = shipPodLogs({ cache, reader, ledger, clock: systemClock, log: silentLog, labels: LABELS });
  };
  const report = async (phase: Status["phase"], state: object, id = "containerd://1"): Promise<void> => {
    const pod = await store.get(podKind, "default/run-1");
    if (pod === undefined) throw new Error("the pod is gone");
    const container = { name: "algorithm", image: "i", imageID: "", restartCount: 0, ready: false };
    const status = { phase, containerStatuses: [{ ...container, containerID: id, state }] } as Status;
    await store.replace(podKind, { ...pod, status }, "status");
  };
  const run = (id?: string) => report("Running", { running: {} }, id);
  const finish = () => report("Succeeded", { terminated: { exitCode: 0 } });
  const texts = async () =>
    (await ledger.readLog(stream, { from: 0, limit: 100 })).lines.map(({ text }) => text);
  const closed = async () => (await ledger.readLog(stream, { from: 1_000, limit: 1 })).closed;

  test("is in the ledger while the program runs, and closed when it has ended", async () => {
    reader.write("2026-01-01T00:00:01.000000001Z", "one");
    await run();
    await expect.poll(texts).toEqual(["one"]);
    reader.write("2026-01-01T00:00:01.5Z", "two words");
    await expect.poll(texts).toEqual(["one", "two words"]);
    expect(await closed()).toBe(false);
    reader.end();
    await finish();
    await expect.poll(closed).toBe(true);
    expect(await texts()).toEqual(["one", "two words"]);
  });

  test("is neither doubled nor holed when the shipper starts again within one second of lines", async () => {
    reader.write("2026-01-01T00:00:01.1Z", "a");
    reader.write("2026-01-01T00:00:02.1Z", "b");
    reader.write("2026-01-01T00:00:02.2Z", "b");
    await run();
    await expect.poll(texts).toEqual(["a", "b", "b"]);
    await shipper.close();
    reader.write("2026-01-01T00:00:02.2Z", "b");
    reader.write("2026-01-01T00:00:03Z", "c");
    start();
    await expect.poll(texts).toEqual(["a", "b", "b", "b", "c"]);
    expect(reader.reads.at(-1)?.since).toEqual(new Date("2026-01-01T00:00:02Z"));
  });

  test("goes on where a cut connection left it", async () => {
    for (let second = 10; second < 20; second++)
      reader.write(`2026-01-01T00:00:${second}Z`, `line ${second}`);
    reader.breakAfter = 4;
    reader.end();
    await report("Succeeded", { terminated: { exitCode: 0 } });
    await expect.poll(closed, { timeout: 5_000 }).toBe(true);
    expect(await texts()).toEqual(Array.from({ length: 10 }, (_, index) => `line ${index + 10}`));
  });

  test("goes on with the next instance of a container that is started again", async () => {
    reader.write("2026-01-01T00:00:01Z", "first");
    await run();
    await expect.poll(texts).toEqual(["first"]);
    reader.end();
    await expect.poll(() => reader.reads.length).toBe(1);
    await report("Running", { waiting: { reason: "CrashLoopBackOff" } });
    reader.startAnew();
    reader.write("2026-01-01T00:00:05Z", "second");
    await run("containerd://2");
    await expect.poll(texts).toEqual(["first", "second"]);
  });

  test("holds a line of a megabyte, in pieces that are the same when it is read again", async () => {
    const long = "x".repeat(1_000_000);
    reader.write("2026-01-01T00:00:01Z", long);
    await run();
    await expect.poll(async () => (await texts()).join("").length, { timeout: 5_000 }).toBe(long.length);
    const length = await ledger.logLength(stream);
    await shipper.close();
    reader.write("2026-01-01T00:00:02Z", "short");
    start();
    await expect.poll(() => ledger.logLength(stream)).toBe(length + 1);
  });

  test("of a pod that nobody asked to keep is left alone", async () => {
    await store.create(podKind, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "other", namespace: "default" },
      spec: { containers: [{ name: "algorithm", image: "i" }] },
    });
    await run();
    await expect.poll(() => reader.reads.length).toBe(1);
    expect(reader.reads.map(({ of }) => of.pod)).toEqual(["run-1"]);
  });
});
