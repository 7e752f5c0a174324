import { type FailureClass, type RunFailure, type RunRecord, rfc3339 } from "@slipway/model";
import type { TrainingJob, TrainingJobStatus } from "@slipway/model/kinds/training-job/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { isOver, recordOf, startOf, storedAs } from "#runs/run-record.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { machineSeconds } from "./machine-seconds.ts";
import { secondaryStatus, secondaryStatusTransitions, trainingJobStatus } from "./secondary-status.ts";

/** SageMaker keeps this much of a failure's words. */
const FAILURE_REASON_LENGTH = 1_024;

/** Says in SageMaker's words what the shared steps have found, and in ACK's whether that is final. */
export function report(ledger: Ledger): Step<TrainingJob, "ACK.ResourceSynced"> {
  return {
    condition: "ACK.ResourceSynced",
    evenAfterFailure: true,
    async run(object) {
      const record = recordOf(object);
      const status = trainingJobStatus(record);
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

/** What the machinery told in SageMaker's words itself is not told again in ours. */
function withoutReported<S extends object>({ reported = [] }: RunRecord, status: S): S {
  return Object.fromEntries(Object.entries(status).filter(([field]) => !reported.includes(field))) as S;
}

function times(record: RunRecord): Partial<TrainingJobStatus> {
  const started = startOf(record);
  const ended = record.phase === undefined || !isOver(record) ? undefined : record.entered?.[record.phase];
  const last = [
    ...Object.values(record.entered ?? {}),
    ...(record.stop === undefined ? [] : [record.stop.at]),
  ]
    .sort()
    .at(-1);
  const seconds = ended === undefined ? undefined : machineSeconds(record, ended);
  return {
    ...(started === undefined ? {} : { trainingStartTime: rfc3339(new Date(started)) }),
    ...(ended === undefined ? {} : { trainingEndTime: rfc3339(new Date(ended)) }),
    ...(last === undefined ? {} : { lastModifiedTime: rfc3339(new Date(last)) }),
    ...(seconds === undefined ? {} : { trainingTimeInSeconds: seconds, billableTimeInSeconds: seconds }),
  };
}

/** Whom SageMaker's words blame. */
const BLAME: Readonly<Record<FailureClass, string>> = {
  "user-code": "AlgorithmError",
  "out-of-memory": "AlgorithmError",
  input: "ClientError",
  output: "ClientError",
  "image-pull": "ClientError",
  unschedulable: "CapacityError",
  preempted: "InternalServerError",
  "node-lost": "InternalServerError",
  timeout: "InternalServerError",
  internal: "InternalServerError",
};

/** SageMaker's form: who is to blame, the words, and the exit code where it is the program's. */
function failureReason(failure: RunFailure): string {
  const blame = BLAME[failure.class];
  const hasExitCode = blame === "AlgorithmError" && failure.exitCode !== undefined;
  const code = hasExitCode ? `, exit code: ${failure.exitCode}` : "";
  return `${blame}: ${failure.message}`.slice(0, FAILURE_REASON_LENGTH - code.length) + code;
}

async function finalMetrics(
  object: TrainingJob,
  ledger: Ledger,
): Promise<NonNullable<TrainingJobStatus["finalMetricDataList"]>> {
  const [metrics = []] = await ledger.lastMetrics([subjectOf(object)]);
  return metrics.map(({ name, value, at }) => ({
    metricName: name,
    value,
    timestamp: rfc3339(at),
  }));
}
