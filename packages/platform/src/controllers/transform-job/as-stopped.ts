import { defined, rfc3339 } from "@slipway/model";
import type { TransformJob } from "@slipway/model/kinds/transform-job/index.ts";

/** A job that is deleted before it is over, as it is told afterwards. */
export function asStopped(job: TransformJob, now: Date): TransformJob {
  const at = rfc3339(now);
  const started = job.status?.transformStartTime;
  return {
    ...job,
    status: {
      ...job.status,
      transformJobStatus: "Stopped",
      ...defined({ transformEndTime: started === undefined ? undefined : at }),
    },
  };
}
