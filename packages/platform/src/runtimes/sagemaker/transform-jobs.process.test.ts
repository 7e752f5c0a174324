import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runSpec } from "../runs.contract.ts";
import type { RunRef, Runs } from "../runs.ts";
import { type Bench, JOB, openBench, transformJobOwner } from "./testing/bench.ts";
import { now } from "./testing/scripted-aws.ts";

const RUN: RunRef = { name: "run-1", namespace: "default", owner: transformJobOwner };

describe("a transform job in SageMaker", () => {
  let bench: Bench;
  let runs: Runs;
  beforeEach(async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    bench = await openBench();
    runs = bench.sagemaker().runs;
    await runs.start(runSpec(transformJobOwner, "run-1"));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await bench.close();
  });

  const tell = (answer: Readonly<Record<string, unknown>>): void =>
    bench.aws.set("TransformJob", JOB, answer);

  test("goes out whole, and runs when AWS says that it began", async () => {
    expect(bench.aws.get("TransformJob", JOB)).toMatchObject({
      ModelName: "model-1",
      TransformResources: { InstanceCount: 2 },
    });
    expect(await runs.observe(RUN)).toMatchObject({
      phase: "pending",
      reported: { transformJobStatus: "InProgress" },
    });
    tell({ TransformStartTime: now() });
    expect(await runs.observe(RUN)).toMatchObject({ phase: "running" });
  });

  test("ends with its times, its log's group and where the answers are", async () => {
    const [began, ended] = [1_700_000_000, 1_700_000_090];
    tell({ TransformJobStatus: "Completed", TransformStartTime: began, TransformEndTime: ended });
    expect(await runs.observe(RUN)).toMatchObject({
      phase: "succeeded",
      entered: { running: new Date(began * 1_000), succeeded: new Date(ended * 1_000) },
      results: { stored: { output: "s3://bucket-a/answers" } },
    });
    expect([...bench.aws.groups]).toEqual(["/aws/sagemaker/TransformJobs"]);
  });

  test("that fails blames whom AWS blames", async () => {
    tell({
      TransformJobStatus: "Failed",
      TransformStartTime: now(),
      TransformEndTime: now() - 60,
      FailureReason: "ClientError: See job logs for more information",
    });
    expect(await runs.observe(RUN)).toMatchObject({
      phase: "failed",
      failure: { message: "See job logs for more information" },
    });
  });

  test("is stopped there, and stays there when its object goes, since AWS deletes none", async () => {
    await runs.stop(RUN);
    expect(bench.aws.get("TransformJob", JOB)).toMatchObject({ TransformJobStatus: "Stopping" });
    expect(await runs.remove(RUN)).toBe("going");
    tell({ TransformJobStatus: "Stopped", TransformEndTime: now() });
    await expect.poll(() => runs.remove(RUN)).toBe("gone");
    expect(bench.aws.get("TransformJob", JOB)).toMatchObject({ TransformJobStatus: "Stopped" });
  });
});
