import { defined, rfc3339 } from "@slipway/model";
import type { TrainingJob, TrainingJobStatus } from "@slipway/model/kinds/training-job/index.ts";
import { billedSeconds, machineSeconds } from "#runs/machine-seconds.ts";
import { recordOf } from "#runs/run-record.ts";

/** A job that is deleted before it is over, as it is told afterwards. */
export function asStopped(job: TrainingJob, now: Date): TrainingJob {
  const at = rfc3339(now);
  const seconds = machineSeconds(recordOf(job), at);
  const { secondaryStatusTransitions: before = [], trainingStartTime } = job.status ?? {};
  const status: TrainingJobStatus = {
    ...job.status,
    trainingJobStatus: "Stopped",
    secondaryStatus: "Stopped",
    secondaryStatusTransitions: [
      ...before.map((transition) => ({ ...transition, endTime: transition.endTime ?? at })),
      { status: "Stopped", startTime: at, endTime: at, statusMessage: "The training job was deleted" },
    ],
    lastModifiedTime: at,
    ...defined({
      trainingEndTime: trainingStartTime === undefined ? undefined : at,
      trainingTimeInSeconds: seconds,
      billableTimeInSeconds: seconds === undefined ? undefined : billedSeconds(recordOf(job), seconds),
    }),
  };
  return { ...job, status };
}
