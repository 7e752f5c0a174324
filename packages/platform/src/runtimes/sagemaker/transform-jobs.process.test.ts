import { describe, expect, test } from "vitest";
import { transformJobOwner } from "./testing/bench.ts";
import { jobBench } from "./testing/job-bench.ts";
import { now } from "./testing/scripted-aws.ts";

describe("a transform job in SageMaker", () => {
  const job = jobBench(transformJobOwner);

  test("goes out whole, and runs when AWS says that it began", async () => {
    expect(job.told()).toMatchObject({
      ModelName: "model-1",
      TransformResources: { InstanceCount: 2 },
    });
    expect(await job.runs.observe(job.run)).toMatchObject({
      phase: "pending",
      reported: { transformJobStatus: "InProgress" },
    });
    job.tell({ TransformStartTime: now() });
    expect(await job.runs.observe(job.run)).toMatchObject({ phase: "running" });
  });

  test("ends with its times, its log's group and where the answers are", async () => {
    const [began, ended] = [1_700_000_000, 1_700_000_090];
    job.tell({ TransformJobStatus: "Completed", TransformStartTime: began, TransformEndTime: ended });
    expect(await job.runs.observe(job.run)).toMatchObject({
      phase: "succeeded",
      entered: { running: new Date(began * 1_000), succeeded: new Date(ended * 1_000) },
      results: { stored: { output: "s3://bucket-a/answers" } },
    });
    expect([...job.aws.groups]).toEqual(["/aws/sagemaker/TransformJobs"]);
  });

  test("that fails blames whom AWS blames", async () => {
    job.tell({
      TransformJobStatus: "Failed",
      TransformStartTime: now(),
      TransformEndTime: now() - 60,
      FailureReason: "ClientError: See job logs for more information",
    });
    expect(await job.runs.observe(job.run)).toMatchObject({
      phase: "failed",
      failure: { message: "See job logs for more information" },
    });
  });

  test("is stopped there, and stays there when its object goes, since AWS deletes none", async () => {
    await job.runs.stop(job.run);
    expect(job.told()).toMatchObject({ TransformJobStatus: "Stopping" });
    expect(await job.runs.remove(job.run)).toBe("going");
    job.tell({ TransformJobStatus: "Stopped", TransformEndTime: now() });
    await expect.poll(() => job.runs.remove(job.run)).toBe("gone");
    expect(job.told()).toMatchObject({ TransformJobStatus: "Stopped" });
  });
});
