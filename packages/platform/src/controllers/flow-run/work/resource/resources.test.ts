// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { STOP_ANNOTATION } from "@slipway/model";
import type { FlowStep, ResourceBody } from "@slipway/model/flows/index.ts";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FlowBench } from "../../testing/flow-bench.ts";

const apiVersion = "sagemaker.services.k8s.aws/v1alpha1";
const spec = {
  trainingJobName: "${{ run.name }}",
  roleARN: "arn:aws:iam::123456789012:role/any",
  algorithmSpecification: { trainingImage: "slipway.dev/script", trainingInputMode: "File" },
  hyperParameters: { rate: "${{ parameters.rate }}" },
  outputDataConfig: { s3OutputPath: "s3://models/out" },
  resourceConfig: { instanceType: "ml.m5.large", instanceCount: 1, volumeSizeInGB: 1 },
  stoppingCondition: { maxRuntimeInSeconds: 60 },
};
const parameters = [{ name: "rate", type: "number", default: 0.5 }] as const;
const job = (
  more: Partial<ResourceBody> = {},
  metadata?: object,
  step: Partial<FlowStep> = {},
): FlowStep => ({
  name: "train",
  resource: {
    manifest: {
      apiVersion,
      kind: "TrainingJob",
      spec,
      ...(metadata === undefined ? {} : { metadata }),
    } as never,
    ...more,
  },
  ...step,
});
const model = (more: Partial<ResourceBody> = {}): FlowStep => ({
  name: "register",
  resource: {
    manifest: {
      apiVersion,
      kind: "Model",
      metadata: { name: "churn" },
      spec: {
        modelName: "churn",
        primaryContainer: { image: "slipway.dev/xgboost", modelDataURL: "s3://models/out/model.tar.gz" },
      },
    },
    ...more,
  },
});
const COMPLETED = {
  trainingJobStatus: "Completed",
  modelArtifacts: { s3ModelArtifacts: "s3://models/out/model.tar.gz" },
  finalMetricDataList: [{ metricName: "auc", value: 0.75 }],
};
const ready = (generation: number) => ({
  conditions: [{ type: "ACK.ResourceSynced", status: "True", observedGeneration: generation }],
});

describe("a step that makes an object", () => {
  let bench: FlowBench;
  beforeEach(async () => {
    bench = await FlowBench.open();
  });
  afterEach(() => bench.close());
  const theJob = async () => {
    const [only, ...others] = await bench.all(trainingJobKind);
    if (only === undefined || others.length > 0) throw new Error(`there are ${others.length + 1} jobs`);
    return only;
  };

  const hasJob = async (other: FlowBench) => (await other.all(trainingJobKind)).length > 0;

  test("gives what it came to, and has the run as its owner", async () => {
    await bench.run({
      parameters,
      steps: [job()],
      results: [
        { name: "model", value: "${{ steps.train.results.modelArtifact }}" },
        { name: "auc", value: "${{ steps.train.results.metrics.auc }}" },
        { name: "job", value: "${{ steps.train.results.name }}" },
        { name: "word", value: "${{ steps.train.results.status.trainingJobStatus }}" },
      ],
    });
    const made = await theJob();
    const run = await bench.get(flowRunKind, "nightly-1");
    expect(made).toMatchObject({
      metadata: { ownerReferences: [{ kind: "FlowRun", name: "nightly-1", uid: run.metadata.uid }] },
      spec: { trainingJobName: "nightly-1", hyperParameters: { rate: "0.5" } },
    });
    expect(await bench.status()).toMatchObject({ phase: "Running", steps: { running: 1 } });
    await bench.tell(trainingJobKind, made.metadata.name, COMPLETED);
    expect(await bench.status()).toMatchObject({
      phase: "Succeeded",
      results: {
        model: "s3://models/out/model.tar.gz",
        auc: 0.75,
        job: made.metadata.name,
        word: "Completed",
      },
    });
    expect(await theJob()).toMatchObject({ metadata: { uid: made.metadata.uid } });
  });

  test("makes one, wherever its server is killed", async () => {
    for (const where of ["before", "after"] as const) {
      const other = await FlowBench.open();
      let kills = 2;
      other.workshop.onWrite = async ({ kind, part }) => {
        const isThen =
          where === "before" ? kind === "TrainingJob" : part === "status" && (await hasJob(other));
        if (isThen && kills-- > 0) throw new Error(`killed ${where} it was made`);
      };
      await other.run({ parameters, steps: [job()] });
      for (let lives = 0; lives < 3; lives++) {
        other.kill();
        await other.look();
      }
      const made = await other.all(trainingJobKind);
      expect(made).toHaveLength(1);
      await other.tell(trainingJobKind, made[0]?.metadata.name ?? "", COMPLETED);
      expect(await other.status()).toMatchObject({ phase: "Succeeded" });
      await other.close();
    }
  });

  test("fails as it does, and is tried again by why it failed, with another one", async () => {
    const retry = { limits: { "out-of-memory": 1 } };
    await bench.run({ parameters, steps: [job({}, undefined, { retry })] });
    const failed = (failure: string, message: string) => ({
      trainingJobStatus: "Failed",
      failureReason: message,
      slipway: { failure: { class: failure, message } },
    });
    const first = (await theJob()).metadata.name;
    await bench.tell(trainingJobKind, first, failed("out-of-memory", "it was killed"));
    bench.workshop.clock.advance(5_000);
    await bench.look();
    const second = (await bench.all(trainingJobKind)).find(({ metadata }) => metadata.name !== first);
    await bench.tell(trainingJobKind, second?.metadata.name ?? "", failed("user-code", "it broke"));
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: `train: TrainingJob default/${second?.metadata.name}: it broke`,
    });
  });

  test("with a name of its own takes the place of an earlier try's, and of nobody else's", async () => {
    const retry = { limits: { "user-code": 1 } };
    await bench.run({ parameters, steps: [job({}, { name: "mine-${{ run.name }}" }, { retry })] });
    const { uid } = (await bench.get(trainingJobKind, "mine-nightly-1")).metadata;
    await bench.tell(trainingJobKind, "mine-nightly-1", { trainingJobStatus: "Failed" });
    bench.workshop.clock.advance(5_000);
    await bench.look();
    await bench.look();
    const again = await bench.get(trainingJobKind, "mine-nightly-1");
    expect(again.metadata.uid).not.toBe(uid);
    await bench.tell(trainingJobKind, "mine-nightly-1", COMPLETED);
    expect(await bench.status()).toMatchObject({ phase: "Succeeded" });
  });

  test("does not touch what it has not made", async () => {
    const metadata = { name: "theirs", namespace: "default" };
    await bench.workshop.hands.create(trainingJobKind, {
      ...{ apiVersion, kind: "TrainingJob", metadata },
      spec: { ...spec, hyperParameters: {} },
    } as never);
    await bench.run({ parameters, steps: [job({}, { name: "theirs" })] });
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining("there is a TrainingJob default/theirs already"),
    });
  });

  test("is canceled with its run: the job is asked to stop, and waited for", async () => {
    await bench.run({ parameters, steps: [job()] });
    await bench.cancel();
    const asked = await theJob();
    expect(asked.metadata.annotations).toHaveProperty([STOP_ANNOTATION]);
    expect(await bench.status()).toMatchObject({ phase: "Running" });
    await bench.tell(trainingJobKind, asked.metadata.name, { trainingJobStatus: "Stopped" });
    expect(await bench.status()).toMatchObject({ phase: "Canceled", steps: { canceled: 1 } });
  });

  test("takes no longer than it may", async () => {
    await bench.run({ parameters, steps: [job({}, undefined, { timeoutSeconds: 60 })] });
    bench.workshop.clock.advance(61_000);
    await bench.look();
    await bench.tell(trainingJobKind, (await theJob()).metadata.name, { trainingJobStatus: "Stopped" });
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: "train: It took longer than 60 s",
    });
  });

  test("fails when somebody deletes it", async () => {
    await bench.run({ parameters, steps: [job()] });
    await bench.workshop.hands.remove(trainingJobKind, `default/${(await theJob()).metadata.name}`);
    await bench.look();
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining("somebody has deleted the TrainingJob"),
    });
  });

  test("changes what stays, waits until it is ready as it is now, and leaves it to itself", async () => {
    const metadata = { name: "churn", namespace: "default" };
    await bench.workshop.hands.create(modelKind, {
      ...{ apiVersion, kind: "Model", metadata },
      spec: { modelName: "churn", primaryContainer: { image: "slipway.dev/old" } },
    } as never);
    await bench.workshop.hands.replace(
      modelKind,
      { ...(await bench.get(modelKind, "churn")), status: ready(1) } as never,
      "status",
    );
    await bench.run({ steps: [model()] });
    const changed = await bench.get(modelKind, "churn");
    expect(changed).toMatchObject({
      metadata: { generation: 2 },
      spec: { primaryContainer: { image: "slipway.dev/xgboost" } },
    });
    expect(changed.metadata).not.toHaveProperty("ownerReferences");
    expect(await bench.status()).toMatchObject({ phase: "Running" });
    await bench.tell(modelKind, "churn", ready(2));
    expect(await bench.status()).toMatchObject({ phase: "Succeeded" });
  });

  test("belongs to the run where the step says so", async () => {
    await bench.run({
      parameters,
      steps: [job({ setOwnerReference: false }), model({ setOwnerReference: true })],
    });
    expect((await theJob()).metadata).not.toHaveProperty("ownerReferences");
    expect((await bench.get(modelKind, "churn")).metadata.ownerReferences).toHaveLength(1);
  });

  test("lets go of what stays when it is canceled", async () => {
    await bench.run({ steps: [model()] });
    await bench.cancel();
    expect(await bench.status()).toMatchObject({ phase: "Canceled" });
    expect(await bench.get(modelKind, "churn")).toBeDefined();
  });

  test("deletes, and is done with what is not there", async () => {
    const gone = (name: string, kind: string): FlowStep => ({
      name,
      resource: { action: "delete", manifest: { apiVersion, kind, metadata: { name } } },
    });
    const metadata = { name: "churn", namespace: "default", finalizers: ["a.test/hold"] };
    await bench.workshop.hands.create(endpointKind, {
      ...{ apiVersion, kind: "Endpoint", metadata },
      spec: { endpointName: "churn", endpointConfigName: "churn" },
    } as never);
    await bench.run({ steps: [gone("churn", "Endpoint"), gone("none", "Model")] });
    expect(await bench.status()).toMatchObject({ steps: { running: 1, success: 1 } });
    const held = await bench.get(endpointKind, "churn");
    await bench.workshop.hands.replace(
      endpointKind,
      { ...held, metadata: { ...held.metadata, finalizers: [] } },
      "object",
    );
    await bench.look();
    expect(await bench.status()).toMatchObject({ phase: "Succeeded" });
  });

  test.each([
    [
      { apiVersion: "v1", kind: "${{ 'P' + 'od' }}" },
      "Pod (v1) is no kind that a step can make: there are TrainingJob (",
    ],
    [
      { apiVersion, kind: "Model" },
      "metadata.name is missing, and apply needs to know which Model it is about",
    ],
    [
      { apiVersion, kind: "TrainingJob", metadata: { namespace: "kube-system" } },
      "leave metadata.namespace out",
    ],
    [
      { apiVersion, kind: "TrainingJob", metadata: { finalizers: ["a/b"] } },
      "metadata.finalizers of a step's object is not served",
    ],
    [
      { apiVersion, kind: "TrainingJob", metadata: { name: "x" }, spec: { trainingJobName: 1 } },
      "spec.roleARN: Required value",
    ],
  ])("%j is refused, and says why", async (manifest, message) => {
    await bench.run({ steps: [{ name: "make", resource: { manifest: manifest as never } }] });
    expect(await bench.status()).toMatchObject({
      phase: "Failed",
      message: expect.stringContaining(message),
    });
  });

  test("of a kind that there is none of is refused before anything is begun", async () => {
    const manifest = { apiVersion: "v1", kind: "Pod" };
    await bench.run({
      steps: [
        { name: "first", run: {} },
        { name: "make", needs: ["first"], resource: { manifest } },
      ],
    });
    const { conditions = [] } = await bench.status();
    expect(conditions.find(({ type }) => type === "Accepted")).toMatchObject({
      status: "False",
      message: expect.stringContaining("the step make: Pod (v1) is no kind that a step can make"),
    });
    expect(bench.runs.started).toEqual([]);
  });
});
