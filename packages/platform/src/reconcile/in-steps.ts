import { type Condition, defined, isConflict } from "@slipway/model";
import { untilAborted } from "#lib/until-aborted.ts";
import { isTimeUp } from "./deadline.ts";
import { messageOf } from "./message-of.ts";
import {
  type ConditionTypeOf,
  type Outcome,
  type Reconcilable,
  type StatusOf,
  TerminalError,
  type Turn,
} from "./reconciler.ts";

/** One step owns exactly one condition type of its kind; a type that the kind does not declare does not compile. */
export interface Step<
  R extends Reconcilable,
  Owned extends string = ConditionTypeOf<R>,
  T extends Turn = Turn,
> {
  readonly condition: Owned;
  /** For steps that tell how the object does: they run also when one before them has failed. */
  readonly evenAfterFailure?: boolean;
  /** Sees the status as the steps before it left it. */
  run(object: R, turn: T): Promise<StepResult<R>>;
}

/** What a step says of its condition; the loop adds the type, the time and the generation. */
export type StepCondition = Pick<Condition, "status" | "reason" | "message">;

export interface StepResult<R extends Reconcilable> {
  /** Absent: the condition does not apply and is not shown. */
  readonly condition?: StepCondition;
  /** Fields to change; an explicit undefined removes one. */
  readonly status?: { readonly [Field in keyof StatusOf<R>]?: StatusOf<R>[Field] | undefined };
  readonly recheckAfterMs?: number;
  /** No step after this one runs in this pass; their conditions stay as they are. */
  readonly halt?: boolean;
}

/**
 * Runs all steps in their order; the soonest recheck wins. A step that throws has its condition set False with the
 * error's words and ends the work of the pass: a `TerminalError` for good, any other to be tried again. So has one that is
 * still waited for when the turn's time is up, and no step comes after it. A conflict is passed on, for what was learned from
 * an outdated object is not worth telling, and so is the end of a home that stops.
 */
export function inSteps<R extends Reconcilable, T extends Turn = Turn>(
  steps: readonly Step<R, ConditionTypeOf<R>, T>[],
): (object: R, turn: T) => Promise<Outcome<R>> {
  return async (object, turn) => {
    let progress: Progress<R> = { status: { ...(object.status ?? {}) } as StatusOf<R>, failed: false };
    for (const step of steps) {
      if (progress.failed && step.evenAfterFailure !== true) continue;
      const attempt = await run(step, { ...object, status: progress.status }, turn);
      progress = after(progress, step, attempt);
      if (turn.signal.aborted) progress = { ...progress, failure: turn.signal.reason };
      if (attempt.result.halt === true || turn.signal.aborted) break;
    }
    const { failed: _, ...outcome } = progress;
    return outcome;
  };
}

interface Progress<R extends Reconcilable> extends Outcome<R> {
  readonly failed: boolean;
}

interface Attempt<R extends Reconcilable> {
  readonly result: StepResult<R>;
  readonly failed: boolean;
  /** What is worth another try. */
  readonly failure?: unknown;
}

async function run<R extends Reconcilable, T extends Turn>(
  step: Step<R, ConditionTypeOf<R>, T>,
  object: R,
  turn: T,
): Promise<Attempt<R>> {
  try {
    return { result: await untilAborted(step.run(object, turn), turn.signal), failed: false };
  } catch (thrown) {
    // What ends because its signal aborts says so in words of its own.
    const error = turn.signal.aborted ? turn.signal.reason : thrown;
    if (isConflict(error) || (turn.signal.aborted && !isTimeUp(error))) throw error;
    const terminal = error instanceof TerminalError;
    const reason = terminal ? error.reason : isTimeUp(error) ? "DeadlineExceeded" : "Error";
    return {
      result: { condition: { status: "False", reason, message: messageOf(error) } },
      failed: true,
      ...(terminal ? {} : { failure: error }),
    };
  }
}

function after<R extends Reconcilable>(
  before: Progress<R>,
  { condition }: Pick<Step<R>, "condition">,
  { result, failed, failure }: Attempt<R>,
): Progress<R> {
  const recheckAfterMs = sooner(before.recheckAfterMs, result.recheckAfterMs);
  return {
    ...before,
    status: {
      ...before.status,
      ...result.status,
      conditions: place(before.status.conditions ?? [], condition, result),
    },
    failed: before.failed || failed,
    ...defined({ recheckAfterMs }),
    ...(before.failure !== undefined || failure === undefined ? {} : { failure }),
  };
}

function place<R extends Reconcilable>(
  conditions: readonly Condition[],
  type: ConditionTypeOf<R>,
  result: StepResult<R>,
): readonly Condition[] {
  if (result.condition === undefined) return conditions.filter((condition) => condition.type !== type);
  const next: Condition = { ...result.condition, type };
  return conditions.some((condition) => condition.type === type)
    ? conditions.map((condition) => (condition.type === type ? next : condition))
    : [...conditions, next];
}

function sooner(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}
