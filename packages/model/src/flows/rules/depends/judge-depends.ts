import type { Verdict } from "../trigger/end-state.ts";
import { type Depends, namedSteps, type StepResult } from "./expression.ts";

/** What has become of a step, in Argo's words. */
export interface StepOutcome {
  /**
   * Succeeded; Failed: it ran and its program said so; Errored: something other than its program kept it from succeeding; Skipped: its own condition
   * (`when`) was false; Omitted: its `depends` was, or it could not run. Absent where it serves on as a daemon.
   */
  readonly phase?: "Succeeded" | "Failed" | "Errored" | "Skipped" | "Omitted";
  /** It is up, and serves those below it. */
  readonly isDaemoned?: boolean;
  /** Of a fan-out: how many of its instances there are, and ended so. */
  readonly instances?: { readonly total: number; readonly succeeded: number; readonly failed: number };
}

/**
 * What becomes of a step with that `depends`, as in Argo (workflow/controller/dag.go, `evaluateDependsLogic`): it waits until every named step
 * has an outcome, even where some would decide; then it runs, or is skipped (Argo's Omitted). Costs one look at each named step, so that who
 * has ten thousand of them asks once the last has ended.
 */
export function judgeDepends(
  depends: Depends,
  outcomeOf: (step: string) => StepOutcome | undefined,
): Extract<Verdict, "run" | "skipped" | "wait"> {
  const outcomes = new Map<string, StepOutcome>();
  for (const { step } of namedSteps(depends)) {
    const outcome = outcomeOf(step);
    if (outcome === undefined) return "wait";
    outcomes.set(step, outcome);
  }
  return holds(depends, outcomes) ? "run" : "skipped";
}

function holds(depends: Depends, outcomes: ReadonlyMap<string, StepOutcome>): boolean {
  if ("not" in depends) return !holds(depends.not, outcomes);
  if ("all" in depends) return depends.all.every((part) => holds(part, outcomes));
  if ("any" in depends) return depends.any.some((part) => holds(part, outcomes));
  const outcome = outcomes.get(depends.step) ?? {};
  return depends.results.some((result) => hasResult(outcome, result));
}

/** An instance that Errored has not Failed: Argo counts it to neither. */
function hasResult({ phase, isDaemoned = false, instances }: StepOutcome, result: StepResult): boolean {
  if (result === "Daemoned") return isDaemoned;
  if (result === "AnySucceeded") return instances !== undefined && instances.succeeded > 0;
  if (result === "AllFailed")
    return instances !== undefined && instances.total > 0 && instances.failed === instances.total;
  return phase === result;
}
