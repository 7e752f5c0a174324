import { defined } from "@slipway/model";
import type { TransformJob } from "@slipway/model/kinds/transform-job/index.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { failureReason } from "#runs/failure-reason.ts";
import { reportJob } from "#runs/report-job.ts";
import { runTimes } from "#runs/run-times.ts";

/** What a transform job tells in SageMaker's words. */
export const report = (): Step<TransformJob, "ACK.ResourceSynced"> =>
  reportJob("TransformJob", (_, { record, status }) => {
    const { start, end } = runTimes(record);
    return {
      transformJobStatus: status,
      ...defined({ transformStartTime: start, transformEndTime: end }),
      ...defined({
        failureReason: record.failure === undefined ? undefined : failureReason(record.failure),
      }),
    };
  });
