import type { FailureClass, RunFailure } from "@slipway/model";
import type { FlowStep } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { budgetOf } from "#runs/retry-budget.ts";
import type { Going } from "./engine.ts";

/** Where a step says nothing else, as `StepRetry` has it. */
const USUAL = { backoffSeconds: 5, backoffFactor: 2, maxBackoffSeconds: 300 } as const;

/** Milliseconds before another try that follows a failure; undefined where none does. */
export function pauseAfter(run: FlowRun, going: Going, failure: RunFailure): number | undefined {
  const { step, lost } = going;
  const { retry } = step.step;
  const budget = budgetOf(run, (retry?.limits ?? {}) as Partial<Record<FailureClass, number>>);
  const used = lost[failure.class] ?? 0;
  if (used >= (budget[failure.class] ?? 0)) return undefined;
  const { backoffSeconds: first, backoffFactor: factor, maxBackoffSeconds: most } = { ...USUAL, ...retry };
  return Math.round(1_000 * Math.min(most, first * factor ** used));
}

/** How many times the memory that its machine usually gives it: it grows with each try that ran out of it. */
export const memoryFactorOf = ({ lost, step }: Going): number =>
  (step.step.retry?.memoryGrowth ?? 1) ** (lost["out-of-memory"] ?? 0);

/** Whether all tries at it have taken longer than they may together. */
export function isOverdue({ timeoutSeconds }: FlowStep, { since }: Going, now: Date): boolean {
  return timeoutSeconds !== undefined && now.getTime() - since.getTime() > timeoutSeconds * 1_000;
}
