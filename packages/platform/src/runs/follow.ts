import {
  defined,
  isEnd,
  type RunFailure,
  type RunPhase,
  type RunRecord,
  type StopReason,
} from "@slipway/model";
import type { Step, StepCondition } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import type { RunState, Runs } from "#runtimes/runs.ts";
import type { CarriedTurn } from "./carried.ts";
import { type Interruption, interruptionOf } from "./interruption.ts";
import { clearAway, lose, lossOf } from "./retry.ts";
import { type Budget, budgetOf } from "./retry-budget.ts";
import { isOver, isToStop, type Running, recordOf, remember, runRef } from "./run-record.ts";
import type { Tries } from "./tries.ts";

/** SageMaker's own words for it. */
const OUT_OF_TIME: Partial<Record<StopReason, string>> = {
  MaxRuntimeExceeded: "The job stopped because it exceeded the maximum allowed runtime",
  MaxWaitTimeExceeded: "The job stopped because it exceeded the maximum allowed wait time",
};

/** How often a run is looked at when nothing wakes us. */
const RECHECK_MS = 15_000;
const UPLOADING_RECHECK_MS = 1_000;

/** What a kind's fields say of its tries. */
export interface RetryWays<R> {
  /** Counts before what is usual. */
  budget?(object: R): Budget;
  /** The instance type of one that runs on spot machines. */
  spotType?(object: R): string | undefined;
}

/** Brings the run's state into the object's record, until the run is over; a try that is lost is followed by another while there are some left. */
export function follow<R extends Running>(parts: {
  readonly runs: Runs;
  readonly tries: Tries<R>;
  readonly ways?: RetryWays<R>;
}): Step<R, "Finished", CarriedTurn> {
  const { runs, tries, ways = {} } = parts;
  return {
    condition: "Finished",
    async run(object, turn) {
      const record = recordOf(object);
      if (record.run === undefined) return { condition: notStarted(record) };
      if (record.clearing !== undefined) return clearAway(object, record.clearing, { ...parts, turn });
      const run = runRef(object, record.run);
      if (isOver(record)) return { condition: conditionOf(record) };
      const state = await runs.observe(run, turn.signal);
      const next = merged(object, state, turn);
      const { failure, heeded, dueInMs } = await lossOrInterruption(object, next, { turn, ways });
      if (failure !== undefined) {
        const lines = await tries.lastLines(object, turn);
        return lose(object, {
          ...{ failure, next, at: turn.now, heeded },
          ...(lines.length === 0 ? {} : { lines }),
        });
      }
      await tries.began(object, next);
      // What is taken for failed may still try, for instance to pull its image; it must not succeed behind our back.
      // And where one host of several has failed the others are of no use.
      if (state.failure !== undefined) await runs.stop(run);
      if (next.phase !== record.phase) announce(object, next, turn);
      return {
        condition: conditionOf(next),
        status: { ...state.reported, ...remember(object, { ...next, ...defined({ interrupted: heeded }) }) },
        ...recheck(next, state, dueInMs),
      };
    },
  };
}

function notStarted(record: RunRecord): StepCondition {
  if (isOver(record)) return conditionOf(record);
  return { status: "Unknown", reason: "NotStarted", message: record.message ?? "The run is not started" };
}

function recheck(next: RunRecord, { lookAgainMs }: RunState, dueInMs?: number) {
  if (isOver(next)) return {};
  const usual = lookAgainMs ?? recheckAfterMs(next);
  return { recheckAfterMs: Math.min(usual, dueInMs ?? usual) };
}

async function lossOrInterruption<R extends Running>(
  object: R,
  next: RunRecord,
  { turn, ways }: { readonly turn: CarriedTurn; readonly ways: RetryWays<R> },
): Promise<Interruption> {
  const failure = await lossIn(object, next, { turn, budget: ways.budget?.(object) });
  const interruption = await interruptionOf(object, next, { turn, spotType: ways.spotType?.(object) });
  return failure === undefined ? interruption : { ...interruption, failure };
}

/** What goes out whole is tried again out there. */
async function lossIn(
  object: Running,
  next: RunRecord,
  { turn, budget }: { readonly turn: CarriedTurn; readonly budget: Budget | undefined },
): Promise<RunFailure | undefined> {
  const failure = lossOf(object, next, budgetOf(object, budget));
  return failure === undefined || (await turn.abilities()).wholeRequest ? undefined : failure;
}

/** The last steps of a run change no object that could wake us. */
function recheckAfterMs(record: RunRecord): number {
  return record.phase === "uploading" ? UPLOADING_RECHECK_MS : RECHECK_MS;
}

function conditionOf(record: RunRecord): StepCondition {
  return {
    status: isOver(record) ? "True" : "False",
    reason: endReason(record),
    message: record.message ?? "",
  };
}

function merged(object: Running, state: RunState, turn: Turn): RunRecord {
  const record = recordOf(object);
  const seen = state.phase === "gone" ? lost(object) : state;
  const entered = { ...record.entered, ...stamps(seen.entered) };
  const { phase, stoppedFor } = seen;
  const stop = record.stop ?? (stoppedFor && { reason: stoppedFor, at: turn.now.toISOString() });
  return {
    phase,
    message: `${outOfTime({ phase, stop }) ?? seen.message}${unheeded(seen)}`,
    ...defined({ stop }),
    pods: seen.instances.length > 0 ? seen.instances.map(({ pod }) => pod) : (record.pods ?? []),
    entered: { ...entered, [phase]: entered[phase] ?? turn.now.toISOString() },
    // What one host has failed of is the run's when the others have ended.
    ...(isEnd(phase) ? defined({ failure: seen.failure }) : {}),
    // Where it waits says nothing yet, and would be a write of its own.
    ...(phase === "pending"
      ? {}
      : defined({ node: seen.instances.find(({ node }) => node !== undefined)?.node })),
    ...defined({ killedAfterSeconds: seen.killedAfterSeconds }),
    ...(seen.reported === undefined ? {} : { reported: Object.keys(seen.reported) }),
    ...(seen.results === undefined ? {} : outputs(seen.results)),
  };
}

/**
 * A run that was there and is not any more did not end by itself: either it was asked to stop before it began, or
 * somebody or something took its machinery away.
 */
function lost(object: Running): RunState {
  const record = recordOf(object);
  if (isToStop(object))
    return { phase: "stopped", message: "Stopped as asked, before it began", instances: [], entered: {} };
  const message = `The run's ${record.pods?.length ? `pod ${record.pods.join(", ")}` : "machinery"} is gone: it was deleted before it ended`;
  return { phase: "failed", message, instances: [], entered: {}, failure: { class: "node-lost", message } };
}

function outputs(results: NonNullable<RunState["results"]>): RunRecord {
  const { engine } = results.facts;
  return {
    facts: results.facts,
    ...defined({ engine }),
    stored: results.stored,
  };
}

function stamps(entered: RunState["entered"]): Partial<Record<RunPhase, string>> {
  return Object.fromEntries(Object.entries(entered).map(([phase, at]) => [phase, at.toISOString()]));
}

function announce(object: Running, record: RunRecord, turn: Turn): void {
  const type = record.phase === "failed" ? "Warning" : "Normal";
  const reason = endReason(record);
  turn.events.record(object, { type, reason, message: record.message ?? "" });
}

/** Whoever stops a run looks at nothing but that it stops: why is known by whoever asked for it. */
function outOfTime({ phase, stop }: Ended): string | undefined {
  return phase === "stopped" && stop !== undefined ? OUT_OF_TIME[stop.reason] : undefined;
}

/** Goes on from the words that say that a run was stopped. */
const unheeded = ({ killedAfterSeconds: seconds }: RunState): string =>
  seconds === undefined
    ? ""
    : `; the program did not end within ${seconds} s of SIGTERM and was killed (SIGKILL)`;

type Ended = { readonly [member in "phase" | "stop"]?: RunRecord[member] | undefined };

const endReason = (ended: Ended): string =>
  outOfTime(ended) === undefined ? reasonOf(ended.phase) : (ended.stop?.reason ?? "");

/** Phases as condition reasons: CamelCase, as the Kubernetes API conventions want them. */
export function reasonOf(phase: RunPhase | undefined): string {
  return phase === undefined ? "Pending" : `${phase.charAt(0).toUpperCase()}${phase.slice(1)}`;
}
