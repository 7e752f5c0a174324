import type { AwsIdentity, RunRecord } from "@slipway/model";
import { MAX_RUNTIME_SECONDS } from "@slipway/model/kinds/processing-job/defaults.ts";
import { processingJobFacts } from "@slipway/model/kinds/processing-job/facts.ts";
import type { ProcessingJob } from "@slipway/model/kinds/processing-job/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Controller } from "#reconcile/controller.ts";
import { jobController } from "#runs/job-controller.ts";
import type { MachineTime } from "#runs/tries.ts";
import type { Runs } from "#runtimes/runs.ts";
import { asStopped } from "./as-stopped.ts";
import { report } from "./report.ts";
import { toRunSpec } from "./to-run-spec.ts";

/** A ProcessingJob: one run under SageMaker's contract of processing containers, told in SageMaker's words. */
export function processingJobController(parts: {
  readonly runs: Runs;
  readonly ledger: Ledger;
  readonly identity: AwsIdentity;
}): Controller {
  return jobController<ProcessingJob>({
    ...parts,
    name: "processing-job",
    facts: processingJobFacts,
    toRunSpec: toRunSpec(parts.identity),
    limits: {
      maxRuntimeSeconds: ({ spec }) => spec.stoppingCondition?.maxRuntimeInSeconds ?? MAX_RUNTIME_SECONDS,
    },
    machinesOf,
    whereResultsAre,
    report: report(),
    refusal: (failureReason) => ({ processingJobStatus: "Failed", failureReason }),
    asStopped,
  });
}

function whereResultsAre({ stored = {} }: RunRecord): string {
  const places = Object.entries(stored).map(([name, uri]) => `${name} is at ${uri}`);
  return places.length === 0 ? "The run is over" : places.join("; ");
}

function machinesOf({ spec }: ProcessingJob): MachineTime {
  const { instanceType = "", instanceCount = 1 } = spec.processingResources.clusterConfig ?? {};
  return { instanceType, instanceCount };
}
