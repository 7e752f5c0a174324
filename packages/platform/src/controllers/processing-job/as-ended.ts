import { defined, rfc3339 } from "@slipway/model";
import type { ProcessingJob } from "@slipway/model/kinds/processing-job/index.ts";
import { isOver, recordOf } from "#runs/run-record.ts";

/** The job as it is told once it is deleted: one that was not over was stopped by that. */
export function asEnded(job: ProcessingJob, now: Date): ProcessingJob {
  if (isOver(recordOf(job))) return job;
  const at = rfc3339(now);
  const started = job.status?.processingStartTime;
  return {
    ...job,
    status: {
      ...job.status,
      processingJobStatus: "Stopped",
      lastModifiedTime: at,
      ...defined({ processingEndTime: started === undefined ? undefined : at }),
    },
  };
}
