import { type RunRecord, rfc3339 } from "@slipway/model";
import type { TrainingJob, TrainingJobStatus } from "@slipway/model/kinds/training-job/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { subjectOf } from "#runs/measure.ts";
import { isOver, recordOf } from "#runs/run-record.ts";
import { secondaryStatus, secondaryStatusTransitions, trainingJobStatus } from "./secondary-status.ts";

/** SageMaker keeps this much of a failure's words. */
const FAILURE_REASON_LENGTH = 1_024;

/** Says in SageMaker's words what the shared steps have found, and in ACK's whether that is final. */
export function report(ledger: Ledger): Step<TrainingJob> {
  return {
    condition: "ACK.ResourceSynced",
    async run(object) {
      const record = recordOf(object);
      const status = trainingJobStatus(record);
      const over = isOver(record);
      return {
        condition: over
          ? { status: "True", reason: status, message: record.failure?.message ?? "" }
          : { status: "False", reason: status, message: `TrainingJob is in ${status} status.` },
        status: {
          trainingJobStatus: status,
          secondaryStatus: secondaryStatus(record),
          secondaryStatusTransitions: secondaryStatusTransitions(record),
          ...times(record),
          failureReason: record.failure === undefined ? undefined : failureReason(record.failure),
          ...(record.modelUri === undefined ? {} : { modelArtifacts: { s3ModelArtifacts: record.modelUri } }),
          ...(over ? { finalMetricDataList: await finalMetrics(object, ledger) } : {}),
        },
      };
    },
  };
}

function times(record: RunRecord): Partial<TrainingJobStatus> {
  const started = record.entered?.downloading ?? record.entered?.running;
  const ended = record.phase === undefined || !isOver(record) ? undefined : record.entered?.[record.phase];
  const last = Object.values(record.entered ?? {})
    .sort()
    .at(-1);
  const seconds =
    started === undefined || ended === undefined
      ? undefined
      : Math.max(1, Math.ceil((Date.parse(ended) - Date.parse(started)) / 1_000));
  return {
    ...(started === undefined ? {} : { trainingStartTime: rfc3339(new Date(started)) }),
    ...(ended === undefined ? {} : { trainingEndTime: rfc3339(new Date(ended)) }),
    ...(last === undefined ? {} : { lastModifiedTime: rfc3339(new Date(last)) }),
    ...(seconds === undefined ? {} : { trainingTimeInSeconds: seconds, billableTimeInSeconds: seconds }),
  };
}

/** SageMaker's form: who is to blame, the words, the exit code. */
function failureReason(failure: NonNullable<RunRecord["failure"]>): string {
  const blame =
    failure.class === "user-code" || failure.class === "out-of-memory"
      ? "AlgorithmError"
      : failure.class === "input" || failure.class === "image-pull" || failure.class === "output"
        ? "ClientError"
        : "InternalServerError";
  const code = failure.exitCode === undefined ? "" : `, exit code: ${failure.exitCode}`;
  return `${blame}: ${failure.message}`.slice(0, FAILURE_REASON_LENGTH - code.length) + code;
}

async function finalMetrics(
  object: TrainingJob,
  ledger: Ledger,
): Promise<NonNullable<TrainingJobStatus["finalMetricDataList"]>> {
  return (await ledger.lastMetrics(subjectOf(object))).map(({ name, value, at }) => ({
    metricName: name,
    value,
    timestamp: rfc3339(at),
  }));
}
