import { defined, type RunRecord } from "@slipway/model";
import type { ProcessingJob, ProcessingJobStatus } from "@slipway/model/kinds/processing-job/index.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { failureReason } from "#runs/failure-reason.ts";
import { reportJob } from "#runs/report-job.ts";
import { runTimes } from "#runs/run-times.ts";
import { EXIT_MESSAGE } from "./to-run-spec.ts";

/** What a processing job tells in SageMaker's words. */
export const report = (): Step<ProcessingJob, "ACK.ResourceSynced"> =>
  reportJob("ProcessingJob", (_, { record, status }) => ({
    processingJobStatus: status,
    ...times(record),
    failureReason: record.failure === undefined ? undefined : failureReason(record.failure),
    exitMessage: record.facts?.[EXIT_MESSAGE],
  }));

function times(record: RunRecord): Partial<ProcessingJobStatus> {
  const { start, end, last } = runTimes(record);
  return defined({ processingStartTime: start, processingEndTime: end, lastModifiedTime: last });
}
