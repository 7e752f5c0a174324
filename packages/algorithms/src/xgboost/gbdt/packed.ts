import type { Random } from "./random.ts";

/**
 * A gradient and its hessian as one integer-valued double: `gradient * SPAN + hessian`, both in units of a power of
 * two. Sums of such numbers are exact and do not depend on order, and a histogram needs half the memory and half the
 * additions that two sums a bin would.
 */
export const SPAN = 2 ** 27;

/** More rows than this would not leave room for the sums. */
export const MOST_ROWS = 2 ** 25;

const ROOM = 2 ** 26;

export interface PackedGradients {
  /** By row; rows that were not asked for keep what they had. */
  readonly values: Float64Array;
  /** Units in 1.0 of a gradient and of a hessian. */
  readonly gradientUnits: number;
  readonly hessianUnits: number;
}

/** The gradient of a packed sum, in units. */
export const packedGradient = (sum: number): number => Math.floor(sum / SPAN);
/** The hessian of a packed sum, in units. */
export const packedHessian = (sum: number): number => sum - Math.floor(sum / SPAN) * SPAN;

/** Packs the gradients of `rows`; rounding is random, so that small gradients do not vanish from large sums. */
export function packGradients(
  source: { readonly gradients: Float32Array; readonly hessians: Float32Array },
  rows: Uint32Array,
  random: Random,
  into: Float64Array,
): PackedGradients {
  const { gradients, hessians } = source;
  let gradientSum = 0;
  let hessianSum = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    gradientSum += Math.abs(gradients[row] as number);
    hessianSum += hessians[row] as number;
  }
  const gradientUnits = unitsFor(gradientSum, rows.length);
  const hessianUnits = unitsFor(hessianSum, rows.length);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    const noise = random();
    const gradient = Math.floor((gradients[row] as number) * gradientUnits + noise);
    const hessian = Math.floor((hessians[row] as number) * hessianUnits + noise);
    into[row] = gradient * SPAN + hessian;
  }
  return { values: into, gradientUnits, hessianUnits };
}

/** The largest power of two with which the rounded sum still fits. */
function unitsFor(sum: number, rows: number): number {
  return sum > 0 ? 2 ** Math.floor(Math.log2((ROOM - rows) / sum)) : 1;
}
