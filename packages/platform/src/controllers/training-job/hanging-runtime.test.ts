import type { Key } from "@slipway/model";
import { RUNTIME_ANNOTATION } from "@slipway/model/kinds/abilities.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { expect, test } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import type { MetricReading } from "#metrics/metric-reading.ts";
import { startControllers } from "#reconcile/start-controllers.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { byRuntime } from "#runtimes/by-runtime.ts";
import { chooseRuntime, runtimeLane } from "#runtimes/choose-runtime.ts";
import { createFake } from "#runtimes/fake/create-fake.ts";
import { FakeRuns } from "#runtimes/fake/fake-runs.ts";
import { IDENTITY, trainingJob } from "../testing/objects.ts";
import { trainingJobController } from "./training-job-controller.ts";

/** These jobs have no metrics: nothing here is to wait for another thread. */
const metrics: MetricReading = {
  unusable: async () => [],
  read: () => Promise.reject(new Error("there are none")),
  close: async () => {},
};
const spec = {
  algorithmSpecification: { trainingImage: "example.com/train:1", trainingInputMode: "File" },
} as const;

const LOCAL = Array.from({ length: 12 }, (_, n) => `local-${n}`);
const FAR = Array.from({ length: 12 }, (_, n) => `far-${n}`);
const WORKERS = { pods: 2, sagemaker: 2 };

/** Everything here happens on this thread, so that what can happen without time has happened after enough turns of its loop. */
const quiet = async (workshop: Workshop): Promise<void> => {
  for (let writes = -1; writes !== workshop.writes.length; ) {
    writes = workshop.writes.length;
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
};

/** What becomes of the local jobs from their creation to their end, beside `far` jobs whose runtime never answers. */
async function livesBeside(far: readonly string[]) {
  // In memory also where there is a real API server: how much happens is counted by turns of this thread.
  const workshop = await openWorkshop({ retain: { revisions: 1_000_000, ms: 1e12 } });
  const ledger = createMemoryLedger();
  const near = createFake("pods", workshop.clock);
  const { runs: pods } = near;
  let asked = 0;
  const hanging = Object.assign(new FakeRuns(workshop.clock), {
    start: () => {
      asked += 1;
      return new Promise<never>(() => {});
    },
  });
  Object.assign(hanging.declared, { runtime: "sagemaker", wholeRequest: true });
  const away = { ...createFake("sagemaker", workshop.clock), runs: hanging };
  const names = [near.name, away.name];
  const { runs } = byRuntime([near, away], chooseRuntime(workshop, names));
  const annotations = { [RUNTIME_ANNOTATION]: "sagemaker" };
  for (const name of far)
    await workshop.hands.create(trainingJobKind, trainingJob(name, spec, { annotations }));
  for (const name of LOCAL) await workshop.hands.create(trainingJobKind, trainingJob(name, spec));
  const controller = {
    ...trainingJobController({ runs, ledger, metrics, identity: IDENTITY }),
    concurrency: WORKERS,
    laneOf: runtimeLane(workshop.cache, names),
  };
  const running = startControllers([controller], workshop);
  const statusOf = async (name: string) =>
    (await workshop.hands.get(trainingJobKind, `default/${name}`))?.status;
  await quiet(workshop);
  const begun = pods.started.map(({ owner }) => owner.metadata.name);
  for (const { namespace, name } of pods.started)
    pods.enter(`${namespace}/${name}` as Key, "succeeded", { results: { facts: {}, stored: {} } });
  // Nothing tells of a fake's changes but the next look.
  workshop.clock.advance(15_000);
  await quiet(workshop);
  const seen = {
    begun,
    ends: await Promise.all(LOCAL.map(async (name) => (await statusOf(name))?.trainingJobStatus)),
    writes: workshop.writes.filter(({ key }) => key.startsWith("default/local")).length,
    asked,
  };
  // To the minute that those in hand have had; then the next have their turn.
  workshop.clock.advance(45_000);
  await quiet(workshop);
  const late = await Promise.all(far.map(statusOf));
  workshop.stop.abort();
  workshop.clock.advance(5_000);
  await running;
  await ledger.close();
  await workshop.close();
  return { ...seen, askedLater: asked, late };
}

test("jobs of one runtime go on beside another that never answers as they do without it", async () => {
  const alone = await livesBeside([]);
  const beside = await livesBeside(FAR);
  expect(new Set(alone.begun)).toEqual(new Set(LOCAL));
  expect(alone.ends).toEqual(LOCAL.map(() => "Completed"));
  expect([beside.begun, beside.ends, beside.writes]).toEqual([alone.begun, alone.ends, alone.writes]);
  expect(beside.asked).toBe(WORKERS.sagemaker);
  expect(beside.askedLater).toBe(2 * WORKERS.sagemaker);
  const reported = beside.late.filter((status) =>
    status?.conditions?.some(({ type, reason }) => type === "Launched" && reason === "DeadlineExceeded"),
  );
  expect(reported).toHaveLength(WORKERS.sagemaker);
});
