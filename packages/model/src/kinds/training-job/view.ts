import { defined } from "../../defined.ts";
import { STOP_ANNOTATION } from "../../run-record.ts";
import { withTrainingJobDefaults } from "./defaults.ts";
import type { TrainingJob, TrainingJobStatus } from "./type.generated.ts";

/** The job as SageMaker tells it, also in the moments before its controller has said anything. */
export function trainingJobView(job: TrainingJob): TrainingJob {
  return {
    ...job,
    spec: withTrainingJobDefaults(job.spec),
    status: { ...atFirst(job), ...job.status, ...meanwhile(job) },
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
        ...defined({ startTime }),
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
