import { JOB } from "./bench.ts";
import { now, type ScriptedAws } from "./scripted-aws.ts";

/** SageMaker brings the job to this secondary status. */
export function enter(aws: ScriptedAws, status: "Downloading" | "Training" | "Uploading"): void {
  const before = (aws.get("TrainingJob", JOB)?.["SecondaryStatusTransitions"] ?? []) as readonly object[];
  aws.set("TrainingJob", JOB, {
    SecondaryStatus: status,
    SecondaryStatusTransitions: [
      ...before,
      { Status: status, StartTime: now(), StatusMessage: `${status} it` },
    ],
  });
}

/** SageMaker ends the job. */
export function end(
  aws: ScriptedAws,
  status: "Completed" | "Failed" | "Stopped",
  more: Readonly<Record<string, unknown>> = {},
): void {
  aws.set("TrainingJob", JOB, {
    TrainingJobStatus: status,
    SecondaryStatus: status,
    TrainingEndTime: now(),
    ...more,
  });
}
