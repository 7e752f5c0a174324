import type { Condition } from "@slipway/model";
import {
  type ConditionTypeOf,
  type Outcome,
  type Reconcilable,
  type Reconciler,
  type StatusOf,
  TerminalError,
  type Turn,
} from "./reconciler.ts";

/** One step owns exactly one condition type of its kind. */
export interface Step<R extends Reconcilable> {
  readonly condition: ConditionTypeOf<R>;
  /** Sees the status as the steps before it left it. */
  run(object: R, turn: Turn): Promise<StepResult<R>>;
}

export interface StepResult<R extends Reconcilable> {
  /** Absent: the condition does not apply and is not shown. */
  readonly condition?: Pick<Condition, "status" | "reason" | "message">;
  /** Fields to change; an explicit undefined removes one. */
  readonly status?: { readonly [Field in keyof StatusOf<R>]?: StatusOf<R>[Field] | undefined };
  readonly recheckAfterMs?: number;
  /** The steps after this one do not run in this pass; their conditions stay as they are. */
  readonly halt?: boolean;
}

/**
 * Runs all steps in their order; the soonest recheck wins; failures are collected. A step that throws has its condition
 * set False with the error's words and halts the pass: a `TerminalError` for good, any other to be tried again.
 */
export function inSteps<R extends Reconcilable>(steps: readonly Step<R>[]): Reconciler<R>["reconcile"] {
  return async (object, turn) => {
    let status = { ...(object.status ?? {}) } as StatusOf<R>;
    let recheckAfterMs: number | undefined;
    for (const step of steps) {
      const { result, failure } = await attempt(step, { ...object, status }, turn);
      status = {
        ...status,
        ...result.status,
        conditions: place(status.conditions ?? [], step.condition, result),
      };
      recheckAfterMs = sooner(recheckAfterMs, result.recheckAfterMs);
      if (failure !== undefined) return outcome(status, recheckAfterMs, failure);
      if (result.halt === true) break;
    }
    return outcome(status, recheckAfterMs);
  };
}

async function attempt<R extends Reconcilable>(
  step: Step<R>,
  object: R,
  turn: Turn,
): Promise<{ readonly result: StepResult<R>; readonly failure?: unknown }> {
  try {
    return { result: await step.run(object, turn) };
  } catch (error) {
    const reason = error instanceof TerminalError ? error.reason : "Error";
    const message = error instanceof Error ? error.message : String(error);
    const result: StepResult<R> = { condition: { status: "False", reason, message }, halt: true };
    return error instanceof TerminalError ? { result } : { result, failure: error };
  }
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

function outcome<R extends Reconcilable>(
  status: StatusOf<R>,
  recheckAfterMs?: number,
  failure?: unknown,
): Outcome<R> {
  return {
    status,
    ...(recheckAfterMs === undefined ? {} : { recheckAfterMs }),
    ...(failure === undefined ? {} : { failure }),
  };
}
