import { isToEnd } from "../is-to-end.ts";
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

/** What has been asked for and the controller may not have seen yet. */
function meanwhile(job: ProcessingJob): ProcessingJobStatus {
  const running = (job.status?.processingJobStatus ?? "InProgress") === "InProgress";
  return running && isToEnd(job) ? { processingJobStatus: "Stopping" } : {};
}
