import { type AwsIdentity, defined, type RunRecord } from "@slipway/model";
import { ackFinalizer } from "@slipway/model/ack.ts";
import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import { keepLast } from "#ledger/last-records.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { MetricReading } from "#metrics/metric-reading.ts";
import { type Controller, controller } from "#reconcile/controller.ts";
import { inSteps, type Step } from "#reconcile/in-steps.ts";
import type { ConditionTypeOf, StatusOf } from "#reconcile/reconciler.ts";
import type { Runs } from "#runtimes/runs.ts";
import { mirrorReady } from "./accept.ts";
import { admit } from "./admit.ts";
import { advise } from "./advise.ts";
import { asBegun, type Beginning } from "./as-begun.ts";
import { awsNameOf } from "./aws-name-index.ts";
import { type CarriedTurn, carriedBy } from "./carried.ts";
import { collectOutputs } from "./collect-outputs.ts";
import { enforceDeadline, type RunLimits } from "./enforce-deadline.ts";
import { follow, type RetryWays } from "./follow.ts";
import { type AskedRun, launch } from "./launch.ts";
import { tellRefusal } from "./or-refuse.ts";
import { runName } from "./run-name.ts";
import { isOver, isToStop, type Running, recordOf } from "./run-record.ts";
import { isSettled } from "./settled.ts";
import { stopRun } from "./stop-run.ts";
import { type MachineTime, Tries } from "./tries.ts";
import { wakesNamesake } from "./wakes-namesake.ts";

/** An object that is one run from its beginning to its end. */
export type Job = Running & Beginning;

type JobStep<J extends Job> = Step<J, ConditionTypeOf<J>, CarriedTurn>;

/** What is a kind's own in the controller of its jobs. */
export interface JobParts<J extends Job> {
  /** The controller's path below controllers/. */
  readonly name: string;
  readonly facts: AwsKindFacts<J>;
  readonly runs: Runs;
  readonly ledger: Ledger;
  readonly identity: AwsIdentity;
  /** Who tries the metric expressions that a job brings; absent for kinds that bring none. */
  readonly metrics?: MetricReading;
  /** What the job asks of any machinery. Rejects with what is only waited for, or refused for good, as `Runs.start` does. */
  toRunSpec(job: J, turn: CarriedTurn): AskedRun | Promise<AskedRun>;
  readonly limits: RunLimits<J>;
  /** What its fields say of its tries; absent for what is usual. */
  readonly retries?: RetryWays<J>;
  machinesOf(job: J): MachineTime;
  /** A sentence: where a run that is over has left its results. */
  whereResultsAre(record: RunRecord): string;
  /** Steps between the run and the report of its results. */
  readonly also?: readonly JobStep<J>[];
  /** Says in the kind's own words what the shared steps have found. */
  readonly report: JobStep<J>;
  /** A refused job in the kind's words. */
  refusal(message: string): Partial<StatusOf<J>>;
  /** A job that is deleted before it is over, as it is told afterwards: that has stopped it. */
  asStopped(job: J, now: Date): J;
}

/** The controller of a kind whose objects are one run each. */
export function jobController<J extends Job>(parts: JobParts<J>): Controller {
  const { name, facts, runs, ledger } = parts;
  const { kind } = facts;
  const tries = new Tries<J>({ ledger, runs, machinesOf: parts.machinesOf });
  const asEnded = (job: J, now: Date): J => (isOver(recordOf(job)) ? job : parts.asStopped(job, now));
  return controller<J>({
    name,
    reconciler: {
      kind,
      reconcile: carriedBy(
        runs,
        asBegun(
          // What is to be tried again is not begun as something else, and ends all the same when it is asked to.
          { facts, goesOn: (job) => recordOf(job).run !== undefined || isToStop(job) },
          inSteps<J, CarriedTurn>(steps(parts, tries)),
        ),
      ),
      finalizer: stopRun({
        runs,
        tries,
        name: ackFinalizer(kind.kind),
        runName,
        keep: (job, { now }) => keepLast(ledger, lastName(job), { object: asEnded(job, now), at: now }),
      }),
    },
    watches: [...runs.wakes(kind), wakesNamesake(kind)],
    settled: isSettled,
  });
}

function steps<J extends Job>(parts: JobParts<J>, tries: Tries<J>): readonly JobStep<J>[] {
  const { facts, runs } = parts;
  const refusal = (message: string) => parts.refusal(message);
  return [
    admit<J>({ ...parts, refusal }),
    advise(facts),
    launch<J>(runs, (job, turn) => parts.toRunSpec(job, turn)),
    follow({ runs, tries, ...defined({ ways: parts.retries }) }),
    enforceDeadline<J>(runs, parts.limits),
    ...(parts.also ?? []),
    collectOutputs(tries, (record) => parts.whereResultsAre(record)),
    parts.report,
    tellRefusal<J>({ begun: "Launched" as ConditionTypeOf<J>, refusal }),
    mirrorReady(),
  ] as readonly JobStep<J>[];
}

/** What doors to AWS ask for. */
const lastName = (job: Job) => ({
  namespace: job.metadata.namespace ?? "",
  kind: job.kind,
  name: awsNameOf(job),
});
