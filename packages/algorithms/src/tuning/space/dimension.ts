import type { Range, Value } from "./range.ts";
import { chosenScaling, scaleOf } from "./scale.ts";

/** One coordinate of the unit cube: what a search works on in place of a range's values. */
export interface Dimension {
  readonly name: string;
  /** Whether only equality of coordinates means anything. */
  readonly categorical: boolean;
  /** How many values there are; `Infinity` for a continuous range. */
  readonly count: number;
  /** The value that a coordinate in [0, 1] stands for; every value of a countable range has the same share. */
  readonly valueAt: (unit: number) => Value;
  /** The coordinate of a value; `undefined` for what the range has no place for (a number outside is brought to its end). */
  readonly unitOf: (value: Value | undefined) => number | undefined;
  /** The `index`-th coordinate of a countable range, in the order of its values. */
  readonly unitAt: (index: number) => number;
}

/** The dimension of a range that `rangeFaults` finds no fault with. */
export function dimensionOf(range: Range): Dimension {
  if (range.type === "Categorical") return categorical(range.name, range.values);
  return range.type === "Integer" ? integer(range) : continuous(range);
}

function categorical(name: string, values: readonly string[]): Dimension {
  const count = values.length;
  const unitAt = (index: number) => (index + 0.5) / count;
  return {
    name,
    categorical: true,
    count,
    valueAt: (unit) => values[Math.min(count - 1, Math.floor(unit * count))] as string,
    unitOf: (value) => {
      const index = values.indexOf(String(value));
      return index < 0 ? undefined : unitAt(index);
    },
    unitAt,
  };
}

function continuous({ name, min, max, scaling = "Auto" }: Extract<Range, { type: "Continuous" }>): Dimension {
  const scale = scaleOf({ min, max, scaling });
  return {
    name,
    categorical: false,
    count: min === max ? 1 : Number.POSITIVE_INFINITY,
    valueAt: scale.fromUnit,
    unitOf: (value) => within(value, scale.toUnit),
    unitAt: () => scale.toUnit(min),
  };
}

/** Widened by a half at both ends, so that the end values get as large a share as their neighbours. */
function integer({ name, min, max, scaling = "Auto" }: Extract<Range, { type: "Integer" }>): Dimension {
  const wide = scaleOf({ min: min - 0.5, max: max + 0.5, scaling: chosenScaling({ min, max, scaling }) });
  const round = (value: number) => Math.min(max, Math.max(min, Math.round(value)));
  return {
    name,
    categorical: false,
    count: max - min + 1,
    valueAt: (unit) => round(wide.fromUnit(unit)),
    unitOf: (value) => within(value, (number) => wide.toUnit(round(number))),
    unitAt: (index) => wide.toUnit(min + index),
  };
}

function within(value: Value | undefined, toUnit: (number: number) => number): number | undefined {
  const number = value === undefined || value === "" ? Number.NaN : Number(value);
  return Number.isFinite(number) ? toUnit(number) : undefined;
}
