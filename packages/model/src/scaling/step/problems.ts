import type { StepAdjustment, StepPolicy } from "./policy.ts";

/** "You can create 20 step adjustments per scaling policy" (user guide). */
const MOST_STEPS = 20;

/** Why steps cannot be taken as they stand, a sentence each (StepAdjustment in the API reference). */
export function stepProblems({
  steps,
  adjustmentType,
}: Pick<StepPolicy, "steps" | "adjustmentType">): readonly string[] {
  if (steps.length === 0) return ["A step policy needs a step: write one at least."];
  if (steps.length > MOST_STEPS)
    return [`A step policy has ${MOST_STEPS} steps at most, and this one has ${steps.length}.`];
  const sorted = [...steps].sort((a, b) => lower(a) - lower(b));
  return [
    ...steps.flatMap((step) => ownProblems(step, adjustmentType)),
    ...sorted.slice(1).flatMap((step, index) => borderProblems(sorted[index], step)),
    ...endProblems(sorted),
  ];
}

const lower = ({ lowerBound = Number.NEGATIVE_INFINITY }: StepAdjustment): number => lowerBound;
const upper = ({ upperBound = Number.POSITIVE_INFINITY }: StepAdjustment): number => upperBound;

function ownProblems(step: StepAdjustment, type: StepPolicy["adjustmentType"]): readonly string[] {
  const problems: string[] = [];
  if (step.lowerBound === undefined && step.upperBound === undefined)
    problems.push("A step must have a lower or an upper bound.");
  else if (lower(step) >= upper(step))
    problems.push(
      `The step from ${lower(step)} to ${upper(step)} is empty: its lower bound must be less than its upper one.`,
    );
  if (type === "ExactCapacity" && step.adjustment < 0)
    problems.push(`An exact capacity must be 0 or more, and is ${step.adjustment}.`);
  return problems;
}

function borderProblems(before: StepAdjustment | undefined, step: StepAdjustment): readonly string[] {
  if (before === undefined || upper(before) === lower(step)) return [];
  const what = upper(before) > lower(step) ? "overlap" : "leave a gap";
  const [left, right] = [upper(before), lower(step)].map((bound) =>
    Number.isFinite(bound) ? String(bound) : "infinity",
  );
  return [`Two steps ${what}: one ends at ${left} and the next begins at ${right}.`];
}

function endProblems(sorted: readonly StepAdjustment[]): readonly string[] {
  const problems: string[] = [];
  if (sorted.some((step) => lower(step) < 0) && sorted.every((step) => step.lowerBound !== undefined))
    problems.push("Where a step has a negative lower bound, one must have none, down to minus infinity.");
  if (sorted.some((step) => upper(step) > 0) && sorted.every((step) => step.upperBound !== undefined))
    problems.push("Where a step has a positive upper bound, one must have none, up to infinity.");
  return problems;
}
