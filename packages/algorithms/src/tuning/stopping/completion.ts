import type { Study } from "../study.ts";

/** SageMaker's TuningJobCompletionCriteria. */
export interface CompletionCriteria {
  /** A trial that reaches it ends the job. */
  readonly targetObjective?: number;
  /** So many trials one after the other that were no better than the best before them; at least 3. */
  readonly trialsNotImproving?: number;
  /** Whether the job ends once `hasConverged`. */
  readonly onConvergence?: boolean;
}

export type Completion = "TargetReached" | "NotImproving" | "Converged";

/** The fewest trials that convergence is told from. */
const LEAST_TO_CONVERGE = 30;
/** A gain of this share of what lies between the typical and the best trial is none. */
const NEGLIGIBLE = 0.001;

/** Why a tuning job is complete; `objectives` in the order in which trials ended, `undefined` for failed ones. */
export function completionOf(
  goal: Study["goal"],
  criteria: CompletionCriteria,
  objectives: readonly (number | undefined)[],
): Completion | undefined {
  const losses = objectives.map((objective) => lossOf(goal, objective));
  const target = criteria.targetObjective;
  if (target !== undefined && losses.some((loss) => loss <= lossOf(goal, target))) return "TargetReached";
  const most = criteria.trialsNotImproving;
  if (most !== undefined && notImproving(losses) >= most) return "NotImproving";
  return criteria.onConvergence && hasConverged(losses) ? "Converged" : undefined;
}

function lossOf(goal: Study["goal"], objective: number | undefined): number {
  if (objective === undefined || !Number.isFinite(objective)) return Number.POSITIVE_INFINITY;
  return goal === "Minimize" ? objective : -objective;
}

/** How many trials have ended since the best one; none before a trial has succeeded. */
function notImproving(losses: readonly number[]): number {
  const best = Math.min(...losses);
  return Number.isFinite(best) ? losses.length - 1 - losses.indexOf(best) : 0;
}

/**
 * Whether the later half of the trials (of at least 30) has gained next to nothing. AWS does not say how it detects
 * convergence; this is ours.
 */
function hasConverged(losses: readonly number[]): boolean {
  const ended = losses.filter(Number.isFinite);
  if (ended.length < LEAST_TO_CONVERGE) return false;
  const before = Math.min(...ended.slice(0, Math.floor(ended.length / 2)));
  const best = Math.min(...ended);
  const typical = [...ended].sort((one, other) => one - other)[Math.floor(ended.length / 2)] as number;
  return before - best <= NEGLIGIBLE * (typical - best);
}
