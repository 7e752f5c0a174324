import { type AwsIdentity, defined, type RunRecord } from "@slipway/model";
import { ackFinalizer } from "@slipway/model/ack.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { keepLast } from "#ledger/last-records.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { MetricReading } from "#metrics/metric-reading.ts";
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
import { measure } from "#runs/measure.ts";
import { tellRefusal } from "#runs/or-refuse.ts";
import { MetricReader } from "#runs/read-metrics.ts";
import { runName } from "#runs/run-name.ts";
import { isToStop, recordOf, storedAs } from "#runs/run-record.ts";
import { isSettled } from "#runs/settled.ts";
import { stopRun } from "#runs/stop-run.ts";
import { type MachineTime, Tries } from "#runs/tries.ts";
import { wakesNamesake } from "#runs/wakes-namesake.ts";
import type { Runs } from "#runtimes/runs.ts";
import { asEnded } from "./as-ended.ts";
import { readDefinitions } from "./metric-definitions.ts";
import { report } from "./report.ts";
import { toRunSpec } from "./to-run-spec.ts";

const DEFAULT_MAX_RUNTIME_SECONDS = 86_400;

/** A refused job in SageMaker's words. */
const refusal = (failureReason: string) =>
  ({ trainingJobStatus: "Failed", secondaryStatus: "Failed", failureReason }) as const;

/** A TrainingJob: one run under SageMaker's training contract, told in SageMaker's words. */
export function trainingJobController(parts: {
  readonly runs: Runs;
  readonly ledger: Ledger;
  readonly metrics: MetricReading;
  readonly identity: AwsIdentity;
}): Controller {
  const { runs, ledger, metrics, identity } = parts;
  const reader = new MetricReader({ runs, ledger, metrics });
  const tries = new Tries(ledger, machinesOf);
  return controller<TrainingJob>({
    name: "training-job",
    reconciler: {
      kind: trainingJobKind,
      reconcile: carriedBy(
        runs,
        asBegun(
          // What is to be tried again is not begun as something else, and ends all the same when it is asked to.
          { facts: trainingJobFacts, goesOn: (job) => recordOf(job).run !== undefined || isToStop(job) },
          inSteps<TrainingJob, CarriedTurn>([
            admit({ facts: trainingJobFacts, identity, metrics, refusal }),
            advise(trainingJobFacts),
            launch(runs, toRunSpec(identity)),
            follow({ runs, tries }),
            enforceDeadline(
              runs,
              (job) => job.spec.stoppingCondition.maxRuntimeInSeconds ?? DEFAULT_MAX_RUNTIME_SECONDS,
            ),
            measure(reader, readDefinitions),
            collectOutputs(tries, whereModelIs),
            report(ledger),
            tellRefusal({ begun: "Launched", refusal }),
            mirrorReady(),
          ]),
        ),
      ),
      finalizer: stopRun({
        runs,
        tries,
        name: ackFinalizer("TrainingJob"),
        runName,
        keep: (job, { now }) => keepLast(ledger, lastName(job), { object: asEnded(job, now), at: now }),
      }),
    },
    watches: [...runs.wakes(trainingJobKind), wakesNamesake(trainingJobKind)],
    wokenBy: (wake, signal) => reader.onSwitchedOff(wake, signal),
    settled: isSettled,
  });
}

function whereModelIs(record: RunRecord): string {
  const model = storedAs(record, "model");
  return model === undefined ? "The run left no model" : `The model is at ${model}`;
}

/** What doors to AWS ask for. */
const lastName = ({ kind, metadata, spec }: TrainingJob) => ({
  namespace: metadata.namespace ?? "",
  kind,
  name: spec.trainingJobName,
});

function machinesOf({ spec, status }: TrainingJob): MachineTime {
  const { instanceType = "", instanceCount = 1 } = spec.resourceConfig;
  // A runtime that bills by itself has told it before the end.
  return { instanceType, instanceCount, ...defined({ billableSeconds: status?.billableTimeInSeconds }) };
}
