import type { Scaling } from "./range.ts";

/** Carries a range's values to [0, 1] and back; both ways grow strictly, and the ends meet exactly. */
export interface Scale {
  readonly toUnit: (value: number) => number;
  readonly fromUnit: (unit: number) => number;
}

interface Ends {
  readonly min: number;
  readonly max: number;
  readonly scaling: Scaling;
}

/** From this ratio of its ends on a range "spans several orders of magnitude", where SageMaker's guide advises a logarithm. */
const SEVERAL_ORDERS = 100;

/** The scaling that `Auto` means for a range: SageMaker leaves its choice open, ours follows the advice of its guide. */
export function chosenScaling({ min, max, scaling }: Ends): Exclude<Scaling, "Auto"> {
  if (scaling !== "Auto") return scaling;
  return min > 0 && max / min >= SEVERAL_ORDERS ? "Logarithmic" : "Linear";
}

/** The scale of a range that `rangeFaults` finds no fault with. */
export function scaleOf(ends: Ends): Scale {
  const warp = WARPS[chosenScaling(ends)];
  const { min, max } = ends;
  const start = warp.there(min);
  const width = warp.there(max) - start;
  return {
    toUnit: (value) => (width === 0 ? 0.5 : clamp((warp.there(value) - start) / width, 0, 1)),
    fromUnit: (unit) => clamp(warp.back(start + clamp(unit, 0, 1) * width), min, max),
  };
}

interface Warp {
  readonly there: (value: number) => number;
  readonly back: (warped: number) => number;
}

const WARPS: Readonly<Record<Exclude<Scaling, "Auto">, Warp>> = {
  Linear: { there: (value) => value, back: (warped) => warped },
  Logarithmic: { there: Math.log, back: Math.exp },
  /** Finest close to 1. */
  ReverseLogarithmic: {
    there: (value) => -Math.log1p(-value),
    back: (warped) => -Math.expm1(-warped),
  },
};

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
