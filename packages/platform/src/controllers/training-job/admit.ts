import type { AwsIdentity } from "@slipway/model";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import type { MetricReading } from "#metrics/metric-reading.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { accept } from "#runs/accept.ts";
import type { CarriedTurn } from "#runs/carried.ts";
import { recordOf } from "#runs/run-record.ts";

/** A refused job in SageMaker's words. */
export const refusal = (failureReason: string) =>
  ({ trainingJobStatus: "Failed", secondaryStatus: "Failed", failureReason }) as const;

/** Looks at the spec before the job is started, and not again after that: a run that goes on is not refused. */
export function admit(parts: {
  readonly identity: AwsIdentity;
  readonly metrics: MetricReading;
}): Step<TrainingJob, "ACK.Terminal", CarriedTurn> {
  const { identity, metrics } = parts;
  const first = accept<TrainingJob>({
    facts: trainingJobFacts,
    identity,
    metrics,
    refusal,
  });
  return {
    ...first,
    run: async (job, turn) => (recordOf(job).run === undefined ? first.run(job, turn) : {}),
  };
}
