import type { Point, Space } from "./space/space.ts";
import type { History, Observed, Study } from "./study.ts";

/** The trials as a search sees them: in an order that does not depend on that of the history, lower being better. */
export interface Trials {
  readonly observed: readonly Ended[];
  readonly pending: readonly Point[];
  /** The keys of all their points. */
  readonly seen: ReadonlySet<string>;
  /** How many there are, with those that have no place in the space. */
  readonly count: number;
}

export interface Ended {
  readonly point: Point;
  /** `undefined` for a failed trial. */
  readonly loss: number | undefined;
  /** From 0 for the fewest epochs to 1 for the most, by their logarithm. */
  readonly fidelity: number;
}

type Aim = Pick<Study, "goal" | "resources">;

/** Trials whose values the ranges have no place for are left out: they tell nothing of this space. */
export function trialsOf(space: Space, aim: Aim, { observed, pending }: History): Trials {
  const ended = endedTrials(space, aim, observed);
  const waiting = pending.flatMap((values) => space.pointOf(values) ?? []);
  waiting.sort((one, other) => compare(space.keyOf(one), space.keyOf(other)));
  return {
    observed: ended,
    pending: waiting,
    seen: new Set([...ended.map(({ point }) => point), ...waiting].map((point) => space.keyOf(point))),
    count: observed.length + pending.length,
  };
}

/** In order of their points, then of their losses. */
export function endedTrials(space: Space, aim: Aim, observed: readonly Observed[]): readonly Ended[] {
  const ended = observed.flatMap((trial) => {
    const point = space.pointOf(trial.values);
    if (point === undefined) return [];
    return [{ point, loss: lossOf(aim, trial), fidelity: fidelityOf(aim, trial), key: space.keyOf(point) }];
  });
  return ended.sort(
    (one, other) =>
      compare(one.key, other.key) ||
      compare(one.fidelity, other.fidelity) ||
      compare(rank(one.loss), rank(other.loss)),
  );
}

function lossOf({ goal }: Aim, { objective }: Observed): number | undefined {
  if (objective === undefined || !Number.isFinite(objective)) return undefined;
  return goal === "Minimize" ? objective : -objective;
}

function rank(loss: number | undefined): number {
  return loss ?? Number.POSITIVE_INFINITY;
}

function fidelityOf({ resources }: Aim, { epochs }: Observed): number {
  if (resources === undefined || epochs === undefined || resources.max <= resources.min) return 1;
  const share = Math.log(epochs / resources.min) / Math.log(resources.max / resources.min);
  return Math.min(1, Math.max(0, share));
}

function compare<T extends string | number>(one: T, other: T): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
