import { describe, expect, test } from "vitest";
import { JOB, processingJobOwner } from "./testing/bench.ts";
import { jobBench } from "./testing/job-bench.ts";
import { now } from "./testing/scripted-aws.ts";

describe("a processing job in SageMaker", () => {
  const job = jobBench(processingJobOwner);

  test("goes out whole, with several instances, and waits until AWS says that it began", async () => {
    expect(job.told()).toMatchObject({
      ProcessingResources: { ClusterConfig: { InstanceCount: 2 } },
    });
    expect(await job.runs.observe(job.run)).toMatchObject({
      phase: "pending",
      reported: {
        processingJobStatus: "InProgress",
        ackResourceMetadata: { arn: "arn:aws:sagemaker:us-west-2:123456789012:processing-job/job-1" },
      },
    });
    job.tell({ ProcessingStartTime: now() });
    expect(await job.runs.observe(job.run)).toMatchObject({ phase: "running" });
  });

  test("has its log from its own group, and ends with its message and times", async () => {
    job.aws.print(`${JOB}/algo-1-1700000000`, { timestamp: 1, message: "50 rows" });
    const [began, ended] = [1_700_000_000, 1_700_000_090];
    job.tell({
      ProcessingJobStatus: "Completed",
      ProcessingStartTime: began,
      ProcessingEndTime: ended,
      ExitMessage: "all well",
    });
    expect(await job.runs.observe(job.run)).toMatchObject({
      phase: "succeeded",
      entered: { running: new Date(began * 1_000), succeeded: new Date(ended * 1_000) },
      reported: { processingJobStatus: "Completed", exitMessage: "all well" },
    });
    expect([...job.aws.groups]).toEqual(["/aws/sagemaker/ProcessingJobs"]);
    expect((await job.runs.logs(job.run, { from: 0, limit: 10 })).map(({ text }) => text)).toEqual([
      "50 rows",
    ]);
  });

  test("that fails blames whom AWS blames", async () => {
    job.tell({
      ProcessingJobStatus: "Failed",
      ProcessingStartTime: now(),
      ProcessingEndTime: now() - 60,
      FailureReason: "AlgorithmError: See job logs for more information, exit code: 3",
    });
    expect(await job.runs.observe(job.run)).toMatchObject({
      phase: "failed",
      failure: { class: "user-code", message: "See job logs for more information", exitCode: 3 },
    });
  });

  test("is stopped there, and deleted when it is over", async () => {
    await job.runs.stop(job.run);
    expect(job.told()).toMatchObject({ ProcessingJobStatus: "Stopping" });
    expect(await job.runs.remove(job.run)).toBe("going");
    job.tell({ ProcessingJobStatus: "Stopped", ProcessingEndTime: now() });
    await expect.poll(() => job.runs.remove(job.run)).toBe("gone");
    expect(job.told()).toBeUndefined();
  });
});
