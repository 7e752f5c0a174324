import { describe, expect, test } from "vitest";
import { artifact, component, fails, p, pipeline, run, takes, text } from "../index.ts";

const ACK = "sagemaker.services.k8s.aws/v1alpha1";
const train = component({
  name: "train",
  outputs: { model: artifact.model(), auc: p.float() },
  command: ["train"],
});
const deploy = component({
  name: "deploy",
  inputs: { model: artifact.model(), share: p.float() },
  command: ({ in: i }) => ["deploy", i.model, i.share],
});

describe("a wait for a time", () => {
  const waiting = pipeline({ name: "a", params: { pause: p.float() } }, ({ params, flow }) => {
    const first = flow.wait({ seconds: params.pause });
    flow.wait({ until: "2026-01-01T02:00:00+01:00" }, { name: "morning", needs: [first] });
  });

  test("moves the clock, and needs no fake", async () => {
    const ran = await waiting.test({ pause: 90 }, { fakes: {} });
    expect(ran.step("wait")).toMatchObject({
      state: "success",
      inputs: { seconds: 90 },
      tries: [{ began: 0, ended: 90 }],
    });
    expect(ran.step("morning").tries).toEqual([{ began: 90, ended: 3_600 }]);
    expect(ran).toMatchObject({ state: "success", seconds: 3_600 });
  });

  test("is over at once where it is for what is past", async () => {
    const ran = await waiting.test({ pause: 0 }, { fakes: {}, clock: "2027-01-01T00:00:00Z" });
    expect(ran).toMatchObject({ state: "success", seconds: 0 });
  });

  test("fails where a run finds no time in it, and where its fake does", async () => {
    const none = await waiting.test({ pause: -1 }, { fakes: {} });
    expect(none.step("wait").why).toBe("input: wait.seconds is -1: expected a number from 0 to 3155760000");
    const lost = await waiting.test({ pause: 1 }, { fakes: { morning: fails("internal", { after: 5 }) } });
    expect(lost).toMatchObject({ state: "failed", seconds: 6 });
  });

  test("is cut off by its timeout", async () => {
    const impatient = pipeline({ name: "a" }, ({ flow }) => {
      flow.wait({ seconds: 600 }, { timeout: 60 });
    });
    expect(await impatient.test({}, { fakes: {} })).toMatchObject({ state: "failed", seconds: 60 });
  });
});

describe("an approval", () => {
  const asking = pipeline({ name: "a" }, ({ flow }) => {
    const { model, auc } = train();
    const { share, by, at, comment } = flow.approve({
      message: text`AUC ${auc}`,
      fields: { share: p.float().default(0.1) },
    });
    deploy({ model, share });
    return { by, at, comment };
  });
  const fakes = { train: takes(60, { auc: 0.9 }), deploy: {} };

  test("is answered by its fake, with defaults for what that leaves out", async () => {
    const ran = await asking.test(
      {},
      { fakes: { ...fakes, approve: takes(3_540, { approved: true, by: "ann" }) } },
    );
    expect(ran.step("approve").inputs).toMatchObject({ message: "AUC 0.9" });
    expect(ran.step("deploy").inputs).toEqual({ model: "s3://test/train/model", share: 0.1 });
    expect(ran.results).toEqual({ by: "ann", at: "2026-01-01T01:00:00Z", comment: "" });
  });

  test("has the fields of its answer", async () => {
    const approve = { approved: true, fields: { share: 0.5 }, comment: "half of it" };
    const ran = await asking.test({}, { fakes: { ...fakes, approve } });
    expect(ran.step("deploy").inputs).toMatchObject({ share: 0.5 });
    expect(ran.results).toMatchObject({ by: "somebody", comment: "half of it" });
  });

  test("fails where it is rejected", async () => {
    const approve = { approved: false, by: "ann", comment: "too soon" };
    const ran = await asking.test({}, { fakes: { ...fakes, approve } });
    expect(ran.step("approve")).toMatchObject({ state: "failed", why: "input: rejected by ann: too soon" });
    expect(ran.step("deploy").state).toBe("upstream_failed");
  });

  test.each([
    [undefined, "An approval has no fake, and its step approve is to run: give the test fakes"],
    [{}, "The fake of approve is no answer: expected e.g. { approved: true"],
    [{ approved: true, share: 1 }, "The fake of approve is no answer, it has share: expected"],
    [
      { approved: true, fields: { share: "most" } },
      "The fake of approve has fields that do not fit: share is",
    ],
  ])("%j is told to be none", async (approve, message) => {
    const given = { ...fakes, ...(approve && { approve }) };
    await expect(asking.test({}, { fakes: given as never })).rejects.toThrow(message);
  });
});

test("messages are sent unless their fakes fail", async () => {
  const telling = pipeline(
    { name: "a", onExit: ({ status, flow }) => flow.notify({ secret: "slack", message: status }) },
    () => {
      train();
    },
  );
  const ran = await telling.test({}, { fakes: { train: fails("user-code") } });
  expect(ran.step("onExit.notify")).toMatchObject({
    state: "success",
    inputs: { secret: "slack", message: "failed" },
  });
  const lost = await telling.test({}, { fakes: { train: { auc: 1 }, notify: fails("input") } });
  expect(lost.step("onExit.notify").state).toBe("failed");
});

describe("an object", () => {
  const making = pipeline({ name: "a" }, ({ flow }) => {
    const spec = {
      trainingJobName: "nightly",
      roleARN: "arn:aws:iam::000000000000:role/ml",
      algorithmSpecification: { trainingImage: "reg/train:1", trainingInputMode: "File" },
      outputDataConfig: { s3OutputPath: "s3://b/out" },
      resourceConfig: { instanceCount: 1, instanceType: "ml.m5.large", volumeSizeInGB: 10 },
      stoppingCondition: { maxRuntimeInSeconds: 3_600 },
    } as const;
    const metadata = { name: text`nightly-${run.date}` };
    const job = flow.resource({ manifest: { apiVersion: ACK, kind: "TrainingJob", metadata, spec } });
    const waited = flow.wait({ resource: { apiVersion: ACK, kind: "TransformJob", name: job.name } });
    flow.when(job.metrics.get("auc").gte(0.8), () => deploy({ model: job.modelArtifact, share: 1 }));
    const gone = flow.resource(
      {
        action: "delete",
        manifest: { apiVersion: ACK, kind: "TrainingJob", metadata: { name: job.name } },
      },
      { needs: [waited] },
    );
    flow.wait({ seconds: 1 }, { needs: [gone], name: "last" });
    return { name: job.name, output: waited.output };
  });
  const job = { modelArtifact: "s3://b/out/model.tar.gz", metrics: { auc: 0.9 } };

  test("gives what its fake says, and what follows from it", async () => {
    const fakes = { TrainingJob: takes(600, job), TransformJob: { output: "s3://b/scores" }, deploy: {} };
    const ran = await making.test({}, { fakes });
    expect(ran.ran).toEqual(["training-job", "wait", "when-then.deploy", "delete-training-job", "last"]);
    expect(ran.step("training-job").results).toEqual({
      ...job,
      name: "nightly-2026-01-01",
      kind: "TrainingJob",
      status: {},
    });
    expect(ran.step("when-then.deploy").inputs).toEqual({ model: "s3://b/out/model.tar.gz", share: 1 });
    expect(ran.step("delete-training-job").inputs).toMatchObject({
      manifest: { metadata: { name: "nightly-2026-01-01" } },
    });
    expect(ran.results).toEqual({ name: "nightly-2026-01-01", output: "s3://b/scores" });
  });

  test.each([
    [{}, "The object TrainingJob has no fake, and its step training-job is to run"],
    [{ TrainingJob: job }, "A wait for the TransformJob has no fake, and its step wait is to run"],
    [
      { TrainingJob: { auc: 1 } },
      "The fake of training-job gives auc: a TrainingJob gives name, kind, status, modelArtifact, metrics.",
    ],
    [
      { TrainingJob: { metrics: { auc: "high" } } },
      'gives no metrics that can be one: it .auc is "high": expected a number',
    ],
  ])("%j is told to be none", async (fakes, message) => {
    await expect(making.test({}, { fakes: fakes as never })).rejects.toThrow(message);
  });
});

describe("a run of another pipeline", () => {
  const inner = pipeline({ name: "inner", params: { day: p.date(), rate: p.float().default(0.1) } }, () =>
    train(),
  );
  const outer = pipeline({ name: "outer" }, ({ flow }) => {
    const { model, auc } = flow.run(inner, { day: run.date });
    deploy({ model, share: auc });
    return { model };
  });

  test("is answered by its fake; what is stored is made up", async () => {
    const ran = await outer.test({}, { fakes: { inner: { auc: 0.9 }, deploy: {} } });
    expect(ran.step("inner").inputs).toEqual({ day: "2026-01-01" });
    expect(ran.step("deploy").inputs).toEqual({ model: "s3://test/inner/model", share: 0.9 });
    expect(ran.results).toMatchObject({ model: { uri: "s3://test/inner/model" } });
  });

  test("may be a function of what it was given", async () => {
    const fake = ({ day }: { readonly day?: unknown }) => ({ auc: day === "2026-01-01" ? 0.5 : 1 });
    const ran = await outer.test({}, { fakes: { inner: fake, deploy: {} } });
    expect(ran.step("deploy").inputs).toMatchObject({ share: 0.5 });
  });

  test.each([
    [{}, "The flow inner has no fake, and its step inner is to run"],
    [{ inner: {} }, "The fake of inner gives no auc that can be one: it is missing."],
    [{ inner: { auc: 1, rmse: 1 } }, "The fake of inner gives rmse: what is read of it gives model, auc."],
  ])("%j is told to be none", async (fakes, message) => {
    await expect(outer.test({}, { fakes: fakes as never })).rejects.toThrow(message);
  });
});

test("objects are set up and torn down around steps, and people asked for each item", async () => {
  const around = pipeline({ name: "a" }, ({ flow }) => {
    flow.scope(
      () =>
        flow.resource({
          manifest: {
            apiVersion: "slipway.dev/v1alpha1",
            kind: "Flow",
            metadata: { name: text`made-${run.date}` },
            spec: { steps: [{ name: "a", pass: {} }] },
          },
        }),
      ({ name }) =>
        flow.resource({
          action: "delete",
          manifest: { apiVersion: "slipway.dev/v1alpha1", kind: "Flow", metadata: { name } },
        }),
      ({ name }) => {
        flow.run(name);
      },
    );
    const shares = flow.map(
      ["eu", "us"],
      (region) => flow.approve({ message: region, fields: { share: p.float() } }),
      { tolerate: 1 },
    );
    return { shares: shares.collect("share"), by: shares.collect("by") };
  });
  const fakes = {
    Flow: {},
    run: fails("input"),
    approve: ({ message }: { readonly message?: unknown }) => ({
      approved: message === "eu",
      fields: { share: 0.5 },
    }),
  };
  const ran = await around.test({}, { fakes });
  expect(ran.step("scope.body.run").state).toBe("failed");
  expect(ran.step("scope.teardown.delete-flow").inputs).toMatchObject({
    manifest: { metadata: { name: "made-2026-01-01" } },
  });
  expect(ran.step("map[1].approve").state).toBe("failed");
  expect(ran.step("map").results).toMatchObject({ share: [0.5, null], by: ["somebody", null] });
});
