import { expect, test } from "vitest";
import { rungsOf, stopsAtRung } from "./asha.ts";

const RESOURCES = { min: 1, max: 27 };
const minimize = { goal: "Minimize" } as const;

test("rungs are three times as far each time", () => {
  expect(rungsOf(RESOURCES)).toEqual([1, 3, 9]);
  expect(rungsOf({ min: 2, max: 20 })).toEqual([2, 6, 18]);
  expect(rungsOf({ min: 5, max: 5 })).toEqual([]);
});

test("the first two at a rung go on, then the best third", () => {
  expect(stopsAtRung(minimize, RESOURCES, { own: [9], others: [] })).toBe(false);
  expect(stopsAtRung(minimize, RESOURCES, { own: [9], others: [[1]] })).toBe(false);
  expect(stopsAtRung(minimize, RESOURCES, { own: [9], others: [[1], [2]] })).toBe(true);
  expect(stopsAtRung(minimize, RESOURCES, { own: [0], others: [[1], [2]] })).toBe(false);
  const five = [[1], [2], [3], [4], [5]];
  expect(stopsAtRung(minimize, RESOURCES, { own: [1.5], others: five })).toBe(false);
  expect(stopsAtRung(minimize, RESOURCES, { own: [2.5], others: five })).toBe(true);
});

test("a trial is compared at the last rung that it has reached, with those that have reached it", () => {
  const others = [
    [1, 1, 1],
    [1, 1, 2],
    [0, 0],
  ];
  expect(stopsAtRung(minimize, RESOURCES, { own: [9, 9, 0.5], others })).toBe(false);
  expect(stopsAtRung(minimize, RESOURCES, { own: [9, 9, 1.5], others })).toBe(true);
  expect(stopsAtRung({ goal: "Maximize" }, RESOURCES, { own: [0, 0, 1.5], others })).toBe(true);
  expect(stopsAtRung({ goal: "Maximize" }, RESOURCES, { own: [0, 0, 2.5], others })).toBe(false);
});

test("one that has all its epochs is left to end, and one whose values are not finite is worse than all", () => {
  const others = [[1], [2], [3]];
  expect(stopsAtRung(minimize, { min: 1, max: 1 }, { own: [9], others })).toBe(false);
  expect(stopsAtRung(minimize, RESOURCES, { own: [Number.NaN], others })).toBe(true);
});
