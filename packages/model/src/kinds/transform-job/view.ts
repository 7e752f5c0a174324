import { isToEnd } from "../is-to-end.ts";
import { withTransformJobDefaults } from "./defaults.ts";
import type { TransformJob, TransformJobStatus } from "./type.generated.ts";

/** The job as SageMaker tells it, also in the moments before its controller has said anything. */
export function transformJobView(job: TransformJob): TransformJob {
  return {
    ...job,
    spec: withTransformJobDefaults(job.spec),
    status: { transformJobStatus: "InProgress", ...job.status, ...meanwhile(job) },
  };
}

/** What has been asked for and the controller may not have seen yet. */
function meanwhile(job: TransformJob): TransformJobStatus {
  const running = (job.status?.transformJobStatus ?? "InProgress") === "InProgress";
  return running && isToEnd(job) ? { transformJobStatus: "Stopping" } : {};
}
