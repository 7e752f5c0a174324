import type { Random } from "../../random-stream.ts";
import type { Point } from "../space/space.ts";

/** A box within the unit cube. */
export interface Region {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

const NARROWEST = 0.02;
const WIDEST = 0.5;

export function wholeCube(dimensions: number): Region {
  return { lower: new Float64Array(dimensions), upper: new Float64Array(dimensions).fill(1) };
}

/**
 * A box around a point, longer where the function changes slowly: a trust region (Eriksson et al. 2019, arXiv 1910.01739)
 * whose size is drawn, since nothing remembers how earlier ones fared.
 */
export function regionAround(centre: Point, lengths: Float64Array, random: Random): Region {
  const bounded = lengths.subarray(0, centre.length).map((length) => Math.min(2, Math.max(0.1, length)));
  const mean = Math.exp(bounded.reduce((sum, length) => sum + Math.log(length), 0) / centre.length);
  const side = NARROWEST * (WIDEST / NARROWEST) ** random();
  const half = bounded.map((length) => (side * length) / mean / 2);
  return {
    lower: centre.map((unit, index) => Math.max(0, unit - (half[index] as number))),
    upper: centre.map((unit, index) => Math.min(1, unit + (half[index] as number))),
  };
}

/** A point of the cube, shrunk with it into the region. */
export function inside({ lower, upper }: Region, point: Point): Point {
  return point.map((unit, index) => {
    const start = lower[index] as number;
    return start + unit * ((upper[index] as number) - start);
  });
}

export function clampedTo({ lower, upper }: Region, point: Point): Point {
  return point.map((unit, index) => Math.min(upper[index] as number, Math.max(lower[index] as number, unit)));
}
