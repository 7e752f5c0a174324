import type { Resource } from "@slipway/model";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runSpec } from "../runs.contract.ts";
import type { RunRef, Runs } from "../runs.ts";
import { type Bench, JOB, openBench, trainingJobOwner } from "./testing/bench.ts";
import { end, enter } from "./testing/play-job.ts";

const STREAM = `${JOB}/algo-1-1700000000`;

describe("a run in SageMaker", () => {
  let bench: Bench;
  let runs: Runs;
  beforeEach(async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    bench = await openBench();
    runs = bench.sagemaker().runs;
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await bench.close();
  });

  const start = (owner: Resource = trainingJobOwner) => runs.start(runSpec(owner, "run-1"));
  const ref = (owner: Resource = trainingJobOwner): RunRef => ({
    name: "run-1",
    namespace: "default",
    owner,
  });
  const restart = (): void => {
    runs = bench.sagemaker().runs;
  };
  const count = (operation: string): number => bench.aws.calls.filter((call) => call === operation).length;
  const texts = async (from = 0) =>
    (await runs.logs(ref(), { from, limit: 100 })).map(({ index, text }) => `${index} ${text}`);

  test("waits with SageMaker's sentence, and tells its status as ACK writes it", async () => {
    await start();
    const state = await runs.observe(ref());
    expect(state).toMatchObject({
      phase: "pending",
      message: "Starting: Preparing the instances for training",
      reported: {
        trainingJobStatus: "InProgress",
        secondaryStatus: "Starting",
        secondaryStatusTransitions: [{ status: "Starting" }],
        ackResourceMetadata: {
          arn: "arn:aws:sagemaker:us-west-2:123456789012:training-job/job-1",
          ownerAccountID: "123456789012",
          region: "us-west-2",
        },
      },
    });
  });

  test("began when AWS says that training did, where no stage tells it", async () => {
    await start();
    const [began, ended] = [1_700_000_000, 1_700_000_090];
    end(bench.aws, "Completed", { TrainingStartTime: began, TrainingEndTime: ended });
    const { entered } = await runs.observe(ref());
    expect(entered).toMatchObject({ running: new Date(began * 1_000), succeeded: new Date(ended * 1_000) });
  });

  test("ends with its model, and with the status that AWS tells", async () => {
    await start();
    enter(bench.aws, "Training");
    end(bench.aws, "Completed", {
      ModelArtifacts: { S3ModelArtifacts: "s3://bucket-a/out/model.tar.gz" },
      BillableTimeInSeconds: 60,
      FinalMetricDataList: [{ MetricName: "train:rmse", Value: 0.5, Timestamp: 1_700_000_000 }],
    });
    expect(await runs.observe(ref())).toMatchObject({
      phase: "succeeded",
      results: { stored: { model: "s3://bucket-a/out/model.tar.gz" } },
      reported: {
        trainingJobStatus: "Completed",
        billableTimeInSeconds: 60,
        finalMetricDataList: [{ metricName: "train:rmse", value: 0.5, timestamp: "2023-11-14T22:13:20Z" }],
      },
    });
  });

  test("carries ACK's tags and whose it is, beside the user's own", async () => {
    const tags = [
      { key: "team", value: "a" },
      { key: "slipway.dev/uid", value: "forged" },
    ];
    await start({ ...trainingJobOwner, spec: { ...trainingJobOwner.spec, tags } as object });
    expect(bench.aws.tagsOf("TrainingJob", JOB)).toEqual(
      expect.arrayContaining([
        { Key: "team", Value: "a" },
        { Key: "slipway.dev/uid", Value: "uid-1" },
        { Key: "services.k8s.aws/namespace", Value: "default" },
      ]),
    );
    expect(JSON.stringify(bench.aws.tagsOf("TrainingJob", JOB))).not.toContain("forged");
  });

  test("waits out throttling and faults of AWS, and makes one job", async () => {
    bench.aws.troubles.push(
      { type: "ThrottlingException", status: 400 },
      { type: "InternalFailure", status: 500 },
    );
    await start();
    expect((await runs.observe(ref())).phase).toBe("pending");
    expect(count("CreateTrainingJob")).toBe(1);
  });

  test("does not wait for an answer that does not come", async () => {
    bench.aws.silent = 1;
    await start();
    expect(count("CreateTrainingJob")).toBe(1);
  });

  test("fails the pass when throttling does not end, and goes on at the next", async () => {
    const throttled = { type: "ThrottlingException", status: 400 };
    bench.aws.troubles.push(throttled, throttled, throttled);
    await expect(start()).rejects.toThrow("scripted");
    await start();
    expect(count("CreateTrainingJob")).toBe(1);
  });

  test("is not taken for gone while AWS does not show it yet", async () => {
    await start();
    bench.aws.unseen = 2;
    expect((await runs.observe(ref())).phase).toBe("pending");
    await start();
    expect((await runs.observe(ref())).phase).toBe("pending");
    expect(count("CreateTrainingJob")).toBe(1);
  });

  test("is found again after a restart, also while AWS does not show it yet", async () => {
    await start();
    restart();
    bench.aws.unseen = 2;
    await expect(start()).rejects.toThrow("must be unique");
    await start();
    const slipway = { run: "run-1", phase: "pending", entered: { pending: new Date().toISOString() } };
    bench.aws.unseen = 1;
    restart();
    expect((await runs.observe(ref({ ...trainingJobOwner, status: { slipway } }))).phase).toBe("pending");
    expect(count("CreateTrainingJob")).toBe(1);
  });

  test("of somebody else's is not followed, stopped or deleted", async () => {
    bench.aws.put("TrainingJob", JOB, { TrainingJobStatus: "InProgress", SecondaryStatus: "Training" });
    await expect(start()).rejects.toMatchObject({ code: "SLIP-SAGEMAKER-001" });
    expect((await runs.observe(ref())).phase).toBe("gone");
    await runs.stop(ref());
    expect(await runs.remove(ref())).toBe("gone");
    expect(bench.aws.get("TrainingJob", JOB)).toMatchObject({ TrainingJobStatus: "InProgress" });
    expect(bench.aws.calls.filter((call) => /^(Stop|Delete|Create)/.test(call))).toEqual([]);
  });

  test("is not made anew where adopting one was asked for", async () => {
    const annotations = { "services.k8s.aws/adoption-policy": "adopt" };
    const owner = { ...trainingJobOwner, metadata: { ...trainingJobOwner.metadata, annotations } };
    await expect(start(owner)).rejects.toMatchObject({ code: "SLIP-SAGEMAKER-009" });
    expect(bench.aws.calls).toEqual([]);
  });

  test("is looked for under the name it was made with, whatever its spec says later", async () => {
    await start();
    const { reported } = await runs.observe(ref());
    const renamed = {
      ...trainingJobOwner,
      spec: { ...trainingJobOwner.spec, trainingJobName: "job-2" } as object,
      status: { ...reported, slipway: { run: "run-1", runtime: "sagemaker" } },
    };
    bench.aws.put(
      "TrainingJob",
      "job-1",
      bench.aws.get("TrainingJob", JOB),
      bench.aws.tagsOf("TrainingJob", JOB),
    );
    expect((await runs.observe(ref(renamed))).phase).toBe("pending");
  });

  test("that is refused by SageMaker says so in SageMaker's words", async () => {
    bench.aws.troubles.push(
      { type: "ResourceNotFound", status: 400 },
      { type: "ValidationException", status: 400 },
    );
    await expect(start()).rejects.toMatchObject({ code: "SLIP-SAGEMAKER-003" });
  });

  test("waits where a quota has no room for it, with AWS's words, and does not ask at every look", async () => {
    const words =
      "The account-level service limit 'ml.m5.large for training job usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances. Please contact AWS support to request an increase for this limit.";
    bench.aws.overQuota.set(JOB, words);
    const refused = {
      code: "SLIP-SAGEMAKER-010",
      message: `Waiting for room in SageMaker's quota: ${words}`,
    };
    await expect(start()).rejects.toMatchObject(refused);
    bench.aws.overQuota.clear();
    await expect(start()).rejects.toMatchObject(refused);
    expect(count("DescribeTrainingJob") + count("CreateTrainingJob")).toBe(0);
    await start({ ...trainingJobOwner, metadata: { ...trainingJobOwner.metadata, generation: 2 } });
    expect(count("CreateTrainingJob")).toBe(1);
  });

  test("ships each line once, across restarts, in the order they were written", async () => {
    const line = (timestamp: number, message: string) => ({ timestamp, message });
    await start();
    enter(bench.aws, "Training");
    bench.aws.print(STREAM, line(1, "a"), line(2, "b"), line(2, "c"), line(2, "d"), line(2, "e\nf"));
    expect(await texts()).toEqual(["0 a", "1 b", "2 c", "3 d", "4 e", "5 f"]);
    restart();
    bench.aws.print(STREAM, line(2, "g"), line(3, "h"));
    expect(await texts(5)).toEqual(["5 f", "6 g", "7 h"]);
    bench.aws.print(STREAM, line(3, "i"));
    expect(await texts(7)).toEqual(["7 h", "8 i"]);
    restart();
    end(bench.aws, "Completed");
    expect((await runs.observe(ref())).instances).toMatchObject([
      { host: "algo-1", pod: "run-1-algo-1-1700000000" },
    ]);
    expect(await texts(8)).toEqual(["8 i"]);
    const stream = {
      namespace: "default",
      pod: "run-1-algo-1-1700000000",
      uid: "uid-1",
      container: "algorithm",
    };
    expect((await bench.ledger.readLog(stream, { from: 0, limit: 20 })).closed).toBe(true);
  });

  test("is followed to its end also where its log may not be read", async () => {
    bench.aws.denied.add("DescribeLogStreams");
    await start();
    end(bench.aws, "Completed");
    expect(await runs.observe(ref())).toMatchObject({
      phase: "succeeded",
      message: expect.stringContaining("its log may not be read"),
    });
    expect(await texts()).toEqual([]);
  });

  test("is over here when its last lines have had time to arrive", async () => {
    runs = bench.sagemaker({}, { settleMs: 60_000 }).runs;
    await start();
    end(bench.aws, "Completed");
    const arriving = await runs.observe(ref());
    expect(arriving.phase).toBe("uploading");
    expect(arriving.reported).not.toHaveProperty("trainingJobStatus");
    bench.aws.set("TrainingJob", JOB, { TrainingEndTime: Date.now() / 1_000 - 61 });
    expect(await runs.observe(ref())).toMatchObject({
      phase: "succeeded",
      reported: { trainingJobStatus: "Completed" },
    });
  });

  test("is deleted also where SageMaker keeps the records of jobs", async () => {
    bench.aws.denied.add("DeleteTrainingJob");
    await start();
    expect(await runs.remove(ref())).toBe("going");
    expect(bench.aws.get("TrainingJob", JOB)).toMatchObject({ TrainingJobStatus: "Stopping" });
    end(bench.aws, "Stopped");
    expect(await runs.remove(ref())).toBe("gone");
    expect(bench.aws.get("TrainingJob", JOB)).toBeDefined();
  });

  test("that never began is let go where there are no credentials, and one that did is waited for", async () => {
    const refused = bench.sagemaker({ refused: "started without" }).runs;
    expect(await refused.remove(ref())).toBe("gone");
    const begun = { ...trainingJobOwner, status: { slipway: { run: "run-1", runtime: "sagemaker" } } };
    await expect(refused.remove(ref(begun))).rejects.toMatchObject({ code: "SLIP-SAGEMAKER-002" });
    const annotations = { "services.k8s.aws/deletion-policy": "retain" };
    const retained = { ...begun, metadata: { ...begun.metadata, annotations } };
    expect(await refused.remove(ref(retained))).toBe("kept");
  });

  test("that was interrupted goes on in another stream, whose lines follow", async () => {
    await start();
    enter(bench.aws, "Training");
    bench.aws.print(STREAM, { timestamp: 1, message: "first try" });
    bench.aws.print(`${JOB}/algo-1-1700009999`, { timestamp: 9, message: "second try" });
    bench.aws.print(`${JOB}/algo-2-1700000000`, { timestamp: 1, message: "another host" });
    bench.aws.print("Job-10/algo-1-1700000000", { timestamp: 1, message: "another job" });
    expect(await texts()).toEqual(["0 first try"]);
    expect(await texts(1)).toEqual(["1 second try"]);
    expect((await runs.observe(ref())).instances.map(({ host }) => host)).toEqual([
      "algo-1",
      "algo-1",
      "algo-2",
    ]);
  });
});

describe("what AWS is spoken to with", () => {
  let bench: Bench;
  beforeEach(async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    bench = await openBench();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await bench.close();
  });
  const start = (access: Parameters<Bench["sagemaker"]>[0]) =>
    bench.sagemaker(access).runs.start(runSpec(trainingJobOwner, "run-1"));

  test("is nothing where the operator has not allowed it", async () => {
    await expect(start({ refused: "started without" })).rejects.toMatchObject({
      code: "SLIP-SAGEMAKER-002",
      message: "started without",
    });
  });

  test("is never the home's own key", async () => {
    await expect(start({ own: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", port: 1 } })).rejects.toMatchObject({
      code: "SLIP-SAGEMAKER-004",
    });
    expect(bench.aws.calls).toEqual([]);
  });

  test("is never sent to the home's own door, from wherever its address came", async () => {
    await bench.annotate({ "services.k8s.aws/default-region": "us-west-2" });
    vi.stubEnv("AWS_ENDPOINT_URL", `http://localhost:${bench.aws.port}`);
    await expect(start({ own: { accessKeyId: "x", port: bench.aws.port } })).rejects.toMatchObject({
      code: "SLIP-SAGEMAKER-004",
    });
    expect(bench.aws.calls).toEqual([]);
  });

  test("goes in clear to nobody but this machine", async () => {
    await bench.annotate({ "services.k8s.aws/endpoint-url": "http://sagemaker.example" });
    await expect(start({})).rejects.toMatchObject({ code: "SLIP-SAGEMAKER-004" });
  });

  test("is asked for in a sentence where there is nothing", async () => {
    await bench.annotate({ ...bench.aws.annotations, "slipway.dev/aws-profile": "nobody" });
    await expect(start({})).rejects.toMatchObject({ code: "SLIP-SAGEMAKER-006" });
  });
});
