/** Digits that are the same whichever way a quotient was come by. */
const DIGITS = 12;

/** The least whole number that is not less, of a quotient that floating point may have put a hair above it. */
export const ceilOf = (value: number): number => Math.ceil(Number(value.toPrecision(DIGITS)));
