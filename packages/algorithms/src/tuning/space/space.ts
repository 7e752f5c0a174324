import { type Dimension, dimensionOf } from "./dimension.ts";
import type { Range, Values } from "./range.ts";
import { rangeFaults } from "./range-faults.ts";

/** A point of the unit cube, one coordinate a dimension. */
export type Point = Float64Array;

/** What is searched: the ranges as a unit cube. */
export class Space {
  readonly dimensions: readonly Dimension[];
  /** How many points there are; `Infinity` with a continuous range. */
  readonly count: number;

  /** Throws a RangeError that tells every fault of the ranges. */
  constructor(ranges: readonly Range[]) {
    const faults = rangeFaults(ranges);
    if (faults.length > 0) throw new RangeError(faults.join(". "));
    this.dimensions = ranges.map(dimensionOf);
    this.count = this.dimensions.reduce((product, { count }) => product * count, 1);
  }

  valuesAt(point: Point): Values {
    return Object.fromEntries(
      this.dimensions.map(({ name, valueAt }, index) => [name, valueAt(point[index] as number)]),
    );
  }

  /** The point of a trial's values; `undefined` where one is missing or is none of its range's. */
  pointOf(values: Values): Point | undefined {
    const units = this.dimensions.map(({ name, unitOf }) =>
      unitOf(Object.hasOwn(values, name) ? values[name] : undefined),
    );
    return units.every((unit) => unit !== undefined) ? Float64Array.from(units) : undefined;
  }

  /** Moves a point, in place, to the one that stands for the same values. */
  snap(point: Point): Point {
    this.dimensions.forEach(({ count, valueAt, unitOf }, index) => {
      const unit = Math.min(1, Math.max(0, point[index] as number));
      point[index] = count === Number.POSITIVE_INFINITY ? unit : (unitOf(valueAt(unit)) as number);
    });
    return point;
  }

  /** The same text for points of the same values, to the twelve digits that survive a way through text. */
  keyOf(point: Point): string {
    return Array.from(point, (unit) => unit.toFixed(12)).join(" ");
  }
}
