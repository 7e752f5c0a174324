import { defined, type FailureClass, type RunFailure } from "@slipway/model";
import type { WorkEnd } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { messageOf } from "#reconcile/message-of.ts";
import { TerminalError, type Turn } from "#reconcile/reconciler.ts";
import type { Engine, Going } from "./engine.ts";
import { isOverdue, pauseAfter } from "./tries.ts";
import type { StepWork, Try, TryState } from "./work/step-work.ts";
import { type Works, workOf } from "./work/work-of.ts";

/** Of steps of one run that run at once, where the flow says no number. */
const MOST_ACTIVE = 100;

export interface Work {
  readonly run: FlowRun;
  readonly engine: Engine;
  readonly works: Works;
  readonly turn: Turn;
  /** Nothing more is to be done but to tear down, and what runs on exit. */
  readonly isToEnd: boolean;
}

/** Whether the run has taken longer than it may, all in all. */
export function isRunOverdue({ status }: FlowRun, timeoutSeconds: number | undefined, now: Date): boolean {
  const since = Date.parse(status?.startTime ?? "");
  return timeoutSeconds !== undefined && now.getTime() - since > timeoutSeconds * 1_000;
}

export interface Progress {
  /** All was done that there is to do by now. */
  readonly isDone: boolean;
  /** How soon there may be something to see that wakes nobody. */
  readonly lookAgainMs: number;
  /** What people have to know of the first step that says something. */
  readonly message?: string;
}

/** Begins what is ready, and learns what has come of what was begun. */
export async function workOnSteps(work: Work): Promise<Progress> {
  const { engine, turn, isToEnd } = work;
  let lookAgainMs = Number.POSITIVE_INFINITY;
  if (isToEnd && !(await engine.cancel(turn.now))) return { isDone: false, lookAgainMs };
  let message: string | undefined;
  // What another process has begun is taken up before it is looked at.
  if (!(await takeUp(work))) return { isDone: false, lookAgainMs };
  for (const going of [...engine.going.values()])
    if (going.isBegun) {
      const state = await follow(going, work);
      lookAgainMs = Math.min(lookAgainMs, state.lookAgainMs ?? lookAgainMs);
      message ??= state.message;
    } else if (isGivenUp(going, work) && (await isAlone(going, work)))
      await engine.ended(going.step.path, CANCELED, turn.now);
  const isDone = await takeUp(work);
  if ([...engine.going.values()].some((going) => isUnseen(going, work))) lookAgainMs = AT_ONCE_MS;
  return { isDone, lookAgainMs, ...defined({ message: message ?? firstWait(engine) }) };
}

/** Where a step cannot begin yet, what for. */
function firstWait({ going }: Engine): string | undefined {
  for (const { step, waitingFor } of going.values())
    if (waitingFor !== undefined) return `${step.path} waits for ${waitingFor}`;
  return undefined;
}

const AT_ONCE_MS = 1;

const isUnseen = ({ isBegun, isSeen, step }: Going, { works }: Work): boolean =>
  isBegun &&
  isSeen !== true &&
  (step.step.cache !== undefined || workOf(works, step.step).isSoonSeen === true);

const CANCELED: WorkEnd = { state: "canceled", why: "Canceled before it was begun" };

async function takeUp(work: Work): Promise<boolean> {
  const { engine, turn } = work;
  for (;;) {
    const isDone = await engine.decide(turn.now);
    const taken = await engine.take(MOST_ACTIVE, turn.now);
    const due = [...engine.going.values()].filter(
      ({ isBegun, notBefore }) => !isBegun && notBefore <= turn.now,
    );
    await engine.refuseOutdated(due);
    for (const going of due) await begin(going, work);
    if (!isDone || taken === 0) return isDone;
  }
}

const tryOf = (going: Going, { run, turn }: Work): Try => ({ run, going, turn });

/** What can never begin as it stands has failed; what only waits for something is begun later. */
async function begin(going: Going, work: Work): Promise<void> {
  const { engine, works, turn } = work;
  const does = workOf(works, going.step.step);
  if (!(await isAlone(going, work))) return;
  try {
    const waits = await does.begin(tryOf(going, work));
    going.isBegun = waits === undefined;
    if (waits === undefined) delete going.waitingFor;
    else going.waitingFor = waits.waitingFor;
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    await engine.ended(going.step.path, { state: "failed", why: messageOf(error), isError: true }, turn.now);
    await does.remove(tryOf(going, work));
  }
}

/** Whether the try before it is gone, which is taken away before this one begins or is given up. */
async function isAlone(going: Going, work: Work): Promise<boolean> {
  if (!going.isAlone) {
    const does = workOf(work.works, going.step.step);
    going.isAlone = (await does.remove(tryOf(work.engine.before(going), work))) !== "going";
  }
  return going.isAlone;
}

const isGivenUp = ({ step }: Going, { isToEnd }: Work): boolean => isToEnd && !step.isProtected;

async function follow(
  going: Going,
  work: Work,
): Promise<Omit<Extract<TryState, { phase: "going" }>, "phase">> {
  const { works, turn } = work;
  const does = workOf(works, going.step.step);
  const one = tryOf(going, work);
  const state = await does.look(one).catch(refusal);
  going.isSeen = true;
  if (state.phase !== "going") await comeToEnd(one, { work, does, state });
  else if (isGivenUp(going, work) || isOverdue(going.step.step, going, turn.now)) {
    if ((await does.stop(one)) === "stopped") await comeToEnd(one, { work, does, state: STOPPED });
  } else return state;
  return {};
}

const STOPPED = { phase: "stopped", message: "Canceled as asked" } as const;

/** What can never come to anything as it stands by now. */
function refusal(error: unknown): TryState {
  if (!(error instanceof TerminalError)) throw error;
  return { phase: "failed", failure: { class: "input", message: messageOf(error) } };
}

type Ended = Exclude<TryState, { readonly phase: "going" }>;

async function comeToEnd(
  one: Try,
  { work, does, state }: { readonly work: Work; readonly does: StepWork; readonly state: Ended },
): Promise<void> {
  const { run, engine, turn } = work;
  const { going } = one;
  // What another process has ended and taken away looks as if its machine was lost.
  if (state.phase !== "succeeded") await engine.refuseOutdated([going]);
  const failure: RunFailure | undefined = state.phase === "failed" ? state.failure : undefined;
  const isOver = isOverdue(going.step.step, going, turn.now);
  const isFinal = failure === undefined || isOver || isGivenUp(going, work);
  const pauseMs = isFinal ? undefined : pauseAfter(run, going, failure);
  if (failure === undefined || pauseMs === undefined) {
    await engine.ended(going.step.path, isOver ? overdue(going, state) : endOf(state), turn.now);
    await does.remove(one);
  } else await engine.again(going, { after: failure.class, pauseMs, now: turn.now });
}

/** What Argo calls Failed; all else that ends a step is Errored. */
const BY_ITSELF: ReadonlySet<FailureClass> = new Set(["user-code", "out-of-memory", "timeout"]);

function endOf(state: Ended): WorkEnd {
  if (state.phase === "succeeded") return { state: "success", ...state.gives };
  if (state.phase === "stopped") return { state: "canceled", why: state.message };
  const { class: failed, message } = state.failure;
  return { state: "failed", why: message, ...(BY_ITSELF.has(failed) ? {} : { isError: true }) };
}

/** What was done in time after all is done. */
function overdue(going: Going, state: Ended): WorkEnd {
  if (state.phase === "succeeded") return endOf(state);
  return { state: "failed", why: `It took longer than ${going.step.step.timeoutSeconds} s` };
}
