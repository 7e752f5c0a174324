import { expect, test } from "vitest";
import type { Values } from "../space/range.ts";
import { type ObservedSeveral, paretoFront, proposeForAll, type StudyOfSeveral } from "./propose-for-all.ts";

const STUDY: StudyOfSeveral = {
  ranges: [
    { type: "Continuous", name: "x", min: -2, max: 4, scaling: "Linear" },
    { type: "Continuous", name: "y", min: -3, max: 3, scaling: "Linear" },
  ],
  goals: ["Minimize", "Maximize"],
  strategy: "Bayesian",
  seed: 4,
};

/** Schaffer 1984 with a second coordinate that both suffer from: the front is 0 <= x <= 2 at y = 0. */
function objectivesOf(values: Values): readonly number[] {
  const x = Number(values["x"]);
  const y = Number(values["y"]);
  return [x * x + y * y, -((x - 2) ** 2) - y * y];
}

function ran(strategy: StudyOfSeveral["strategy"], trials: number): readonly ObservedSeveral[] {
  const observed: ObservedSeveral[] = [];
  while (observed.length < trials) {
    const values = proposeForAll({ ...STUDY, strategy }, { observed, pending: [] }) as Values;
    observed.push({ values, objectives: objectivesOf(values) });
  }
  return observed;
}

/** The area that the front leaves of the box below (16, 16), both to be minimised. */
function dominated(observed: readonly ObservedSeveral[]): number {
  const front = paretoFront(STUDY.goals, observed)
    .map(({ objectives = [] }) => [objectives[0] as number, -(objectives[1] as number)] as const)
    .sort(([one], [other]) => one - other);
  let height = 16;
  return front.reduce((area, [x, y]) => {
    const gained = Math.max(0, 16 - x) * Math.max(0, height - y);
    height = Math.min(height, y);
    return area + gained;
  }, 0);
}

test("the front is wider than that of as many trials by chance, and reaches to both ends", () => {
  const observed = ran("Bayesian", 30);
  expect(dominated(observed)).toBeGreaterThan(dominated(ran("Random", 30)));
  const front = paretoFront(STUDY.goals, observed).map(({ values }) => Number(values["x"]));
  expect(Math.min(...front)).toBeLessThan(0.4);
  expect(Math.max(...front)).toBeGreaterThan(1.6);
});

test("the front leaves out who is worse in one and better in none, and who failed", () => {
  const trial = (x: number, ...objectives: number[]): ObservedSeveral => ({ values: { x }, objectives });
  const front = paretoFront(STUDY.goals, [
    trial(1, 1, 1),
    trial(2, 2, 2),
    trial(3, 2, 1),
    trial(4, Number.NaN, 9),
    trial(5, 1, 1),
    { values: { x: 6 }, objectives: undefined },
  ]);
  expect(front.map(({ values }) => values["x"])).toEqual([1, 2, 5]);
});

test("the order of trials changes nothing, nor does a unit", () => {
  const observed = ran("Random", 15);
  const proposed = proposeForAll(STUDY, { observed, pending: [] });
  expect(proposeForAll(STUDY, { observed: observed.toReversed(), pending: [] })).toEqual(proposed);
  const scaled = observed.map(({ values, objectives = [] }) => ({
    values,
    objectives: [(objectives[0] as number) * 1024, objectives[1] as number],
  }));
  expect(proposeForAll(STUDY, { observed: scaled, pending: [] })).toEqual(proposed);
});
