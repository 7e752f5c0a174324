import type { AwsIdentity, RunRecord } from "@slipway/model";
import { ackFinalizer } from "@slipway/model/ack.ts";
import { MAX_RUNTIME_SECONDS } from "@slipway/model/kinds/processing-job/defaults.ts";
import { processingJobFacts } from "@slipway/model/kinds/processing-job/facts.ts";
import { type ProcessingJob, processingJobKind } from "@slipway/model/kinds/processing-job/index.ts";
import { keepLast } from "#ledger/last-records.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { type Controller, controller } from "#reconcile/controller.ts";
import { inSteps } from "#reconcile/in-steps.ts";
import { mirrorReady } from "#runs/accept.ts";
import { admit } from "#runs/admit.ts";
import { advise } from "#runs/advise.ts";
import { asBegun } from "#runs/as-begun.ts";
import { type CarriedTurn, carriedBy } from "#runs/carried.ts";
import { collectOutputs } from "#runs/collect-outputs.ts";
import { enforceDeadline } from "#runs/enforce-deadline.ts";
import { follow } from "#runs/follow.ts";
import { launch } from "#runs/launch.ts";
import { tellRefusal } from "#runs/or-refuse.ts";
import { runName } from "#runs/run-name.ts";
import { isToStop, recordOf } from "#runs/run-record.ts";
import { isSettled } from "#runs/settled.ts";
import { stopRun } from "#runs/stop-run.ts";
import { type MachineTime, Tries } from "#runs/tries.ts";
import { wakesNamesake } from "#runs/wakes-namesake.ts";
import type { Runs } from "#runtimes/runs.ts";
import { asEnded } from "./as-ended.ts";
import { report } from "./report.ts";
import { toRunSpec } from "./to-run-spec.ts";

/** A refused job in SageMaker's words. */
const refusal = (failureReason: string) => ({ processingJobStatus: "Failed", failureReason }) as const;

/** A ProcessingJob: one run under SageMaker's contract of processing containers, told in SageMaker's words. */
export function processingJobController(parts: {
  readonly runs: Runs;
  readonly ledger: Ledger;
  readonly identity: AwsIdentity;
}): Controller {
  const { runs, ledger, identity } = parts;
  const tries = new Tries(ledger, machinesOf);
  return controller<ProcessingJob>({
    name: "processing-job",
    reconciler: {
      kind: processingJobKind,
      reconcile: carriedBy(
        runs,
        asBegun(
          { facts: processingJobFacts, goesOn: (job) => recordOf(job).run !== undefined || isToStop(job) },
          inSteps<ProcessingJob, CarriedTurn>([
            admit({ facts: processingJobFacts, identity, refusal }),
            advise(processingJobFacts),
            launch(runs, toRunSpec(identity)),
            follow({ runs, tries }),
            enforceDeadline(
              runs,
              ({ spec }) => spec.stoppingCondition?.maxRuntimeInSeconds ?? MAX_RUNTIME_SECONDS,
            ),
            collectOutputs(tries, whereResultsAre),
            report(),
            tellRefusal({ begun: "Launched", refusal }),
            mirrorReady(),
          ]),
        ),
      ),
      finalizer: stopRun({
        runs,
        tries,
        name: ackFinalizer("ProcessingJob"),
        runName,
        keep: (job, { now }) => keepLast(ledger, lastName(job), { object: asEnded(job, now), at: now }),
      }),
    },
    watches: [...runs.wakes(processingJobKind), wakesNamesake(processingJobKind)],
    settled: isSettled,
  });
}

function whereResultsAre({ stored = {} }: RunRecord): string {
  const places = Object.entries(stored).map(([name, uri]) => `${name} is at ${uri}`);
  return places.length === 0 ? "The run is over" : places.join("; ");
}

/** What doors to AWS ask for. */
const lastName = ({ kind, metadata, spec }: ProcessingJob) => ({
  namespace: metadata.namespace ?? "",
  kind,
  name: spec.processingJobName,
});

function machinesOf({ spec }: ProcessingJob): MachineTime {
  const { instanceType = "", instanceCount = 1 } = spec.processingResources.clusterConfig ?? {};
  return { instanceType, instanceCount };
}
