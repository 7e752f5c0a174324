import { expect, test } from "vitest";
import reference from "../testdata/reference.json" with { type: "json" };
import { scrambledSobol, sobolBits } from "./sobol.ts";

const COLUMNS = [0, 1, 2, 5, 12, 29, 40, 63];

test("the sequence is SciPy's, in the order of Gray's code", () => {
  reference.sobol.forEach((expected, index) => {
    const natural = index ^ (index >> 1);
    expect(COLUMNS.map((dimension) => sobolBits(dimension, natural) / 2 ** 32)).toEqual(expected);
  });
});

test.each([1, 2, 3])(
  "with seed %i each interval of a sixteenth has one of the first sixteen points, in every dimension",
  (seed) => {
    const points = Array.from({ length: 16 }, (_, index) => scrambledSobol(seed, index, 64));
    for (let dimension = 0; dimension < 64; dimension++) {
      const intervals = new Set(points.map((point) => Math.floor((point[dimension] as number) * 16)));
      expect(intervals.size).toBe(16);
    }
  },
);

test("another seed gives other points, and dimensions without direction numbers are drawn too", () => {
  expect(scrambledSobol(1, 5, 70)).not.toEqual(scrambledSobol(2, 5, 70));
  expect(scrambledSobol(1, 5, 70)).toEqual(scrambledSobol(1, 5, 70));
  expect(scrambledSobol(1, 5, 70).every((unit) => unit > 0 && unit < 1)).toBe(true);
});
