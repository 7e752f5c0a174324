import { defined } from "@slipway/model";
import type { TransformJob, TransformJobStatus } from "@slipway/model/kinds/transform-job/index.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { failureReason } from "#runs/failure-reason.ts";
import { jobStatus } from "#runs/job-status.ts";
import { isOver, recordOf } from "#runs/run-record.ts";
import { runTimes } from "#runs/run-times.ts";
import { withoutReported } from "#runs/without-reported.ts";

/** Says in SageMaker's words what the shared steps have found, and in ACK's whether that is final. */
export function report(): Step<TransformJob, "ACK.ResourceSynced"> {
  return {
    condition: "ACK.ResourceSynced",
    evenAfterFailure: true,
    async run(job) {
      const record = recordOf(job);
      const status = jobStatus(record);
      const { start, end } = runTimes(record);
      return {
        condition: {
          status: isOver(record) ? "True" : "False",
          reason: status,
          message: `TransformJob is in ${status} status.`,
        },
        status: withoutReported<TransformJobStatus>(record, {
          transformJobStatus: status,
          ...defined({ transformStartTime: start, transformEndTime: end }),
          ...defined({
            failureReason: record.failure === undefined ? undefined : failureReason(record.failure),
          }),
        }),
      };
    },
  };
}
