import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Range } from "./range.ts";
import { chosenScaling, scaleOf } from "./scale.ts";
import { Space } from "./space.ts";

describe("scalings", () => {
  test.each([
    ["Linear", 0, 10, 5],
    ["Logarithmic", 1e-4, 1, 1e-2],
    ["ReverseLogarithmic", 0.9, 0.999, 0.99],
  ] as const)("the middle of a %s range from %d to %d is %d", (scaling, min, max, middle) => {
    expect(scaleOf({ min, max, scaling }).fromUnit(0.5)).toBeCloseTo(middle, 10);
  });

  test.each([
    [1e-4, 1e-1, "Logarithmic"],
    [0, 1e6, "Linear"],
    [2, 10, "Linear"],
  ] as const)("Auto from %d to %d is %s", (min, max, scaling) => {
    expect(chosenScaling({ min, max, scaling: "Auto" })).toBe(scaling);
  });
});

test("faults are told together, each by the name of its range", () => {
  const ranges: Range[] = [
    { type: "Continuous", name: "lr", min: 0, max: 1, scaling: "Logarithmic" },
    { type: "Continuous", name: "momentum", min: 0.5, max: 1, scaling: "ReverseLogarithmic" },
    { type: "Integer", name: "depth", min: 2.5, max: 8 },
    { type: "Integer", name: "rounds", min: 9, max: 8 },
    { type: "Categorical", name: "booster", values: ["a", "a"] },
    { type: "Categorical", name: "booster", values: [] },
  ];
  let told = "";
  try {
    new Space(ranges);
  } catch (error) {
    told = (error as Error).message;
  }
  expect(told.split(". ").map((fault) => fault.split(":")[0])).toEqual([
    "booster",
    "lr",
    "momentum",
    "depth",
    "rounds",
    "booster",
    "booster",
  ]);
});

test("every value of an integer range has the same share, its ends too", () => {
  const space = new Space([{ type: "Integer", name: "n", min: 3, max: 6, scaling: "Linear" }]);
  const counts = new Map<unknown, number>();
  for (let step = 0; step < 400; step++) {
    const value = space.valuesAt(Float64Array.of((step + 0.5) / 400))["n"];
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts]).toEqual([3, 4, 5, 6].map((value) => [value, 100]));
});

const numbers = fc.record({
  min: fc.double({ min: 1e-6, max: 0.4, noNaN: true }),
  width: fc.double({ min: 1e-3, max: 0.5, noNaN: true }),
  scaling: fc.constantFrom("Auto", "Linear", "Logarithmic", "ReverseLogarithmic"),
  unit: fc.double({ min: 0, max: 1, noNaN: true }),
});

test("values stay within their range, and a way through text brings back the point", () => {
  fc.assert(
    fc.property(numbers, ({ min, width, scaling, unit }) => {
      const max = min + width;
      const space = new Space([
        { type: "Continuous", name: "x", min, max, scaling } as Range,
        { type: "Integer", name: "n", min: -5, max: 900 },
        { type: "Categorical", name: "c", values: ["a", "b", "__proto__"] },
      ]);
      const point = space.snap(Float64Array.of(unit, unit, unit));
      const values = space.valuesAt(point);
      expect(values["x"]).toBeGreaterThanOrEqual(min);
      expect(values["x"]).toBeLessThanOrEqual(max);
      const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
      const back = space.pointOf(texts) as Float64Array;
      back.forEach((coordinate, index) => {
        expect(coordinate).toBeCloseTo(point[index] as number, 11);
      });
    }),
  );
});

test("values that a range has no place for have no point", () => {
  const space = new Space([{ type: "Categorical", name: "c", values: ["a"] }]);
  expect(space.pointOf({ c: "b" })).toBeUndefined();
  expect(space.pointOf({})).toBeUndefined();
  expect(new Space([{ type: "Integer", name: "n", min: 1, max: 2 }]).pointOf({ n: "many" })).toBeUndefined();
});
