import { STOP_ANNOTATION } from "../../run-record.ts";
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

/** What has been asked for and the controller may not have seen yet; AWS has no word for a job that is being deleted. */
function meanwhile({ metadata, status }: TransformJob): TransformJobStatus {
  const running = (status?.transformJobStatus ?? "InProgress") === "InProgress";
  const isToEnd =
    metadata.deletionTimestamp !== undefined || metadata.annotations?.[STOP_ANNOTATION] !== undefined;
  return running && isToEnd ? { transformJobStatus: "Stopping" } : {};
}
