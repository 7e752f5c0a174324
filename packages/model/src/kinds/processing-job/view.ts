import { STOP_ANNOTATION } from "../../run-record.ts";
import { withProcessingJobDefaults } from "./defaults.ts";
import type { ProcessingJob, ProcessingJobStatus } from "./type.generated.ts";

/** The job as SageMaker tells it, also in the moments before its controller has said anything. */
export function processingJobView(job: ProcessingJob): ProcessingJob {
  return {
    ...job,
    spec: withProcessingJobDefaults(job.spec),
    status: { processingJobStatus: "InProgress", ...job.status, ...meanwhile(job) },
  };
}

/** What has been asked for and the controller may not have seen yet; AWS has no word for a job that is being deleted. */
function meanwhile({ metadata, status }: ProcessingJob): ProcessingJobStatus {
  const running = (status?.processingJobStatus ?? "InProgress") === "InProgress";
  const isToEnd =
    metadata.deletionTimestamp !== undefined || metadata.annotations?.[STOP_ANNOTATION] !== undefined;
  return running && isToEnd ? { processingJobStatus: "Stopping" } : {};
}
