import { defined, type RunRecord } from "@slipway/model";
import type { ProcessingJob, ProcessingJobStatus } from "@slipway/model/kinds/processing-job/index.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { failureReason } from "#runs/failure-reason.ts";
import { jobStatus } from "#runs/job-status.ts";
import { isOver, recordOf } from "#runs/run-record.ts";
import { runTimes } from "#runs/run-times.ts";
import { withoutReported } from "#runs/without-reported.ts";
import { EXIT_MESSAGE } from "./to-run-spec.ts";

/** Says in SageMaker's words what the shared steps have found, and in ACK's whether that is final. */
export function report(): Step<ProcessingJob, "ACK.ResourceSynced"> {
  return {
    condition: "ACK.ResourceSynced",
    evenAfterFailure: true,
    async run(job) {
      const record = recordOf(job);
      const status = jobStatus(record);
      return {
        condition: {
          status: isOver(record) ? "True" : "False",
          reason: status,
          message: `ProcessingJob is in ${status} status.`,
        },
        status: withoutReported(record, {
          processingJobStatus: status,
          ...times(record),
          failureReason: record.failure === undefined ? undefined : failureReason(record.failure),
          exitMessage: record.facts?.[EXIT_MESSAGE],
        }),
      };
    },
  };
}

function times(record: RunRecord): Partial<ProcessingJobStatus> {
  const { start, end, last } = runTimes(record);
  return defined({ processingStartTime: start, processingEndTime: end, lastModifiedTime: last });
}
