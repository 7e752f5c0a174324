import { type AwsIdentity, defined, type RunRecord } from "@slipway/model";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { TrainingJob, TrainingJobStatus } from "@slipway/model/kinds/training-job/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { MetricReading } from "#metrics/metric-reading.ts";
import type { Controller } from "#reconcile/controller.ts";
import { jobController } from "#runs/job-controller.ts";
import { measure } from "#runs/measure.ts";
import { MetricReader } from "#runs/read-metrics.ts";
import { storedAs } from "#runs/run-record.ts";
import type { MachineTime } from "#runs/tries.ts";
import type { Runs } from "#runtimes/runs.ts";
import { asStopped } from "./as-stopped.ts";
import { budget, maxRuntimeSeconds, maxWaitSeconds, spotType } from "./limits-of.ts";
import { readDefinitions } from "./metric-definitions.ts";
import { report } from "./report.ts";
import { toRunSpec } from "./to-run-spec.ts";

/** A TrainingJob: one run under SageMaker's training contract, told in SageMaker's words. */
export function trainingJobController(parts: {
  readonly runs: Runs;
  readonly ledger: Ledger;
  readonly metrics: MetricReading;
  readonly identity: AwsIdentity;
}): Controller {
  const { ledger, identity } = parts;
  const reader = new MetricReader(parts);
  return {
    ...jobController<TrainingJob>({
      ...parts,
      name: "training-job",
      facts: trainingJobFacts,
      toRunSpec: toRunSpec(identity),
      limits: { maxRuntimeSeconds, maxWaitSeconds },
      retries: { budget, spotType },
      machinesOf,
      whereResultsAre,
      also: [measure(reader, readDefinitions)],
      report: report(ledger),
      refusal: (failureReason) => ({
        trainingJobStatus: "Failed",
        secondaryStatus: "Failed",
        failureReason,
      }),
      asStopped,
    }),
    wokenBy: (wake, signal) => reader.onSwitchedOff(wake, signal),
  };
}

function whereResultsAre(record: RunRecord): string {
  const model = storedAs(record, "model");
  return model === undefined ? "The run left no model" : `The model is at ${model}`;
}

function machinesOf({ spec, status }: TrainingJob): MachineTime {
  const { instanceType, instanceCount, instanceGroups = [] } = spec.resourceConfig;
  const groups = instanceGroups.map((group) => ({
    ...defined({ group: group.instanceGroupName }),
    instanceType: group.instanceType ?? "",
    instanceCount: group.instanceCount ?? 1,
  }));
  return {
    instanceType: instanceType ?? groups[0]?.instanceType ?? "",
    instanceCount: groups.reduce((sum, group) => sum + group.instanceCount, 0) || (instanceCount ?? 1),
    ...(groups.length === 0 ? {} : { groups }),
    isSpot: spec.enableManagedSpotTraining === true,
    ...defined({ billableSeconds: billedByRuntime(status) }),
  };
}

/** A runtime that bills by itself tells it before the end; what we tell is of all tries, and a spot machine's share of them. */
function billedByRuntime(status: TrainingJobStatus | undefined): number | undefined {
  return status?.slipway?.reported?.includes("billableTimeInSeconds")
    ? status.billableTimeInSeconds
    : undefined;
}
