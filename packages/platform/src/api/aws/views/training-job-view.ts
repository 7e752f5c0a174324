import { STOP_ANNOTATION } from "@slipway/model";
import { withTrainingJobDefaults } from "@slipway/model/kinds/training-job/defaults.ts";
import type { TrainingJob, TrainingJobStatus } from "@slipway/model/kinds/training-job/index.ts";
import type { Call } from "../call.ts";
import { trainingJobs } from "../objects/aws-kinds.ts";
import { withArn } from "./with-arn.ts";

/** The job as SageMaker tells it, also in the moments before its controller has said anything. */
export function trainingJobView(job: TrainingJob, call: Call): TrainingJob {
  const status = withArn(trainingJobs, job, call);
  return {
    ...job,
    spec: withTrainingJobDefaults(job.spec),
    status: { ...atFirst(job), ...status, ...meanwhile(job) },
  };
}

/** As of creation; the first transition's words are SageMaker's. */
function atFirst({ metadata }: TrainingJob): TrainingJobStatus {
  const startTime = metadata.creationTimestamp;
  return {
    trainingJobStatus: "InProgress",
    secondaryStatus: "Starting",
    secondaryStatusTransitions: [
      {
        status: "Starting",
        statusMessage: "Preparing the instances for training",
        ...(startTime === undefined ? {} : { startTime }),
      },
    ],
    profilingStatus: "Disabled",
  };
}

/** What has been asked for and the controller may not have seen yet. */
function meanwhile({ metadata, status }: TrainingJob): TrainingJobStatus {
  if (metadata.deletionTimestamp !== undefined) return { trainingJobStatus: "Deleting" };
  const running = (status?.trainingJobStatus ?? "InProgress") === "InProgress";
  if (!running || metadata.annotations?.[STOP_ANNOTATION] === undefined) return {};
  return { trainingJobStatus: "Stopping" };
}
