import type { Resources, Study } from "../study.ts";

/** One in so many trials goes on from a rung to the next. */
const REDUCTION = 3;

/** The epochs after which trials are compared: the fewest, then three times as many each time, below the most. */
export function rungsOf({ min, max }: Resources): readonly number[] {
  const rungs: number[] = [];
  for (let rung = min; rung < max; rung *= REDUCTION) rungs.push(rung);
  return rungs;
}

/**
 * Whether asynchronous successive halving (Li et al. 2018, arXiv 1810.05934, in its stopping form) ends a trial at the
 * last rung that it has reached: where it is not in the best third of all that reached that rung so far. The first two
 * of a rung go on: nobody waits for others. A curve has the objective epoch by epoch; its best so far counts.
 */
export function stopsAtRung(study: Pick<Study, "goal">, resources: Resources, curves: Curves): boolean {
  const rung = rungsOf(resources).findLast((epochs) => epochs <= curves.own.length);
  if (rung === undefined || curves.own.length >= resources.max) return false;
  const own = bestLoss(study.goal, curves.own, rung);
  const reached = curves.others.filter((curve) => curve.length >= rung);
  const better = reached.filter((curve) => bestLoss(study.goal, curve, rung) < own).length;
  const places = Math.floor((reached.length + 1) / REDUCTION);
  return reached.length + 1 >= REDUCTION && better >= places;
}

export interface Curves {
  readonly own: readonly number[];
  /** Of the other trials, running and ended. */
  readonly others: readonly (readonly number[])[];
}

function bestLoss(goal: Study["goal"], curve: readonly number[], epochs: number): number {
  const sign = goal === "Minimize" ? 1 : -1;
  const losses = curve
    .slice(0, epochs)
    .map((value) => (Number.isFinite(value) ? sign * value : Number.POSITIVE_INFINITY));
  return Math.min(...losses);
}
