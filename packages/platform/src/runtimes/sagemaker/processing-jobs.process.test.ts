import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runSpec } from "../runs.contract.ts";
import type { RunRef, Runs } from "../runs.ts";
import { type Bench, JOB, openBench, processingJobOwner } from "./testing/bench.ts";
import { now } from "./testing/scripted-aws.ts";

const RUN: RunRef = { name: "run-1", namespace: "default", owner: processingJobOwner };

describe("a processing job in SageMaker", () => {
  let bench: Bench;
  let runs: Runs;
  beforeEach(async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    bench = await openBench();
    runs = bench.sagemaker().runs;
    await runs.start(runSpec(processingJobOwner, "run-1"));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await bench.close();
  });

  const tell = (answer: Readonly<Record<string, unknown>>): void =>
    bench.aws.set("ProcessingJob", JOB, answer);

  test("goes out whole, with several instances, and waits until AWS says that it began", async () => {
    expect(bench.aws.get("ProcessingJob", JOB)).toMatchObject({
      ProcessingResources: { ClusterConfig: { InstanceCount: 2 } },
    });
    expect(await runs.observe(RUN)).toMatchObject({
      phase: "pending",
      reported: {
        processingJobStatus: "InProgress",
        ackResourceMetadata: { arn: "arn:aws:sagemaker:us-west-2:123456789012:processing-job/job-1" },
      },
    });
    tell({ ProcessingStartTime: now() });
    expect(await runs.observe(RUN)).toMatchObject({ phase: "running" });
  });

  test("has its log from its own group, and ends with its message and times", async () => {
    bench.aws.print(`${JOB}/algo-1-1700000000`, { timestamp: 1, message: "50 rows" });
    const [began, ended] = [1_700_000_000, 1_700_000_090];
    tell({
      ProcessingJobStatus: "Completed",
      ProcessingStartTime: began,
      ProcessingEndTime: ended,
      ExitMessage: "all well",
    });
    expect(await runs.observe(RUN)).toMatchObject({
      phase: "succeeded",
      entered: { running: new Date(began * 1_000), succeeded: new Date(ended * 1_000) },
      reported: { processingJobStatus: "Completed", exitMessage: "all well" },
    });
    expect([...bench.aws.groups]).toEqual(["/aws/sagemaker/ProcessingJobs"]);
    expect((await runs.logs(RUN, { from: 0, limit: 10 })).map(({ text }) => text)).toEqual(["50 rows"]);
  });

  test("that fails blames whom AWS blames", async () => {
    tell({
      ProcessingJobStatus: "Failed",
      ProcessingStartTime: now(),
      ProcessingEndTime: now() - 60,
      FailureReason: "AlgorithmError: See job logs for more information, exit code: 3",
    });
    expect(await runs.observe(RUN)).toMatchObject({
      phase: "failed",
      failure: { class: "user-code", message: "See job logs for more information", exitCode: 3 },
    });
  });

  test("is stopped there, and deleted when it is over", async () => {
    await runs.stop(RUN);
    expect(bench.aws.get("ProcessingJob", JOB)).toMatchObject({ ProcessingJobStatus: "Stopping" });
    expect(await runs.remove(RUN)).toBe("going");
    tell({ ProcessingJobStatus: "Stopped", ProcessingEndTime: now() });
    await expect.poll(() => runs.remove(RUN)).toBe("gone");
    expect(bench.aws.get("ProcessingJob", JOB)).toBeUndefined();
  });
});
