import {
  findCondition,
  isTrue,
  type Key,
  type RunFailure,
  SlipwayError,
  STOP_ANNOTATION,
} from "@slipway/model";
import { RUNTIME_ANNOTATION } from "@slipway/model/kinds/abilities.ts";
import { type NodePool, nodePoolKind } from "@slipway/model/kinds/node-pool/index.ts";
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
import type { MetricReading } from "#metrics/metric-reading.ts";
import { createMetricReading } from "#metrics/thread/create-metric-reading.ts";
import type { Controller } from "#reconcile/controller.ts";
import { pass } from "#reconcile/pass.ts";
import type { Verdict } from "#reconcile/pass-tools.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { byRuntime } from "#runtimes/by-runtime.ts";
import { chooseRuntime } from "#runtimes/choose-runtime.ts";
import { createFake } from "#runtimes/fake/create-fake.ts";
import { FakeRuns } from "#runtimes/fake/fake-runs.ts";
import { IDENTITY, trainingJob } from "../testing/objects.ts";
import { trainingJobController } from "./training-job-controller.ts";

const KEY = "default/job-a";

/** Reading goes on beside the passes, on a thread that other tests keep from its processor. */
const PATIENT = { timeout: 15_000 };
const metrics = createMetricReading();
afterAll(() => metrics.close());

describe("a training job", () => {
  let workshop: Workshop;
  let runs: FakeRuns;
  let ledger: Ledger;
  let controller: Controller;
  beforeEach(async () => {
    workshop = await openWorkshop();
    runs = new FakeRuns(workshop.clock);
    ledger = createMemoryLedger();
    controller = trainingJobController({ runs, ledger, metrics, identity: IDENTITY });
  });
  afterEach(async () => {
    await workshop.close();
    await ledger.close();
  });

  const create = (spec: Partial<TrainingJob["spec"]> = {}, metadata: Partial<TrainingJob["metadata"]> = {}) =>
    workshop.hands.create(trainingJobKind, trainingJob("job-a", spec, metadata));
  const look = (key: typeof KEY | "default/job-b" = KEY): Promise<Verdict> =>
    settle(controller, key, workshop);
  const job = async (key = KEY): Promise<TrainingJob> => {
    const found = await workshop.hands.get(trainingJobKind, key as typeof KEY);
    if (found === undefined) throw new Error(`there is no job ${key}`);
    return found;
  };
  const status = async (key = KEY): Promise<TrainingJobStatus> => (await job(key)).status ?? {};
  const words = async () => {
    const { trainingJobStatus, secondaryStatus } = await status();
    return [trainingJobStatus, secondaryStatus];
  };
  const condition = async (type: Parameters<typeof findCondition>[1], key = KEY) =>
    findCondition((await status(key)).conditions as never, type);
  const edit = async (change: (job: TrainingJob) => TrainingJob): Promise<void> => {
    await workshop.hands.replace(trainingJobKind, change(await job()), "object");
  };
  /** The one run that was started. */
  const run = (): Key => `default/${runs.started[0]?.name}`;
  const started = async (...given: Parameters<typeof create>): Promise<Key> => {
    await create(...given);
    await look();
    return run();
  };
  /** The run enters a phase a second after the last, and the controller looks. */
  const enter = async (
    ...[phase, ending]: Parameters<FakeRuns["enter"]> extends [Key, ...infer R] ? R : never
  ) => {
    workshop.clock.advance(1_000);
    runs.enter(run(), phase, ending);
    return look();
  };
  const MODEL = "s3://bucket-a/out/job-a/output/model.tar.gz";
  const results = { stored: { model: MODEL }, facts: { engine: "xgboost 3.2.0" } };

  test("goes through SageMaker's stages and ends with its model, times and metrics", async () => {
    await started();
    expect(await words()).toEqual(["InProgress", "Starting"]);
    await enter("downloading");
    expect(await words()).toEqual(["InProgress", "Downloading"]);
    await enter("running");
    expect(await words()).toEqual(["InProgress", "Training"]);
    runs.print(run(), "[0]#011train-rmse:8.1", "[49]#011train-rmse:0.7#011validation-rmse:2.1");
    workshop.clock.advance(60_000);
    await enter("uploading");
    expect(await words()).toEqual(["InProgress", "Uploading"]);
    await enter("succeeded", { results });

    const { conditions, slipway, ...rest } = await status();
    expect(rest).toEqual({
      ackResourceMetadata: {
        arn: "arn:aws:sagemaker:us-east-1:123456789012:training-job/job-a",
        ownerAccountID: "123456789012",
        region: "us-east-1",
      },
      creationTime: "2026-01-01T00:00:00Z",
      trainingJobStatus: "Completed",
      secondaryStatus: "Completed",
      secondaryStatusTransitions: [
        transition("Starting", 0, 1, "Preparing the instances for training"),
        transition("Downloading", 1, 2, "Downloading input data"),
        transition("Training", 2, 63, "Training image download completed. Training in progress."),
        transition("Uploading", 63, 64, "Uploading generated training model"),
        transition("Completed", 64, 64, "Training job completed"),
      ],
      trainingStartTime: at(1),
      trainingEndTime: at(64),
      lastModifiedTime: at(64),
      trainingTimeInSeconds: 63,
      billableTimeInSeconds: 63,
      modelArtifacts: { s3ModelArtifacts: MODEL },
      finalMetricDataList: [
        { metricName: "train:rmse", value: 0.7, timestamp: at(2) },
        { metricName: "validation:rmse", value: 2.1, timestamp: at(2) },
      ],
    });
    expect(slipway).toMatchObject({
      image: "slipway.dev/xgboost",
      engine: "xgboost 3.2.0",
      pods: [`${runs.started[0]?.name}-algo-1`],
    });
    expect(isTrue(conditions, "ACK.ResourceSynced") && isTrue(conditions, "Ready")).toBe(true);
    const { points } = await ledger.readMetrics(subjectOf(await job()), { limit: 10 });
    expect(points.map(({ name, step, value }) => [name, step, value])).toEqual([
      ["train:rmse", 0, 8.1],
      ["train:rmse", 49, 0.7],
      ["validation:rmse", 49, 2.1],
    ]);
  });

  // The conditions in ACK's own words: sagemaker-controller's unit test data, training_job/readone/observed.
  test("says in ACK's words whether it is final", async () => {
    await started();
    expect(await condition("ACK.ResourceSynced")).toMatchObject({
      status: "False",
      message: "TrainingJob is in InProgress status.",
    });
    await enter("succeeded", { results });
    expect(await condition("ACK.ResourceSynced")).toMatchObject({
      status: "True",
      message: "TrainingJob is in Completed status.",
    });
    expect(await condition("ACK.Terminal")).toBeUndefined();
  });

  test("gives the runtime all that SageMaker's contract promises the program", async () => {
    await started({ environment: { A: "b" } });
    expect(runs.started).toHaveLength(1);
    const [spec] = runs.started;
    expect(spec).toMatchObject({
      namespace: "default",
      image: "slipway.dev/xgboost",
      env: {
        A: "b",
        TRAINING_JOB_NAME: "job-a",
        TRAINING_JOB_ARN: "arn:aws:sagemaker:us-east-1:123456789012:training-job/job-a",
      },
      hosts: [{ name: "algo-1", group: "homogeneousCluster", instanceType: "ml.m4.xlarge" }],
      inputs: [
        {
          to: "input/data/train",
          from: { s3Uri: "s3://bucket-a/train", distribution: "FullyReplicated" },
          as: "copy",
        },
      ],
      outputs: [{ name: "model", to: MODEL }, { name: "data" }],
      graceSeconds: 120,
    });
    const file = (name: string) => JSON.parse(spec?.files[`input/config/${name}.json`] ?? "null");
    expect(file("hyperparameters")).toEqual({ objective: "reg:linear", num_round: "50" });
    expect(file("inputdataconfig")).toEqual({
      train: {
        ContentType: "text/libsvm",
        TrainingInputMode: "File",
        S3DistributionType: "FullyReplicated",
        RecordWrapperType: "None",
      },
    });
  });

  test("keeps its hyperparameters out of its status and its events", async () => {
    await started({ hyperParameters: { token: "hunter2" } });
    await enter("failed", { failure: { class: "user-code", message: "bad row", exitCode: 1 } });
    expect(JSON.stringify([await status(), workshop.recorded])).not.toContain("hunter2");
  });

  describe("that cannot work here", () => {
    const FAST: TrainingJob["spec"]["algorithmSpecification"] = {
      trainingImage: "slipway.dev/xgboost",
      trainingInputMode: "File",
    };
    test.each([
      [
        "breaks a constraint of the API",
        { trainingJobName: "no spaces here" },
        /^SLIP-RUN-004: spec\.trainingJobName: /,
      ],
      [
        "asks for what is not served",
        { algorithmSpecification: { ...FAST, trainingInputMode: "Pipe" } },
        /^SLIP-RUN-002: algorithmSpecification\.trainingInputMode Pipe/,
      ],
      [
        "has a metric that cannot be read",
        { algorithmSpecification: { ...FAST, metricDefinitions: [{ name: "loss", regex: "loss=(" }] } },
        /^SLIP-RUN-001: metricDefinitions: loss has a regex that cannot be used: /,
      ],
    ] as const)(
      "because it %s is refused with the code and the field, and starts nothing",
      async (_, spec, rest) => {
        await create(spec as Partial<TrainingJob["spec"]>);
        expect(await look()).toEqual({ next: "forget" });
        expect(await condition("ACK.Terminal")).toMatchObject({
          status: "True",
          message: expect.stringMatching(rest),
        });
        expect(await words()).toEqual(["Failed", "Failed"]);
        expect((await status()).failureReason).toMatch(rest);
        expect(runs.started).toEqual([]);
        expect(workshop.recorded).toEqual([expect.objectContaining({ type: "Warning", reason: "Refused" })]);
      },
    );

    test("because its runtime is none is refused with the word, and starts once that is mended", async () => {
      const choose = chooseRuntime({ store: workshop.hands, cache: workshop.cache }, ["pods", "sagemaker"]);
      controller = trainingJobController({
        runs: byRuntime([{ ...createFake("pods", workshop.clock), runs }], choose).runs,
        ledger,
        metrics,
        identity: IDENTITY,
      });
      const annotated = (runtime: string) => ({ annotations: { [RUNTIME_ANNOTATION]: runtime } });
      await create({}, annotated("moon"));
      expect(await look()).toEqual({ next: "forget" });
      expect(await condition("ACK.Terminal")).toMatchObject({
        status: "True",
        message: expect.stringMatching(
          /^SLIP-RUN-005: .*slipway\.dev\/runtime.* is "moon"; expected pods or/,
        ),
      });
      expect(await words()).toEqual(["Failed", "Failed"]);
      expect(runs.started).toEqual([]);
      await edit((found) => ({ ...found, metadata: { ...found.metadata, ...annotated("pods") } }));
      await look();
      expect(await condition("ACK.Terminal")).toBeUndefined();
      expect(runs.started).toHaveLength(1);
    });

    test("starts once it is mended, and nothing of the refusal is left", async () => {
      await create({ algorithmSpecification: { ...FAST, trainingInputMode: "Pipe" } });
      await look();
      await edit((found) => ({ ...found, spec: { ...found.spec, algorithmSpecification: FAST } }));
      await look();
      expect(await words()).toEqual(["InProgress", "Starting"]);
      expect(await condition("ACK.Terminal")).toBeUndefined();
      expect((await status()).failureReason).toBeUndefined();
      expect(runs.started).toHaveLength(1);
    });

    test("keeps nothing of the refusal either when it then cannot be started at once", async () => {
      await create({ algorithmSpecification: { ...FAST, trainingInputMode: "Pipe" } });
      await look();
      await edit((found) => ({ ...found, spec: { ...found.spec, algorithmSpecification: FAST } }));
      runs.nextStartError = new Error("quota exceeded");
      await look();
      expect(await words()).toEqual(["InProgress", "Starting"]);
      expect((await status()).failureReason).toBeUndefined();
    });
  });

  test("keeps its AWS name against a younger one, which begins when the name is free", async () => {
    await create({ trainingJobName: "Same" });
    workshop.clock.advance(1_000);
    await workshop.hands.create(trainingJobKind, trainingJob("job-b", { trainingJobName: "Same" }));
    expect(await look("default/job-b")).toEqual({ next: "forget", recheckAfterMs: 600_000 });
    expect(await condition("ACK.Terminal", "default/job-b")).toMatchObject({
      status: "True",
      message: expect.stringMatching(/^SLIP-RUN-003: TrainingJob job-a has the AWS name Same/),
    });
    await look();
    expect(runs.started.map(({ owner }) => owner.metadata.name)).toEqual(["job-a"]);
    await workshop.hands.remove(trainingJobKind, KEY);
    await look();
    await look("default/job-b");
    expect(runs.started.map(({ owner }) => owner.metadata.name)).toEqual(["job-a", "job-b"]);
  });

  describe("whose spec is changed after it began", () => {
    const ended = async () => {
      await started();
      await enter("running");
      await enter("succeeded", { results });
    };
    const rounds = (num_round: string) =>
      edit((one) => ({
        ...one,
        spec: { ...one.spec, hyperParameters: { objective: "reg:linear", num_round } },
      }));
    const told = async () =>
      Promise.all(
        (["ACK.Terminal", "ACK.ResourceSynced", "Ready"] as const).map(
          async (type) => (await condition(type))?.status,
        ),
      );
    /** ACK's own sentence: its generated sdkUpdate. */
    const MODIFIED = /Immutable Spec fields have been modified: hyperParameters\./;

    test("is Terminal and not in sync, stays what it was, and is in sync again once that is undone", async () => {
      await ended();
      await rounds("9");
      await look();
      expect(await told()).toEqual(["True", "False", "False"]);
      expect((await condition("ACK.Terminal"))?.message).toMatch(MODIFIED);
      expect(await words()).toEqual(["Completed", "Completed"]);
      expect(runs.started).toHaveLength(1);
      await rounds("50");
      await look();
      expect(await told()).toEqual([undefined, "True", "True"]);
    });

    test("is followed to its end all the same while it runs", async () => {
      await started();
      await enter("running");
      await rounds("9");
      await look();
      expect(await told()).toEqual(["True", "False", "False"]);
      await enter("succeeded", { results });
      expect(await words()).toEqual(["Completed", "Completed"]);
      expect((await status()).modelArtifacts).toEqual({ s3ModelArtifacts: MODEL });
      expect(await told()).toEqual(["True", "False", "False"]);
    });

    test("is not tried again as something else when its machine is lost, and goes on once that is undone", async () => {
      await started();
      await enter("running");
      await rounds("9");
      await enter("failed", { failure: { class: "preempted", message: "The node went away." } });
      workshop.clock.advance(300_000);
      await look();
      expect(runs.started).toHaveLength(1);
      await rounds("50");
      await look();
      expect(runs.started.map(({ attempt }) => attempt)).toEqual([1, 2]);
    });

    test("is stopped all the same while it waits for its next try", async () => {
      await started();
      await enter("running");
      await rounds("9");
      await enter("failed", { failure: { class: "preempted", message: "The node went away." } });
      await edit(({ metadata, ...rest }) => ({
        ...rest,
        metadata: { ...metadata, annotations: { [STOP_ANNOTATION]: at(0) } },
      }));
      await look();
      expect(await words()).toEqual(["Stopped", "Stopped"]);
      expect(runs.started).toHaveLength(1);
    });

    test("may have other tags, labels, annotations and metrics, which ACK does not compare", async () => {
      await ended();
      await edit(({ metadata, spec, ...one }) => ({
        ...one,
        metadata: {
          ...metadata,
          labels: { a: "b" },
          annotations: { ...metadata.annotations, "example.com/c": "d" },
        },
        spec: {
          ...spec,
          tags: [{ key: "team", value: "blue" }],
          algorithmSpecification: {
            ...spec.algorithmSpecification,
            metricDefinitions: [{ name: "loss", regex: "loss=([0-9.]+)" }],
          },
        },
      }));
      await look();
      expect(await told()).toEqual([undefined, "True", "True"]);
    });
  });

  test("is not started twice by a crash between starting it and remembering that", async () => {
    await create();
    workshop.onWrite = ({ part }) => {
      if (part === "status") throw new Error("killed");
    };
    await pass(controller, KEY, workshop);
    expect(runs.started).toHaveLength(1);
    expect(await status()).toEqual({});
    workshop.onWrite = () => {};
    await enter("running");
    expect(runs.started).toHaveLength(1);
    expect(await words()).toEqual(["InProgress", "Training"]);
  });

  test("says why it cannot be started, and is tried again", async () => {
    await create();
    runs.nextStartError = new Error("pods are forbidden: exceeded quota");
    expect(await look()).toEqual({ next: "retry" });
    expect(await condition("Launched")).toMatchObject({
      status: "False",
      message: "pods are forbidden: exceeded quota",
    });
    expect(await words()).toEqual(["InProgress", "Starting"]);
    await look();
    expect(runs.started).toHaveLength(1);
    expect(await condition("Launched")).toMatchObject({ status: "True" });
  });

  test("is Stopping from the moment it is asked to stop and Stopped when it has, with what it had made", async () => {
    await started();
    await enter("running");
    runs.slowToStop = true;
    await edit((found) => ({
      ...found,
      metadata: { ...found.metadata, annotations: { [STOP_ANNOTATION]: at(1) } },
    }));
    await look();
    expect(await words()).toEqual(["Stopping", "Stopping"]);
    expect(runs.stopAsked).toContain(run());
    await enter("stopped", { results });
    expect(await words()).toEqual(["Stopped", "Stopped"]);
    expect((await status()).modelArtifacts).toEqual({ s3ModelArtifacts: MODEL });
    expect((await status()).failureReason).toBeUndefined();
  });

  test("is stopped, not lost, when it was asked to stop before it had a machine", async () => {
    await started({}, { annotations: { [STOP_ANNOTATION]: at(0) } });
    runs.lose(run());
    await look();
    expect(await words()).toEqual(["Stopped", "Stopped"]);
  });

  test("has the time that it began with, whatever its spec says later", async () => {
    await started({ stoppingCondition: { maxRuntimeInSeconds: 60 } });
    await enter("running");
    const changed = await job();
    const stoppingCondition = { maxRuntimeInSeconds: 86_400 };
    await workshop.store.replace(
      trainingJobKind,
      { ...changed, spec: { ...changed.spec, stoppingCondition } },
      "object",
    );
    workshop.clock.advance(59_000);
    await look();
    expect(runs.stopAsked).toEqual([]);
    workshop.clock.advance(1_000);
    await look();
    expect(runs.stopAsked).toContain(run());
    expect((await condition("WithinDeadline"))?.message).toContain("60 s");
  });

  test("is stopped when its time is up, as MaxRuntimeExceeded", async () => {
    await started({ stoppingCondition: { maxRuntimeInSeconds: 60 } });
    workshop.clock.advance(3_600_000);
    expect(await look()).toMatchObject({ next: "forget" });
    expect(runs.stopAsked).toEqual([]);
    await enter("downloading");
    expect((await enter("running")).recheckAfterMs).toBeLessThanOrEqual(59_000);
    workshop.clock.advance(58_000);
    await look();
    expect(runs.stopAsked).toEqual([]);
    workshop.clock.advance(1_000);
    await look();
    expect(runs.stopAsked).toContain(run());
    expect(await words()).toEqual(["Stopped", "MaxRuntimeExceeded"]);
    expect((await condition("WithinDeadline"))?.message).toContain("60 s");
    // The words of SageMaker's API reference for this secondary status.
    const said = "The job stopped because it exceeded the maximum allowed runtime";
    expect(await condition("Finished")).toMatchObject({ reason: "MaxRuntimeExceeded", message: said });
    const last = (await status()).secondaryStatusTransitions?.at(-1);
    expect(last).toMatchObject({ status: "MaxRuntimeExceeded", statusMessage: said });
    expect((await status()).slipway?.message).toBe(said);
  });

  describe("that cannot start yet", () => {
    const SENTENCE = "no NodePool has the instance type gpu";
    const waits = async (): Promise<void> => {
      runs.startError = new SlipwayError("SLIP-RUN-013", SENTENCE);
      await create();
      await look();
    };

    test("waits with the sentence, tried again without a failure, and starts when it can", async () => {
      await waits();
      expect(await words()).toEqual(["InProgress", "Starting"]);
      expect((await status()).slipway?.message).toContain(SENTENCE);
      expect(await condition("Launched")).toMatchObject({
        status: "False",
        reason: "Waiting",
        message: expect.stringContaining(SENTENCE),
      });
      expect((await condition("ACK.Terminal"))?.status).not.toBe("True");
      runs.startError = undefined;
      workshop.clock.advance(5_000);
      await look();
      expect(runs.started).toHaveLength(1);
      expect(await words()).toEqual(["InProgress", "Starting"]);
    });

    test("is stopped when it is asked to, and does not start after all", async () => {
      await waits();
      await edit(({ metadata, ...rest }) => ({
        ...rest,
        metadata: { ...metadata, annotations: { [STOP_ANNOTATION]: at(0) } },
      }));
      await look();
      expect(await words()).toEqual(["Stopped", "Stopped"]);
      runs.startError = undefined;
      await look();
      expect(runs.started).toEqual([]);
      const subject = subjectOf(await job());
      expect(await readAttempts(ledger, subject)).toEqual([]);
      expect(await readCosts(ledger, subject)).toEqual([]);
    });
  });

  describe("whose machinery is taken away", () => {
    /** The try that was started last. */
    const last = (): Key => `default/${runs.started.at(-1)?.name}`;
    const lose = async (failure?: RunFailure): Promise<void> => {
      if (failure === undefined) runs.lose(last());
      else runs.enter(last(), "failed", { failure });
      await look();
    };
    const wait = async (): Promise<void> => {
      workshop.clock.advance(300_000);
      await look();
    };
    const names = () => [...new Set(runs.started.map(({ name }) => name))];

    test.each<RunFailure>([
      { class: "preempted", message: "The node was low on resource: memory." },
      { class: "node-lost", message: "the node is gone" },
      { class: "unschedulable", message: "Pod was rejected: UnexpectedAdmissionError" },
    ])("by %j is tried again, told what happened, and ends as if nothing had been", async (failure) => {
      await started();
      await enter("running");
      const first = run();
      await lose(failure);
      const told = failure.class === "preempted" ? "Interrupted" : "Restarting";
      expect(await words()).toEqual(["InProgress", told]);
      expect((await status()).slipway).toMatchObject({ attempt: 2, lost: failure, phase: "pending" });
      expect((await status()).slipway?.message).toContain(failure.message);
      expect(names()).toHaveLength(1);
      await wait();
      expect(names()).toHaveLength(2);
      expect(runs.phaseOf(first)).toBe("gone");
      runs.enter(last(), "succeeded", { results });
      await look();
      expect(await words()).toEqual(["Completed", "Completed"]);
      expect(await readAttempts(ledger, subjectOf(await job()))).toMatchObject([
        { attempt: 1, outcome: "lost", failureClass: failure.class, message: failure.message },
        { attempt: 2, outcome: "succeeded" },
      ]);
    });

    test("gets the same name for a try at every look, also when a crash cut the pass off", async () => {
      await started();
      await enter("running");
      await lose();
      workshop.onWrite = () => {
        throw new Error("killed");
      };
      await wait();
      workshop.onWrite = () => {};
      await wait();
      await look();
      expect(names()).toHaveLength(2);
    });

    test("again and again fails in the end, each class after tries of its own", async () => {
      await started();
      for (let tries = 0; tries < 5; tries++) {
        await lose();
        await wait();
      }
      for (let tries = 0; tries < 10; tries++) {
        await lose({ class: "preempted", message: "evicted" });
        await wait();
      }
      expect(await words()).toEqual(["InProgress", "Starting"]);
      await lose();
      expect(await words()).toEqual(["Failed", "Failed"]);
      expect((await status()).failureReason).toMatch(/^InternalServerError: The run's pod .*-algo-1 is gone/);
      expect(names()).toHaveLength(16);
    });

    test.each<RunFailure>([
      { class: "user-code", message: "bad row", exitCode: 1 },
      { class: "out-of-memory", message: "killed", exitCode: 137 },
      { class: "image-pull", message: "no such image" },
    ])("is not tried again for %j, which is its own", async (failure) => {
      await started();
      await lose(failure);
      await wait();
      expect(await words()).toEqual(["Failed", "Failed"]);
      expect(names()).toHaveLength(1);
    });

    test("counts the time of all tries for its limit", async () => {
      await started({ stoppingCondition: { maxRuntimeInSeconds: 60 } });
      await enter("running");
      workshop.clock.advance(40_000);
      await lose();
      await wait();
      runs.enter(last(), "running");
      await look();
      expect(runs.stopAsked).toEqual([]);
      workshop.clock.advance(25_000);
      await look();
      expect(runs.stopAsked).toContain(last());
    });

    test("is cleared away once when it is asked to stop meanwhile", async () => {
      await started();
      await enter("running");
      runs.lingers = true;
      await lose({ class: "node-lost", message: "the node is gone" });
      await edit(({ metadata, ...rest }) => ({
        ...rest,
        metadata: { ...metadata, annotations: { [STOP_ANNOTATION]: at(0) } },
      }));
      runs.lingers = false;
      await look();
      expect(await words()).toEqual(["Stopped", "Stopped"]);
      const removals = runs.removals;
      await wait();
      expect(runs.removals).toBe(removals);
    });

    test("is stopped while it waits for its next try", async () => {
      await started();
      await enter("running");
      await lose();
      await edit(({ metadata, ...rest }) => ({
        ...rest,
        metadata: { ...metadata, annotations: { [STOP_ANNOTATION]: at(0) } },
      }));
      await look();
      expect(await words()).toEqual(["Stopped", "Stopped"]);
      expect(runs.started).toHaveLength(1);
    });
  });

  test("that failed is told to stop, so that it cannot succeed behind our back", async () => {
    await started();
    await enter("failed", { failure: { class: "image-pull", message: "nobody knows image x" } });
    expect(runs.stopAsked).toContain(run());
    expect(await words()).toEqual(["Failed", "Failed"]);
  });

  // The forms are SageMaker's: "AlgorithmError: ..., exit code: 1", "ClientError: ...", "CapacityError: ...".
  test.each<[RunFailure, string]>([
    [{ class: "user-code", message: "bad row", exitCode: 1 }, "AlgorithmError: bad row, exit code: 1"],
    [
      { class: "out-of-memory", message: "The program needed more memory", exitCode: 137 },
      "AlgorithmError: The program needed more memory, exit code: 137",
    ],
    [
      { class: "input", message: "SLIP-S3-002: bucket nope", exitCode: 1 },
      "ClientError: SLIP-S3-002: bucket nope",
    ],
    [{ class: "image-pull", message: "nobody knows image x" }, "ClientError: nobody knows image x"],
    [{ class: "internal", message: "it broke" }, "InternalServerError: it broke"],
  ])("that failed by %j says so in SageMaker's form", async (failure, rest) => {
    await started();
    await enter("failed", { failure });
    expect((await status()).failureReason).toBe(rest);
    // As SageMaker's logs of failed jobs have it: the reason stands in FailureReason.
    expect((await status()).secondaryStatusTransitions?.at(-1)?.statusMessage).toBe("Training job failed");
  });

  test("keeps as much of a failure's words as SageMaker does, and the exit code", async () => {
    await started();
    await enter("failed", { failure: { class: "user-code", message: "x".repeat(4_000), exitCode: 2 } });
    const { failureReason = "" } = await status();
    expect(failureReason).toHaveLength(1_024);
    expect(failureReason.endsWith(", exit code: 2")).toBe(true);
  });

  describe("with metrics", () => {
    const values = async () =>
      (await ledger.readMetrics(subjectOf(await job()), { limit: 1_000 })).points.map(({ value }) => value);
    const loss = {
      algorithmSpecification: {
        trainingImage: "my/own:1",
        trainingInputMode: "File",
        metricDefinitions: [{ name: "loss", regex: "loss=([0-9.]+)" }],
      },
    } as const;

    test("ends with those that its program told, and without those of its instances", async () => {
      await started(loss);
      await enter("running");
      const { namespace = "", name, uid = "" } = (await job()).metadata;
      const point = {
        name: "GPUUtilization",
        value: 90,
        at: workshop.clock.now(),
        labels: { Host: "algo-1" },
      };
      const subject = { namespace, kind: "TrainingJob", name, uid };
      await ledger.appendMetrics(subject, "gpus", { from: 0, to: 1 }, [point]);
      runs.print(run(), "loss=1");
      await enter("succeeded", { results });
      const told = (await status()).finalMetricDataList ?? [];
      expect(told.map(({ metricName }) => metricName)).toEqual(["loss"]);
    });

    test("counts each line once, also when a crash cut the pass off", async () => {
      await started(loss);
      await enter("running");
      runs.print(run(), "loss=1", "loss=2");
      workshop.onWrite = () => {
        throw new Error("killed");
      };
      await enter("uploading");
      workshop.onWrite = () => {};
      runs.print(run(), "loss=3");
      await enter("succeeded", { results });
      expect(await values()).toEqual([1, 2, 3]);
      expect((await status()).finalMetricDataList?.map(({ value }) => value)).toEqual([3]);
    });

    test("counts no line twice of which retention dropped the ones before", async () => {
      await started(loss);
      await enter("running");
      runs.print(run(), "loss=1", "loss=2", "loss=3", "loss=4");
      runs.dropLines(run(), 2);
      await look();
      await look();
      await enter("succeeded", { results });
      expect(await values()).toEqual([3, 4]);
    });

    test("reads the log as it grows, without a pass", async () => {
      await started(loss);
      await enter("running");
      const stream = {
        namespace: "default",
        pod: `${runs.started[0]?.name}-algo-1`,
        uid: "u",
        container: "algorithm",
      };
      for (const text of ["loss=1", "loss=2"]) {
        runs.print(run(), text);
        await ledger.appendLog(stream, await ledger.logLength(stream), [{ at: workshop.clock.now(), text }]);
        await expect.poll(async () => (await values()).at(-1), PATIENT).toBe(Number(text.slice(5)));
      }
      expect(await values()).toEqual([1, 2]);
    });

    test("wants no look of its own while it runs, and none when it is over", async () => {
      await started(loss);
      expect((await enter("running")).recheckAfterMs).toBe(15_000);
      expect(await enter("succeeded", { results })).toEqual({ next: "forget" });
      expect(await condition("Measured")).toMatchObject({ status: "True" });
    });

    test("leaves a long log in pieces, so that one job does not hold up the others", async () => {
      await started(loss);
      await enter("running");
      runs.print(run(), ...Array.from({ length: 10_001 }, (_, index) => `loss=${index}`));
      let most = 0;
      const asked = runs.logs.bind(runs);
      runs.logs = async (...of) => {
        const lines = await asked(...of);
        most = Math.max(most, lines.length);
        return lines;
      };
      await pass(controller, KEY, workshop);
      await expect
        .poll(async () => ledger.metricsCursor(subjectOf(await job()), runs.started[0]?.name ?? ""), PATIENT)
        .toBe(10_001);
      expect(most).toBe(500);
    });

    test("reads lines of JSON without a definition, and tells when they have too many names", async () => {
      await started({});
      await enter("running");
      const names = Array.from({ length: 101 }, (_, index) => `m${index}`);
      runs.print(run(), ...names.map((metric, step) => JSON.stringify({ metric, value: step, step })));
      await enter("succeeded", { results });
      await expect
        .poll(async () => {
          await pass(controller, KEY, workshop);
          return (await condition("Measured"))?.message;
        }, PATIENT)
        .toContain("SLIP-RUN-007: not read any more: JSON lines have more than 100 metrics");
      const [points = []] = await ledger.lastMetrics([subjectOf(await job())]);
      expect(points.map(({ name }) => name).toSorted()).toEqual(names.slice(0, 100).toSorted());
      expect((await job()).status?.finalMetricDataList).toHaveLength(100);
    });

    test("goes on with the others when an edit of the running job breaks one", async () => {
      await started(loss);
      await enter("running");
      await edit((found) => ({
        ...found,
        spec: {
          ...found.spec,
          algorithmSpecification: {
            ...loss.algorithmSpecification,
            metricDefinitions: [
              ...loss.algorithmSpecification.metricDefinitions,
              { name: "x", regex: "x=.*" },
            ],
          },
        },
      }));
      runs.print(run(), "loss=1");
      await enter("succeeded", { results });
      expect(await words()).toEqual(["Completed", "Completed"]);
      expect(await values()).toEqual([1]);
      expect((await condition("Measured"))?.message).toContain("x has a regex without a group for the value");
    });

    describe("of which one takes for ever", () => {
      const hostile = {
        algorithmSpecification: {
          ...loss.algorithmSpecification,
          metricDefinitions: [
            { name: "hostile", regex: "^(?=a)(a+)+$" },
            ...loss.algorithmSpecification.metricDefinitions,
          ],
        },
      };
      const BAIT = `${"a".repeat(80)}!`;
      const UNREAD = "hostile takes more than 250 ms for one line";
      const switchedOff = () => expect.poll(message, PATIENT).toContain(UNREAD);
      const message = async () => {
        await pass(controller, KEY, workshop);
        return (await condition("Measured"))?.message;
      };

      test("switches that one off, says so at every door, and reads the others to the end", async () => {
        await started(hostile);
        await enter("running");
        runs.print(run(), "loss=1", BAIT, "loss=2");
        await switchedOff();
        await enter("succeeded", { results });
        expect(await values()).toEqual([1, 2]);
        expect(await words()).toEqual(["Completed", "Completed"]);
        expect(await condition("Measured")).toMatchObject({
          status: "True",
          message: `All log lines are read for metrics. SLIP-RUN-007: not read any more: ${UNREAD}`,
        });
        expect(
          (await status()).secondaryStatusTransitions?.map(({ statusMessage }) => statusMessage),
        ).toContainEqual(expect.stringContaining(UNREAD));
        expect(workshop.recorded.filter(({ type }) => type === "Warning")).toEqual([
          expect.objectContaining({
            reason: "MetricSwitchedOff",
            message: `SLIP-RUN-007: not read any more: ${UNREAD}`,
          }),
        ]);
      });

      test("does not try it again after a restart", async () => {
        await started(hostile);
        await enter("running");
        runs.print(run(), "loss=1", BAIT);
        await switchedOff();
        const asked: (readonly string[])[] = [];
        const watched: MetricReading = {
          ...metrics,
          read: (request) => {
            asked.push(request.definitions.map(({ name }) => name));
            return metrics.read(request);
          },
        };
        controller = trainingJobController({ runs, ledger, metrics: watched, identity: IDENTITY });
        runs.print(run(), BAIT, "loss=2");
        await enter("succeeded", { results });
        expect(await values()).toEqual([1, 2]);
        expect(new Set(asked.map((names) => names.join()))).toEqual(new Set(["loss,JSON lines"]));
      });

      test("tries it again when it is changed", async () => {
        await started(hostile);
        await enter("running");
        runs.print(run(), BAIT);
        await switchedOff();
        await edit((found) => ({
          ...found,
          spec: {
            ...found.spec,
            algorithmSpecification: {
              ...hostile.algorithmSpecification,
              metricDefinitions: [
                { name: "hostile", regex: "^(a+)$" },
                { name: "n", regex: "n=([0-9]+)" },
              ],
            },
          },
        }));
        runs.print(run(), "n=7");
        await enter("succeeded", { results });
        expect(await values()).toEqual([7]);
        expect((await condition("Measured"))?.message).toBe("All log lines are read for metrics");
      });

      test("loses and doubles nothing of the other metrics when the home is killed while it judges", async () => {
        await started(hostile);
        await enter("running");
        runs.print(run(), "loss=1", BAIT, "loss=2");
        await message();
        const other = createMetricReading();
        try {
          controller = trainingJobController({ runs, ledger, metrics: other, identity: IDENTITY });
          await switchedOff();
          await enter("succeeded", { results });
          expect(await values()).toEqual([1, 2]);
        } finally {
          await other.close();
        }
      });

      test("keeps no pass waiting until that is found out", async () => {
        await started(hostile);
        await enter("running");
        runs.print(run(), BAIT);
        expect(await message()).toBe("Reading metrics from the log");
        await switchedOff();
      });
    });

    test("goes on once the ledger takes them again", async () => {
      let refuse = true;
      const moody: Ledger = {
        ...ledger,
        appendMetrics: (...facts) =>
          refuse ? Promise.reject(new Error("disk full")) : ledger.appendMetrics(...facts),
      };
      controller = trainingJobController({ runs, ledger: moody, metrics, identity: IDENTITY });
      await started(loss);
      await enter("running");
      runs.print(run(), "loss=1");
      await expect.poll(() => look(), PATIENT).toEqual({ next: "retry" });
      expect(await condition("Measured")).toMatchObject({ status: "False", message: "disk full" });
      refuse = false;
      await enter("succeeded", { results });
      expect(await values()).toEqual([1]);
    });

    test("counts lines that came after a slow reading had found no more", async () => {
      let read = () => {};
      const gate = new Promise<void>((resolve) => {
        read = resolve;
      });
      const slow: MetricReading = { ...metrics, read: (request) => gate.then(() => metrics.read(request)) };
      controller = trainingJobController({ runs, ledger, metrics: slow, identity: IDENTITY });
      await started(loss);
      await enter("running");
      runs.print(run(), "loss=1");
      await pass(controller, KEY, workshop);
      read();
      await expect.poll(values, PATIENT).toEqual([1]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      runs.print(run(), "loss=2");
      await enter("succeeded", { results });
      expect(await values()).toEqual([1, 2]);
      expect((await status()).finalMetricDataList?.map(({ value }) => value)).toEqual([2]);
    });

    test("tells an end with its metrics, and without those that are not read for long after it", async () => {
      let read = () => {};
      const gate = new Promise<void>((resolve) => {
        read = resolve;
      });
      const slow: MetricReading = { ...metrics, read: (request) => gate.then(() => metrics.read(request)) };
      controller = trainingJobController({ runs, ledger, metrics: slow, identity: IDENTITY });
      await started(loss);
      await enter("running");
      runs.print(run(), "loss=1");
      workshop.clock.advance(1_000);
      runs.enter(run(), "succeeded", { results });
      await pass(controller, KEY, workshop);
      await pass(controller, KEY, workshop);
      expect(await words()).toEqual(["InProgress", "Training"]);
      workshop.clock.advance(30_000);
      await pass(controller, KEY, workshop);
      expect(await words()).toEqual(["Completed", "Completed"]);
      expect((await status()).finalMetricDataList).toEqual([]);
      read();
      await look();
      expect((await status()).finalMetricDataList?.map(({ value }) => value)).toEqual([1]);
    });

    test("holds a bounded number of lines and points at once, however many there are", async () => {
      await started(loss);
      await enter("running");
      const most = { lines: 0, values: 0 };
      const watched: MetricReading = {
        ...metrics,
        read: async (request) => {
          const found = await metrics.read(request);
          most.lines = Math.max(most.lines, request.texts.length);
          most.values = Math.max(most.values, found.values.length);
          return found;
        },
      };
      controller = trainingJobController({ runs, ledger, metrics: watched, identity: IDENTITY });
      runs.print(run(), ...Array.from({ length: 30_000 }, (_, index) => `loss=${index}`));
      await pass(controller, KEY, workshop);
      await expect
        .poll(async () => (await ledger.lastMetrics([subjectOf(await job())]))[0]?.[0]?.value, PATIENT)
        .toBe(29_999);
      expect(most).toEqual({ lines: 500, values: 500 });
    });
  });

  test("writes down once what it took, however often it is looked at", async () => {
    await started();
    await enter("downloading");
    await enter("running");
    await enter("succeeded", { results });
    workshop.clock.advance(60_000);
    await look();
    const subject = subjectOf(await job());
    const machine = { instanceType: "ml.m4.xlarge", instanceCount: 1 };
    expect(await readAttempts(ledger, subject)).toEqual([
      {
        attempt: 1,
        run: runs.started[0]?.name,
        runtime: "pods",
        ...machine,
        startedAt: new Date(at(1)),
        finishedAt: new Date(at(3)),
        outcome: "succeeded",
      },
    ]);
    expect(await readCosts(ledger, subject)).toEqual([
      { attempt: 1, run: runs.started[0]?.name, at: new Date(at(3)), ...machine, billableSeconds: 2 },
    ]);
  });

  test("costs what the NodePool of its instance type says", async () => {
    await workshop.hands.create(nodePoolKind, {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "NodePool",
      metadata: { name: "usual" },
      spec: { instanceTypes: ["pooled.usual"], price: { perHour: 0.2 } },
    } as NodePool);
    try {
      const resourceConfig = { instanceType: "pooled.usual", instanceCount: 1, volumeSizeInGB: 5 };
      await started({ resourceConfig });
      await enter("running");
      await enter("succeeded", { results });
      expect(await readCosts(ledger, subjectOf(await job()))).toMatchObject([
        { price: { perHour: 0.2, currency: "USD" } },
      ]);
    } finally {
      // No namespace takes it along.
      await workshop.hands.remove(nodePoolKind, "/usual");
    }
  });

  test("that is deleted while it runs takes its run with it", async () => {
    await started();
    await enter("running");
    await workshop.hands.remove(trainingJobKind, KEY);
    await look();
    expect(runs.phaseOf(run())).toBe("gone");
    expect(await workshop.hands.get(trainingJobKind, KEY)).toBeUndefined();
  });

  test("that is deleted and goes on where it runs, as somebody asked, has no end", async () => {
    runs.keeps = true;
    await started();
    await enter("running");
    const subject = subjectOf(await job());
    await workshop.hands.remove(trainingJobKind, KEY);
    await look();
    expect(await workshop.hands.get(trainingJobKind, KEY)).toBeUndefined();
    expect(runs.phaseOf(run())).toBe("running");
    const [only, ...others] = await readAttempts(ledger, subject);
    expect([only?.startedAt, only?.finishedAt, others]).toEqual([new Date(at(1)), undefined, []]);
    expect(await readCosts(ledger, subject)).toEqual([]);
  });

  test("that is deleted after a crash left its run unremembered takes it along all the same", async () => {
    await create();
    workshop.onWrite = ({ part }) => {
      if (part === "status") throw new Error("killed");
    };
    await pass(controller, KEY, workshop);
    workshop.onWrite = () => {};
    await workshop.hands.remove(trainingJobKind, KEY);
    await look();
    expect(runs.phaseOf(run())).toBe("gone");
  });

  test("tells which fields it took without effect", async () => {
    await started({ vpcConfig: { securityGroupIDs: ["sg-1"], subnets: ["subnet-1"] } });
    expect((await condition("ACK.Advisory"))?.message).toBe("Accepted, without effect here: vpcConfig");
  });

  describe("on a runtime that takes the whole request", () => {
    beforeEach(() => {
      runs.declared.runtime = "sagemaker";
      runs.declared.wholeRequest = true;
    });

    test("is not judged by what pods can do, and runs the image as it is written", async () => {
      await started({
        checkpointConfig: { s3URI: "s3://bucket-a/checkpoints" },
        vpcConfig: { subnets: ["subnet-1"], securityGroupIDs: ["sg-1"] },
        algorithmSpecification: {
          trainingImage: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1",
          trainingInputMode: "Pipe",
          metricDefinitions: [{ name: "loss", regex: "(?<=loss=)([0-9]+)" }],
        },
      });
      expect(await condition("ACK.Terminal")).toBeUndefined();
      expect(await condition("ACK.Advisory")).toBeUndefined();
      expect((await status()).slipway).toMatchObject({ runtime: "sagemaker" });
      expect((await status()).slipway?.image).toBeUndefined();
    });

    test("is left to that runtime's own clock", async () => {
      await started({ stoppingCondition: { maxRuntimeInSeconds: 60 } });
      await enter("running");
      workshop.clock.advance(120_000);
      await look();
      expect(runs.stopAsked).toEqual([]);
    });

    test("is refused for good in the runtime's words, and begins after all once it is changed", async () => {
      runs.nextStartError = new SlipwayError("SLIP-SAGEMAKER-001", "the name is in use");
      await create();
      expect((await pass(controller, KEY, workshop)).next).toBe("forget");
      expect(await condition("ACK.Terminal")).toMatchObject({
        status: "True",
        message: "SLIP-SAGEMAKER-001: the name is in use",
      });
      expect(await words()).toEqual(["Failed", "Failed"]);
      expect(runs.started).toEqual([]);
      await edit((job) => ({ ...job, spec: { ...job.spec, trainingJobName: "another" } }));
      await look();
      expect(await condition("ACK.Terminal")).toBeUndefined();
      expect(await words()).toEqual(["InProgress", "Starting"]);
      expect((await status()).failureReason).toBeUndefined();
    });
  });
});

function at(second: number): string {
  return new Date(Date.parse("2026-01-01T00:00:00Z") + second * 1_000).toISOString().replace(".000", "");
}

function transition(status: string, from: number, to: number, statusMessage: string) {
  return { status, startTime: at(from), endTime: at(to), statusMessage };
}
