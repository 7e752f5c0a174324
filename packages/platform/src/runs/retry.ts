import {
  childName,
  defined,
  type FailureClass,
  type RunFailure,
  type RunRecord,
  rfc3339,
} from "@slipway/model";
import { backOff } from "@slipway/model/back-off.ts";
import { appendAttempt } from "#ledger/attempts.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { StepResult } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import type { Runs } from "#runtimes/runs.ts";
import { dateOf, isToStop, type Running, recordOf, remember, runRef, startOf } from "./run-record.ts";
import { subjectOf } from "./subject-of.ts";

/** Tries that the machinery may lose, by how it lost them; none of them is the user's. Other failures are final. */
const BUDGET: Partial<Record<FailureClass, number>> = { preempted: 10, "node-lost": 5, unschedulable: 5 };
const PAUSE = { baseMs: 5_000, capMs: 5 * 60_000 } as const;
const CLEARING_RECHECK_MS = 1_000;
/** A node that is away answers nobody: whatever it may still run is waited for no longer than this. */
const CLEARING_MS = 4 * 60_000;

/** The name of the run's tries: the first has the run's own, and each has the same one at every look. */
export function tryName(run: string, attempt = 1): string {
  return attempt === 1 ? run : childName(run, `try-${attempt}`);
}

/** How the machinery lost a try that is to be followed by another; undefined where the failure is final. */
export function lossOf(object: Running, next: RunRecord): RunFailure | undefined {
  const { failure } = next;
  if (next.phase !== "failed" || failure === undefined || isToStop(object)) return undefined;
  const used = recordOf(object).retries?.[failure.class] ?? 0;
  return used < (BUDGET[failure.class] ?? 0) ? failure : undefined;
}

/** Clears away what is left of a lost try, writes it down, and makes room for the next one. Each look goes on where it is. */
export async function clearAway<R extends Running>(
  object: R,
  { failure, at }: NonNullable<RunRecord["clearing"]>,
  { runs, ledger, turn }: { readonly runs: Runs; readonly ledger: Ledger; readonly turn: Turn },
): Promise<StepResult<R>> {
  const record = recordOf(object);
  const { attempt = 1, run = "" } = record;
  const removal = await runs.remove(runRef(object, run), turn.signal);
  if (removal !== "gone" && turn.now.getTime() - Date.parse(at) < CLEARING_MS) {
    const message = `Try ${attempt} was lost (${failure.message}); waiting for what is left of it to end`;
    return {
      ...retrying(object, message, { clearing: { failure, at }, phase: "pending", message }),
      recheckAfterMs: CLEARING_RECHECK_MS,
    };
  }
  const { clearing: _, ...cleared } = record;
  if (isToStop(object)) {
    const message = "Stopped as asked, after the machinery had lost the run";
    const stopped: RunRecord = { ...cleared, phase: "stopped", message };
    return {
      condition: { status: "True", reason: "Stopped", message },
      status: { slipway: stopped },
    } as StepResult<R>;
  }
  await appendAttempt(ledger, subjectOf(object), {
    attempt,
    run,
    ...defined({ startedAt: dateOf(startOf(record)) }),
    finishedAt: new Date(at),
    outcome: "failed",
    failureClass: failure.class,
    message: failure.message,
  });
  const { run: _2, failure: _3, pods: _4, ...kept } = cleared;
  const tries = (record.retries?.[failure.class] ?? 0) + 1;
  const retryAt = rfc3339(new Date(turn.now.getTime() + backOff(tries - 1, PAUSE)));
  const message = `Try ${attempt} was lost: ${failure.message}. Try ${attempt + 1} starts at ${retryAt}`;
  turn.events.record(object, { type: "Warning", reason: "Retrying", message });
  const next: RunRecord = {
    ...kept,
    phase: "pending",
    message,
    entered: {},
    attempt: attempt + 1,
    retries: { ...record.retries, [failure.class]: tries },
    lost: failure,
    retryAt,
    spentSeconds: (record.spentSeconds ?? 0) + secondsUsed(record, at),
  };
  return {
    condition: { status: "False", reason: "Retrying", message },
    status: { slipway: next },
    recheckAfterMs: CLEARING_RECHECK_MS,
  } as StepResult<R>;
}

/** Milliseconds until the next try may start; none where somebody waits for the run to stop. */
export function pauseBeforeTry(object: Running, now: Date): number {
  const { retryAt } = recordOf(object);
  return retryAt === undefined || isToStop(object) ? 0 : Math.max(0, Date.parse(retryAt) - now.getTime());
}

function retrying<R extends Running>(object: R, message: string, change: RunRecord): StepResult<R> {
  return {
    condition: { status: "False", reason: "Retrying", message },
    status: remember(object, change),
  } as StepResult<R>;
}

function secondsUsed(record: RunRecord, until: string): number {
  const from = startOf(record);
  return from === undefined ? 0 : Math.max(0, Math.ceil((Date.parse(until) - Date.parse(from)) / 1_000));
}
