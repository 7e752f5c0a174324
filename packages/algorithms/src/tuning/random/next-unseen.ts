import { scrambledSobol } from "../sequence/sobol.ts";
import type { Point, Space } from "../space/space.ts";
import type { Trials } from "../trials.ts";

/** In a small space the sequence meets the same values again and again: so many points, then the first that is left. */
const PATIENCE = 1000;

/**
 * The first point of the seed's sequence that no trial has: trial after trial goes along the sequence, and one that was
 * deleted is proposed again. `undefined` where every point of a countable space has a trial.
 */
export function nextUnseen(
  space: Space,
  seed: number,
  { seen, count }: Pick<Trials, "seen" | "count">,
): Point | undefined {
  for (let index = 0; index < count + PATIENCE; index++) {
    const point = space.snap(scrambledSobol(seed, index, space.dimensions.length));
    if (!seen.has(space.keyOf(point))) return point;
  }
  return firstLeft(space, seen);
}

/** In the order of a grid, whose last dimension turns fastest; bounded by the number of trials. */
export function firstLeft(space: Space, seen: ReadonlySet<string>): Point | undefined {
  if (space.count === Number.POSITIVE_INFINITY) return undefined;
  for (let index = 0; index < space.count && index <= seen.size; index++) {
    const point = gridPoint(space, index);
    if (!seen.has(space.keyOf(point))) return point;
  }
  return undefined;
}

export function gridPoint({ dimensions }: Space, index: number): Point {
  const point = new Float64Array(dimensions.length);
  let rest = index;
  for (let dimension = dimensions.length - 1; dimension >= 0; dimension--) {
    const { count, unitAt } = dimensions[dimension] as Space["dimensions"][number];
    point[dimension] = unitAt(rest % count);
    rest = Math.floor(rest / count);
  }
  return point;
}
