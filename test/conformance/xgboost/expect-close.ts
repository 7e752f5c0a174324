import { expect } from "vitest";

/** Equal but for the rounding of single-precision numbers. */
export function expectClose(theirs: readonly number[], ours: readonly number[]): void {
  expect(ours.length).toBe(theirs.length);
  const worst = theirs.reduce((most, value, index) => {
    const difference = Math.abs(value - (ours[index] as number));
    return Math.max(most, difference / Math.max(1, Math.abs(value)));
  }, 0);
  expect(worst).toBeLessThan(2e-6);
}
