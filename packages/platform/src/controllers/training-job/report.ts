import { defined, type RunRecord, rfc3339 } from "@slipway/model";
import { isInstanceMetric } from "@slipway/model/instance-metrics.ts";
import type { TrainingJob, TrainingJobStatus } from "@slipway/model/kinds/training-job/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { failureReason } from "#runs/failure-reason.ts";
import { reportJob } from "#runs/report-job.ts";
import { isOver, storedAs } from "#runs/run-record.ts";
import { runTimes } from "#runs/run-times.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { secondaryStatus, secondaryStatusTransitions } from "./secondary-status.ts";

/** What a training job tells in SageMaker's words. */
export const report = (ledger: Ledger): Step<TrainingJob, "ACK.ResourceSynced"> =>
  reportJob("TrainingJob", async (job, { record, status }) => {
    const model = storedAs(record, "model");
    return {
      trainingJobStatus: status,
      secondaryStatus: secondaryStatus(record),
      secondaryStatusTransitions: secondaryStatusTransitions(record),
      ...times(record),
      failureReason: record.failure === undefined ? undefined : failureReason(record.failure),
      ...(model === undefined ? {} : { modelArtifacts: { s3ModelArtifacts: model } }),
      ...(isOver(record) ? { finalMetricDataList: await finalMetrics(job, ledger) } : {}),
    };
  });

function times(record: RunRecord): Partial<TrainingJobStatus> {
  const { start, end, last, seconds, billed } = runTimes(record);
  return defined({
    trainingStartTime: start,
    trainingEndTime: end,
    lastModifiedTime: last,
    trainingTimeInSeconds: seconds,
    billableTimeInSeconds: billed,
  });
}

async function finalMetrics(
  object: TrainingJob,
  ledger: Ledger,
): Promise<NonNullable<TrainingJobStatus["finalMetricDataList"]>> {
  const [metrics = []] = await ledger.lastMetrics([subjectOf(object)]);
  return metrics
    .filter((metric) => !isInstanceMetric(metric))
    .map(({ name, value, at }) => ({
      metricName: name,
      value,
      timestamp: rfc3339(at),
    }));
}
