import { isEnd, type RunFailure } from "@slipway/model";
import type { WorkEnd } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { messageOf } from "#reconcile/message-of.ts";
import { TerminalError, type Turn } from "#reconcile/reconciler.ts";
import { awaited } from "#runs/awaited.ts";
import { orRefuse } from "#runs/or-refuse.ts";
import type { RunRef, RunState, Runs } from "#runtimes/runs.ts";
import type { Engine, Going } from "./engine.ts";
import { resultsOf, stepRunSpec } from "./step-run.ts";
import { isOverdue, pauseAfter } from "./tries.ts";

/** Of steps of one run that run at once, where the flow says no number. */
const MOST_ACTIVE = 100;

export interface Work {
  readonly run: FlowRun;
  readonly engine: Engine;
  readonly runs: Runs;
  readonly turn: Turn;
  /** Nothing more is to be done but to tear down, and what runs on exit. */
  readonly isToEnd: boolean;
}

/** Whether the run has taken longer than it may, all in all. */
export function isRunOverdue({ status }: FlowRun, timeoutSeconds: number | undefined, now: Date): boolean {
  const since = Date.parse(status?.startTime ?? "");
  return timeoutSeconds !== undefined && now.getTime() - since > timeoutSeconds * 1_000;
}

/** Begins what is ready, and learns what has come of what was begun; answers whether all was done that there is to do by now. */
export async function workOnSteps(work: Work): Promise<boolean> {
  const { engine, turn, isToEnd } = work;
  if (isToEnd) engine.graph.cancel();
  // What another process has begun is taken up before it is looked at.
  if (!(await takeUp(work))) return false;
  for (const going of [...engine.going.values()])
    if (going.isBegun) await follow(going, work);
    else if (isGivenUp(going, work)) await engine.ended(going.step.path, CANCELED, turn.now);
  return takeUp(work);
}

const CANCELED: WorkEnd = { state: "canceled", why: "Canceled before it was begun" };

async function takeUp(work: Work): Promise<boolean> {
  const { engine, turn } = work;
  for (;;) {
    const isDone = await engine.decide(turn.now);
    const taken = await engine.take(MOST_ACTIVE - engine.going.size, turn.now);
    for (const going of engine.going.values())
      if (!going.isBegun && going.notBefore <= turn.now) await begin(going, work);
    if (!isDone || taken === 0) return isDone;
  }
}

/** What no machinery takes as it stands has failed; what only waits for one is begun later. */
async function begin(going: Going, { run, engine, runs, turn }: Work): Promise<void> {
  try {
    const started = await orRefuse(async () => runs.start(stepRunSpec(run, going), turn.signal)).catch(
      awaited,
    );
    going.isBegun = started === undefined;
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    await engine.ended(going.step.path, { state: "failed", why: messageOf(error) }, turn.now);
  }
}

const isGivenUp = ({ step }: Going, { isToEnd }: Work): boolean => isToEnd && !step.isProtected;

async function follow(going: Going, work: Work): Promise<void> {
  const { run, runs, turn } = work;
  const ref: RunRef = { name: going.name, namespace: run.metadata.namespace ?? "", owner: run };
  const state = await runs.observe(ref, turn.signal);
  if (isEnd(state.phase) || state.phase === "gone") await comeToEnd(going, work, { ref, state });
  else if (isGivenUp(going, work) || isOverdue(going.step.step, going, turn.now))
    await runs.stop(ref, turn.signal);
}

async function comeToEnd(
  going: Going,
  work: Work,
  { ref, state }: { readonly ref: RunRef; readonly state: RunState },
): Promise<void> {
  const { run, engine, runs, turn } = work;
  const failure = failureOf(state);
  const isOver = isOverdue(going.step.step, going, turn.now);
  const isFinal = failure === undefined || isOver || isGivenUp(going, work);
  const pauseMs = isFinal ? undefined : pauseAfter(run, going, failure);
  if (failure === undefined || pauseMs === undefined) {
    await engine.ended(going.step.path, isOver ? overdue(going, state) : endOf(going, state), turn.now);
    await runs.remove(ref, turn.signal);
  } else if ((await runs.remove(ref, turn.signal)) !== "going")
    await engine.again(going, { after: failure.class, pauseMs, now: turn.now });
}

/** What left no trace was taken away by somebody, as when its machine is lost. */
function failureOf({ phase, failure, message }: RunState): RunFailure | undefined {
  if (phase === "gone") return { class: "node-lost", message };
  return phase === "failed" ? (failure ?? { class: "internal", message }) : undefined;
}

function endOf({ step }: Going, state: RunState): WorkEnd {
  const { phase, message, results } = state;
  if (phase === "succeeded")
    return { state: "success", results: resultsOf(step.step.run ?? {}, results?.facts ?? {}) };
  if (phase === "stopped") return { state: "canceled", why: message };
  return { state: "failed", why: failureOf(state)?.message ?? message };
}

/** What was done in time after all is done. */
function overdue(going: Going, state: RunState): WorkEnd {
  if (state.phase === "succeeded") return endOf(going, state);
  return { state: "failed", why: `It took longer than ${going.step.step.timeoutSeconds} s` };
}
