import { firstLeft } from "../random/next-unseen.ts";
import type { Point, Space } from "../space/space.ts";
import type { Trials } from "../trials.ts";

/**
 * The first combination that no trial has, the last range turning fastest; `undefined` once all have one. Throws a
 * RangeError that names the continuous ranges, which have no grid.
 */
export function gridSearch(space: Space, { seen }: Pick<Trials, "seen">): Point | undefined {
  const endless = space.dimensions.filter(({ count }) => count === Number.POSITIVE_INFINITY);
  if (endless.length > 0) {
    const names = endless.map(({ name }) => name).join(", ");
    throw new RangeError(
      `Grid tries every combination, and ${names} has no end of values; list them as a categorical range`,
    );
  }
  return firstLeft(space, seen);
}
