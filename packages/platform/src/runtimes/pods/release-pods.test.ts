import { controlledBy, type Resource } from "@slipway/model";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { type Pod, podKind, type Secret, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { trainingJob } from "#controllers/testing/objects.ts";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { releasePods } from "./release-pods.ts";
import { container, Machinery } from "./testing/machinery.ts";

const MINUTE = 60_000;

describe("the pods of a run that is over", () => {
  let clock: ManualClock;
  let home: Awaited<ReturnType<typeof createMemoryStore>>;
  let job: Resource;
  let settled: boolean;
  let releasing: Promise<void>;
  const stop = { now: new AbortController() };
  beforeEach(async () => {
    clock = new ManualClock();
    home = await createMemoryStore({ clock });
    job = await home.store.create(trainingJobKind, trainingJob("job-a", {}));
    settled = true;
    stop.now = new AbortController();
    const { store, cache } = home;
    releasing = releasePods({
      store,
      cache,
      clock,
      log: silentLog,
      signal: stop.now.signal,
      isSettled: ({ metadata }) => settled && metadata.uid === job.metadata.uid,
    });
  });
  afterEach(async () => {
    stop.now.abort();
    await releasing;
    await home.close();
  });

  /** Everything that is due by now is done. */
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  async function ended(labels: Readonly<Record<string, string>> = { "slipway.dev/run": "run-1" }) {
    const metadata = {
      name: "run-1-algo-1",
      namespace: "default",
      labels,
      ownerReferences: [controlledBy(job)],
    };
    const spec = { containers: [{ name: "algorithm", image: "i" }] };
    const pod: Pod = { apiVersion: "v1", kind: "Pod", metadata, spec };
    const plan: Secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { ...metadata, name: "run-1-plan" },
      data: {},
    };
    await home.store.create(secretKind, plan);
    const at = clock.now().toISOString();
    await new Machinery(home.store).report(await home.store.create(podKind, pod), {
      phase: "Succeeded",
      containerStatuses: [
        container("algorithm", { state: { terminated: { exitCode: 0, startedAt: at, finishedAt: at } } }),
      ],
    });
    await pass(0);
  }
  const left = async (): Promise<readonly string[]> => {
    const all = await Promise.all([home.store.list(podKind), home.store.list(secretKind)]);
    return all.flatMap(({ items }) => items.map(({ metadata }) => metadata.name));
  };

  test("stay for an hour, and then go with their plan", async () => {
    await ended();
    await pass(58 * MINUTE);
    expect(await left()).toEqual(["run-1-algo-1", "run-1-plan"]);
    await pass(3 * MINUTE);
    await expect.poll(left).toEqual([]);
  });

  test("stay until all is told that follows from the end", async () => {
    settled = false;
    await ended();
    await pass(120 * MINUTE);
    expect(await left()).toHaveLength(2);
    settled = true;
    await pass(2 * MINUTE);
    await expect.poll(left).toEqual([]);
  });

  test("are those of runs: others are not touched", async () => {
    await ended({});
    await pass(120 * MINUTE);
    expect(await left()).toHaveLength(2);
  });
});
