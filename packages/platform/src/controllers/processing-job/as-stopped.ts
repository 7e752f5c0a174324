import { defined, rfc3339 } from "@slipway/model";
import type { ProcessingJob } from "@slipway/model/kinds/processing-job/index.ts";

/** A job that is deleted before it is over, as it is told afterwards. */
export function asStopped(job: ProcessingJob, now: Date): ProcessingJob {
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
