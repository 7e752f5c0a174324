import { INTERRUPT_ANNOTATION, type Key, type RunFailure } from "@slipway/model";
import { type NodePool, nodePoolKind } from "@slipway/model/kinds/node-pool/index.ts";
import { MEMORY_GROWTH_ANNOTATION, RETRIES_ANNOTATION } from "@slipway/model/kinds/retries.ts";
import {
  type TrainingJob,
  type TrainingJobStatus,
  trainingJobKind,
} from "@slipway/model/kinds/training-job/index.ts";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { readAttempts } from "#ledger/attempts.ts";
import { readCosts } from "#ledger/costs.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { createMetricReading } from "#metrics/thread/create-metric-reading.ts";
import type { Controller } from "#reconcile/controller.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { FakeRuns } from "#runtimes/fake/fake-runs.ts";
import { PODS } from "#runtimes/pods/abilities.ts";
import { IDENTITY, trainingJob } from "../testing/objects.ts";
import { trainingJobController } from "./training-job-controller.ts";

const KEY = "default/job-a";
const metrics = createMetricReading();
afterAll(() => metrics.close());

let workshop: Workshop;
let runs: FakeRuns;
let ledger: Ledger;
let controller: Controller;
/** Whether there is the NodePool `spot`, which no namespace takes along. */
let hasPool = false;
beforeEach(async () => {
  workshop = await openWorkshop();
  runs = new FakeRuns(workshop.clock);
  runs.declared.can = PODS.can;
  ledger = createMemoryLedger();
  controller = trainingJobController({ runs, ledger, metrics, identity: IDENTITY });
});
afterEach(async () => {
  if (hasPool) await workshop.hands.remove(nodePoolKind, "/spot");
  hasPool = false;
  await workshop.close();
  await ledger.close();
});

const SPOT: Partial<TrainingJob["spec"]> = {
  enableManagedSpotTraining: true,
  stoppingCondition: { maxRuntimeInSeconds: 3_600, maxWaitTimeInSeconds: 7_200 },
  checkpointConfig: { s3URI: "s3://bucket-a/checkpoints/job-a" },
};
const look = () => settle(controller, KEY, workshop);
const started = async (spec: Partial<TrainingJob["spec"]> = {}, annotations: Record<string, string> = {}) => {
  await workshop.hands.create(trainingJobKind, trainingJob("job-a", spec, { annotations }));
  await look();
};
const job = async (): Promise<TrainingJob> => {
  const found = await workshop.hands.get(trainingJobKind, KEY);
  if (found === undefined) throw new Error("there is no job");
  return found;
};
const status = async (): Promise<TrainingJobStatus> => (await job()).status ?? {};
const words = async () => {
  const { trainingJobStatus, secondaryStatus } = await status();
  return [trainingJobStatus, secondaryStatus];
};
const stages = async () => ((await status()).secondaryStatusTransitions ?? []).map((stage) => stage.status);
/** The try that was started last. */
const last = (): Key => `default/${runs.started.at(-1)?.name}`;
const enter = async (...rest: [Parameters<FakeRuns["enter"]>[1], Parameters<FakeRuns["enter"]>[2]?]) => {
  runs.enter(last(), ...rest);
  return look();
};
const pass = async (seconds: number) => {
  workshop.clock.advance(seconds * 1_000);
  await look();
};
const interrupt = async () => {
  const before = await job();
  const annotations = {
    ...before.metadata.annotations,
    [INTERRUPT_ANNOTATION]: workshop.clock.now().toISOString(),
  };
  await workshop.hands.replace(
    trainingJobKind,
    { ...before, metadata: { ...before.metadata, annotations } },
    "object",
  );
  await look();
};
const fail = async (failure: RunFailure) => {
  await enter("failed", { failure });
  await pass(400);
};
const attempts = async () => readAttempts(ledger, subjectOf(await job()));
/** No other test's: it would be the price of everybody's jobs. */
const POOLED = { instanceType: "pooled.spot", instanceCount: 1, volumeSizeInGB: 5 };
async function pool(spec: Partial<NodePool["spec"]>): Promise<void> {
  await workshop.hands.create(nodePoolKind, {
    apiVersion: "slipway.dev/v1alpha1",
    kind: "NodePool",
    metadata: { name: "spot" },
    spec: { instanceTypes: [POOLED.instanceType], ...spec },
  });
  hasPool = true;
}

describe("a spot job", () => {
  test("that is interrupted goes on from its checkpoints, and tells it as SageMaker does", async () => {
    await started(SPOT);
    expect(runs.started[0]).toMatchObject({
      isSpot: true,
      inputs: expect.arrayContaining([expect.objectContaining({ to: "checkpoints", restores: true })]),
      outputs: expect.arrayContaining([
        expect.objectContaining({ to: "s3://bucket-a/checkpoints/job-a/", when: "continuous" }),
      ]),
    });
    await pass(1);
    await enter("running");
    const { trainingStartTime } = await status();
    await pass(100);
    runs.print(last(), "step 1", "step 2");
    runs.lingers = true;
    await interrupt();
    expect(await words()).toEqual(["InProgress", "Interrupted"]);
    runs.lingers = false;
    await pass(1);
    expect(await words()).toEqual(["InProgress", "Interrupted"]);
    await pass(2);
    expect([runs.started.length, await words()]).toEqual([2, ["InProgress", "Starting"]]);
    await enter("running");
    await pass(50);
    await enter("succeeded", { results: { stored: {}, facts: {} } });
    expect(await stages()).toEqual([
      "Starting",
      "Training",
      "Interrupted",
      "Starting",
      "Training",
      "Completed",
    ]);
    expect(await status()).toMatchObject({ trainingStartTime, trainingTimeInSeconds: 150 });
    expect(await attempts()).toMatchObject([
      { outcome: "lost", failureClass: "preempted", lastLines: ["step 1", "step 2"] },
      { outcome: "succeeded" },
    ]);
  });

  test("is interrupted once for each time that somebody asks, and not once it has come to its end", async () => {
    await started(SPOT);
    await enter("running");
    await interrupt();
    await pass(30);
    await enter("running");
    await pass(30);
    expect(runs.started).toHaveLength(2);
    await enter("uploading");
    await interrupt();
    await enter("succeeded", { results: { stored: {}, facts: {} } });
    expect([await words(), runs.started.length]).toEqual([["Completed", "Completed"], 2]);
  });

  test("is interrupted as often as its pool says, and costs what its machines do", async () => {
    await pool({
      price: { perHour: 1 },
      spot: { interruptionsPerHour: 60, price: { perHour: 0.3 } },
    });
    await started({
      ...SPOT,
      resourceConfig: POOLED,
      stoppingCondition: { maxRuntimeInSeconds: 36_000, maxWaitTimeInSeconds: 72_000 },
    });
    let runMinutes = 0;
    for (let seconds = 0; seconds < 36_000 && runMinutes < 100; seconds += 20) {
      if (runs.phaseOf(last()) === "pending") await enter("running");
      else runMinutes += 1 / 3;
      await pass(20);
    }
    // A minute on a machine and a minute's pause, on average: 50 tries, and far fewer or more than that can be by chance.
    expect(runs.started.length).toBeGreaterThan(20);
    expect(runs.started.length).toBeLessThan(100);
    while (runs.phaseOf(last()) === "gone") await pass(10);
    if (runs.phaseOf(last()) === "pending") await enter("running");
    await enter("succeeded", { results: { stored: {}, facts: {} } });
    const { trainingTimeInSeconds: time = 0, billableTimeInSeconds: billed } = await status();
    expect(billed).toBe(Math.ceil(Number((time * 0.3).toFixed(6))));
    const costs = await readCosts(ledger, subjectOf(await job()));
    expect(new Set(costs.map(({ price }) => price?.perHour))).toEqual(new Set([0.3]));
    expect((await stages()).length).toBeLessThan(400);
  });

  test.each([0, 1, 2, 3, 4, 5])(
    "costs what each of its tries took where the ledger is away at one write, the one after %i others",
    async (others) => {
      let writes = 0;
      const appendFact: Ledger["appendFact"] = async (...fact) => {
        if (writes++ === others) throw new Error("the ledger is away");
        return ledger.appendFact(...fact);
      };
      controller = trainingJobController({
        ...{ runs, metrics, identity: IDENTITY },
        ledger: { ...ledger, appendFact },
      });
      await pool({ price: { perHour: 1 }, spot: { price: { perHour: 0.3 } } });
      await started({ ...SPOT, resourceConfig: POOLED });
      for (const [phase, end] of [
        ["failed", { failure: { class: "preempted", message: "evicted" } }],
        ["succeeded", { results: { stored: {}, facts: {} } }],
      ] as const) {
        await enter("running");
        await pass(0);
        workshop.clock.advance(100_000);
        await enter(phase, end);
        for (const seconds of [0, 61, 61]) await pass(seconds);
      }
      const costs = await readCosts(ledger, subjectOf(await job()));
      expect(costs.map(({ attempt, billableSeconds }) => [attempt, billableSeconds])).toEqual([
        [1, 100],
        [2, 100],
      ]);
      expect(writes).toBeGreaterThan(6);
    },
  );

  test("is lost to evictions as often as it may wait, and then stopped", async () => {
    await started({ ...SPOT, stoppingCondition: { maxRuntimeInSeconds: 100, maxWaitTimeInSeconds: 3_000 } });
    for (let tries = 0; tries < 15; tries++) {
      await enter("running");
      await enter("failed", { failure: { class: "preempted", message: "evicted" } });
      await pass(61);
      await pass(61);
    }
    expect(runs.started.length).toBeGreaterThan(14);
    await enter("failed", { failure: { class: "preempted", message: "evicted" } });
    await pass(3_000);
    await pass(1);
    expect(await words()).toEqual(["Stopped", "MaxWaitTimeExceeded"]);
    expect((await stages()).at(-1)).toBe("MaxWaitTimeExceeded");
  });

  test("whose machine does not come in time is stopped", async () => {
    await started({ ...SPOT, stoppingCondition: { maxRuntimeInSeconds: 100, maxWaitTimeInSeconds: 200 } });
    await pass(199);
    expect(await words()).toEqual(["InProgress", "Starting"]);
    await pass(2);
    await pass(1);
    expect(await words()).toEqual(["Stopped", "MaxWaitTimeExceeded"]);
    expect(await attempts()).toMatchObject([{ outcome: "stopped", failureClass: "timeout" }]);
  });

  test("keeps checkpoints where it says, without those of a neighbour whose name begins alike", async () => {
    await started({
      checkpointConfig: { s3URI: "s3://bucket-a/run1", localPath: "/opt/ml/output/data/state/" },
    });
    expect(runs.started[0]?.inputs.at(-1)).toMatchObject({
      to: "output/data/state",
      from: { s3Uri: "s3://bucket-a/run1/" },
    });
    expect(runs.started[0]?.folders).toContain("output/data/state");
  });
});

describe("a failure is followed by another try", () => {
  const user: RunFailure = { class: "user-code", message: "bad row", exitCode: 1 };

  test("never of the program's own, whatever retryStrategy says, but of Slipway's", async () => {
    await started({ retryStrategy: { maximumRetryAttempts: 2 } });
    for (let tries = 0; tries < 2; tries++) await fail({ class: "internal", message: "no reason" });
    expect(runs.started).toHaveLength(3);
    await fail(user);
    expect([await words(), runs.started.length]).toEqual([["Failed", "Failed"], 3]);
    expect(await attempts()).toMatchObject([
      { outcome: "failed", failureClass: "internal" },
      { outcome: "failed", failureClass: "internal" },
      { outcome: "failed", failureClass: "user-code", exitCode: 1 },
    ]);
  });

  test("as often as the annotation says for its class, of which the machinery's take none", async () => {
    await started({}, { [RETRIES_ANNOTATION]: "user-code=1, node-lost=0" });
    await fail(user);
    await fail({ class: "preempted", message: "evicted" });
    expect((await status()).slipway?.retries).toEqual({ "user-code": 1, preempted: 1 });
    await fail(user);
    expect([await words(), runs.started.length]).toEqual([["Failed", "Failed"], 3]);
  });

  test("with more memory where it ran out of that and may have more, which later tries keep", async () => {
    await started({}, { [MEMORY_GROWTH_ANNOTATION]: "1.5" });
    const oom: RunFailure = { class: "out-of-memory", message: "killed", exitCode: 137 };
    await fail(oom);
    await fail(oom);
    await fail({ class: "preempted", message: "evicted" });
    expect(runs.started.map(({ memoryFactor }) => memoryFactor)).toEqual([undefined, 1.5, 2.25, 2.25]);
    await fail(oom);
    await fail(oom);
    expect([await words(), runs.started.length]).toEqual([["Failed", "Failed"], 5]);
  });

  test.each([
    [RETRIES_ANNOTATION, "user-code"],
    [RETRIES_ANNOTATION, "nothing=1"],
    [RETRIES_ANNOTATION, "user-code=9999"],
    [MEMORY_GROWTH_ANNOTATION, "double"],
    [MEMORY_GROWTH_ANNOTATION, "0.5"],
  ])("not of a job whose annotation %s says %j", async (annotation, value) => {
    await started({}, { [annotation]: value });
    expect(await words()).toEqual(["Failed", "Failed"]);
    expect((await status()).failureReason).toContain(
      `the annotation ${annotation} is ${JSON.stringify(value)}`,
    );
  });
});
