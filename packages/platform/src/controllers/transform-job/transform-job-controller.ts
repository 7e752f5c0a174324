import type { AwsIdentity, RunRecord } from "@slipway/model";
import { transformJobFacts } from "@slipway/model/kinds/transform-job/facts.ts";
import type { TransformJob } from "@slipway/model/kinds/transform-job/index.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Controller } from "#reconcile/controller.ts";
import { jobController } from "#runs/job-controller.ts";
import { storedAs } from "#runs/run-record.ts";
import type { MachineTime } from "#runs/tries.ts";
import type { Runs } from "#runtimes/runs.ts";
import { asStopped } from "./as-stopped.ts";
import { report } from "./report.ts";
import { toRunSpec } from "./to-run-spec.ts";

/** A transform job has no time limit in SageMaker; this is what its longest training has. */
const MAX_RUNTIME_SECONDS = 28 * 86_400;

/** A TransformJob: a model's server that is asked about a whole data set, told in SageMaker's words. */
export function transformJobController(parts: {
  readonly runs: Runs;
  readonly ledger: Ledger;
  readonly artifacts: Artifacts;
  readonly identity: AwsIdentity;
}): Controller {
  return jobController<TransformJob>({
    ...parts,
    name: "transform-job",
    facts: transformJobFacts,
    toRunSpec: toRunSpec(parts.artifacts),
    limits: { maxRuntimeSeconds: () => MAX_RUNTIME_SECONDS },
    machinesOf,
    whereResultsAre,
    report: report(),
    refusal: (failureReason) => ({ transformJobStatus: "Failed", failureReason }),
    asStopped,
  });
}

function whereResultsAre(record: RunRecord): string {
  const output = storedAs(record, "output");
  return output === undefined ? "The run is over" : `The answers are below ${output}`;
}

function machinesOf({ spec }: TransformJob): MachineTime {
  const { instanceType = "", instanceCount = 1 } = spec.transformResources;
  return { instanceType, instanceCount };
}
