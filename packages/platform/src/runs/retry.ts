import {
  childName,
  defined,
  type FailureClass,
  isEnd,
  type RunFailure,
  type RunPhase,
  type RunRecord,
  rfc3339,
} from "@slipway/model";
import { backOff } from "@slipway/model/back-off.ts";
import type { StepResult } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import type { Runs } from "#runtimes/runs.ts";
import type { Budget } from "./retry-budget.ts";
import { isToStop, type Running, recordOf, remember, runRef, startOf } from "./run-record.ts";
import type { Tries, TryEnd } from "./tries.ts";

/** Pauses before the next try; what was preempted waits for a machine anyway. */
const PAUSE = { baseMs: 5_000, capMs: 5 * 60_000 } as const;
const PREEMPTED_PAUSE = { baseMs: 1_000, capMs: 60_000 } as const;
/** Tries of which a record tells. */
const MOST_EARLIER = 50;
/** What the machinery loses; all others come to an end of their own. */
const LOSSES: ReadonlySet<FailureClass> = new Set(["preempted", "node-lost", "unschedulable"]);
const AT_ONCE_MS = 1;
const CLEARING_RECHECK_MS = 1_000;
/** A node that is away answers nobody: whatever it may still run is waited for no longer than this. */
const CLEARING_MS = 4 * 60_000;
/** One that is there keeps on storing what the next try goes on from. */
const PREEMPTED_CLEARING_MS = 15 * 60_000;

/** The name of the run's tries: the first has the run's own, and each has the same one at every look. */
export function tryName(run: string, attempt = 1): string {
  return attempt === 1 ? run : childName(run, `try-${attempt}`);
}

/** How a try was lost that is to be followed by another; undefined where the failure is final. */
export function lossOf(object: Running, next: RunRecord, budget: Budget): RunFailure | undefined {
  const { failure } = next;
  if (next.phase !== "failed" || failure === undefined || isToStop(object)) return undefined;
  const used = recordOf(object).retries?.[failure.class] ?? 0;
  return used < (budget[failure.class] ?? 0) ? failure : undefined;
}

const sentence = (attempt: number, { class: blame, message }: RunFailure): string =>
  `Try ${attempt} ${LOSSES.has(blame) ? "was lost" : "failed"}: ${message}`;

/** Remembers that a try was lost, and why, before anything is cleared away that could tell it once more. */
export function lose<R extends Running>(
  object: R,
  how: {
    readonly failure: RunFailure;
    readonly next: RunRecord;
    readonly at: Date;
    /** The last lines of its log. */
    readonly lines?: readonly string[];
    readonly heeded?: string | undefined;
  },
): StepResult<R> {
  const { failure, next, lines, heeded } = how;
  const entered = Object.entries(next.entered ?? {}).filter(([phase]) => !isEnd(phase as RunPhase));
  const change: RunRecord = {
    clearing: { failure, at: how.at.toISOString(), ...defined({ lines }) },
    entered: Object.fromEntries(entered),
    ...defined({ node: next.node, interrupted: heeded }),
  };
  return { ...waitingToClear(object, failure, change), recheckAfterMs: AT_ONCE_MS };
}

/** Clears away what is left of a lost try, writes it down, and makes room for the next one. Each look goes on where it is. */
export async function clearAway<R extends Running>(
  object: R,
  { failure, at, lines }: NonNullable<RunRecord["clearing"]>,
  { runs, tries, turn }: { readonly runs: Runs; readonly tries: Tries<R>; readonly turn: Turn },
): Promise<StepResult<R>> {
  const record = recordOf(object);
  const { attempt = 1, run = "" } = record;
  const removal = await runs.remove(runRef(object, run), turn.signal);
  const mostMs = failure.class === "preempted" ? PREEMPTED_CLEARING_MS : CLEARING_MS;
  if (removal === "going" && turn.now.getTime() - Date.parse(at) < mostMs)
    return { ...waitingToClear(object, failure), recheckAfterMs: CLEARING_RECHECK_MS };
  const { clearing: _, ...cleared } = record;
  if (isToStop(object)) {
    const message = "Stopped as asked, after the machinery had lost the run";
    const entered = { ...record.entered, stopped: at };
    const stopped: RunRecord = { ...cleared, phase: "stopped", message, entered };
    return {
      condition: { status: "True", reason: "Stopped", message },
      status: { slipway: stopped },
    } as StepResult<R>;
  }
  await tries.ended(object, lossAsEnd({ failure, at, ...defined({ lines }) }), turn);
  const { run: _2, failure: _3, pods: _4, node: _5, ...kept } = cleared;
  const lost = (record.retries?.[failure.class] ?? 0) + 1;
  const pause = failure.class === "preempted" ? PREEMPTED_PAUSE : PAUSE;
  const retryAt = rfc3339(new Date(turn.now.getTime() + backOff(lost - 1, pause)));
  const message = `${sentence(attempt, failure)}. Try ${attempt + 1} starts at ${retryAt}`;
  turn.events.record(object, { type: "Warning", reason: "Retrying", message });
  const next: RunRecord = {
    ...kept,
    phase: "pending",
    message,
    entered: {},
    attempt: attempt + 1,
    retries: { ...record.retries, [failure.class]: lost },
    lost: failure,
    earlier: [...(record.earlier ?? []), { entered: record.entered ?? {}, lost: failure, at }].slice(
      -MOST_EARLIER,
    ),
    ...defined({ firstStart: record.firstStart ?? startOf(record) }),
    retryAt,
    spentSeconds: (record.spentSeconds ?? 0) + secondsUsed(record, at),
  };
  return {
    condition: { status: "False", reason: "Retrying", message },
    status: { slipway: next },
    recheckAfterMs: CLEARING_RECHECK_MS,
  } as StepResult<R>;
}

export const lossAsEnd = ({ failure, at, lines }: NonNullable<RunRecord["clearing"]>): TryEnd => ({
  outcome: LOSSES.has(failure.class) ? "lost" : "failed",
  finishedAt: new Date(at),
  failureClass: failure.class,
  message: failure.message,
  ...defined({ exitCode: failure.exitCode, lastLines: lines }),
});

/** Milliseconds until the next try may start. */
export function pauseBeforeTry({ retryAt }: RunRecord, now: Date): number {
  return retryAt === undefined ? 0 : Math.max(0, Date.parse(retryAt) - now.getTime());
}

function waitingToClear<R extends Running>(
  object: R,
  failure: RunFailure,
  change: RunRecord = {},
): StepResult<R> {
  const { attempt = 1 } = recordOf(object);
  const message = `${sentence(attempt, failure)}; waiting for what is left of it to end`;
  return {
    condition: { status: "False", reason: "Retrying", message },
    status: remember(object, { ...change, phase: "pending", message }),
  } as StepResult<R>;
}

function secondsUsed(record: RunRecord, until: string): number {
  const from = startOf(record);
  return from === undefined ? 0 : Math.max(0, Math.ceil((Date.parse(until) - Date.parse(from)) / 1_000));
}
