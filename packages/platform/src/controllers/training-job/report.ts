import { defined, type RunRecord, rfc3339 } from "@slipway/model";
import { isInstanceMetric } from "@slipway/model/instance-metrics.ts";
import type { TrainingJob, TrainingJobStatus } from "@slipway/model/kinds/training-job/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { failureReason } from "#runs/failure-reason.ts";
import { jobStatus } from "#runs/job-status.ts";
import { isOver, recordOf, storedAs } from "#runs/run-record.ts";
import { runTimes } from "#runs/run-times.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { withoutReported } from "#runs/without-reported.ts";
import { secondaryStatus, secondaryStatusTransitions } from "./secondary-status.ts";

/** Says in SageMaker's words what the shared steps have found, and in ACK's whether that is final. */
export function report(ledger: Ledger): Step<TrainingJob, "ACK.ResourceSynced"> {
  return {
    condition: "ACK.ResourceSynced",
    evenAfterFailure: true,
    async run(object) {
      const record = recordOf(object);
      const status = jobStatus(record);
      const over = isOver(record);
      const model = storedAs(record, "model");
      return {
        condition: {
          status: over ? "True" : "False",
          reason: status,
          message: `TrainingJob is in ${status} status.`,
        },
        status: withoutReported(record, {
          trainingJobStatus: status,
          secondaryStatus: secondaryStatus(record),
          secondaryStatusTransitions: secondaryStatusTransitions(record),
          ...times(record),
          failureReason: record.failure === undefined ? undefined : failureReason(record.failure),
          ...(model === undefined ? {} : { modelArtifacts: { s3ModelArtifacts: model } }),
          ...(over ? { finalMetricDataList: await finalMetrics(object, ledger) } : {}),
        }),
      };
    },
  };
}

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
