import { minimizeInBox } from "../numerics/minimize-in-box.ts";
import type { Point, Space } from "../space/space.ts";
import type { Acquisition } from "./acquisition.ts";
import type { Region } from "./region.ts";

/** How many of the candidates are climbed from. */
const STARTS = 4;
const CLIMB_EVALUATIONS = 40;
/** A countable dimension's values are all tried up to this many. */
const ALL_VALUES = 32;
const ROUNDS = 3;
const GAIN = 1e-3;

interface Scored {
  readonly point: Point;
  readonly score: number;
}

/** What is climbed: an acquisition over the points of a space, its gradient within a region. */
export interface Hill {
  readonly space: Space;
  readonly acquisition: Acquisition;
  readonly region: Region;
}

/**
 * High points, highest first: the candidates, the best of them climbed from by the gradient and then, one countable
 * dimension after the other, by its values. All are points of the space.
 */
export function maximize(hill: Hill, candidates: readonly Point[]): readonly Point[] {
  const scored = candidates.map((point) => scoredAt(hill, point)).sort(byScore);
  const climbed = scored.slice(0, STARTS).map((start) => climb(hill, start));
  return [...climbed, ...scored].sort(byScore).map(({ point }) => point);
}

function scoredAt({ acquisition }: Hill, point: Point): Scored {
  return { point, score: acquisition.at(point) };
}

function byScore(one: Scored, other: Scored): number {
  return other.score - one.score;
}

function climb(hill: Hill, start: Scored): Scored {
  let best = start;
  for (let round = 0; round < ROUNDS; round++) {
    const before = best.score;
    best = better(best, byGradient(hill, best));
    best = byValues(hill, best);
    if (best.score <= before + GAIN) break;
  }
  return best;
}

function byGradient(hill: Hill, { point }: Scored): Scored {
  const box = { ...hill.region, evaluations: CLIMB_EVALUATIONS, leastGain: GAIN };
  const downhill = (at: Point, gradient: Float64Array) => {
    const value = hill.acquisition.withGradient(at, gradient);
    for (let index = 0; index < at.length; index++) gradient[index] = -(gradient[index] as number);
    return -value;
  };
  return scoredAt(hill, hill.space.snap(minimizeInBox(downhill, point, box).point));
}

function byValues(hill: Hill, start: Scored): Scored {
  let best = start;
  hill.space.dimensions.forEach((dimension, index) => {
    for (const unit of otherValues(dimension, best.point[index] as number)) {
      const point = best.point.slice();
      point[index] = unit;
      best = better(best, scoredAt(hill, point));
    }
  });
  return best;
}

/** All values of a small dimension; of a large one those that are one and two steps away; none of a continuous one. */
function otherValues(
  { count, unitAt, valueAt }: Space["dimensions"][number],
  unit: number,
): readonly number[] {
  if (count === Number.POSITIVE_INFINITY) return [];
  if (count <= ALL_VALUES) return Array.from({ length: count }, (_, index) => unitAt(index));
  const here = Number(valueAt(unit)) - Number(valueAt(0));
  return [here - 2, here - 1, here + 1, here + 2].filter((index) => index >= 0 && index < count).map(unitAt);
}

function better(one: Scored, other: Scored): Scored {
  return other.score > one.score ? other : one;
}
