import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { propose } from "./propose.ts";
import type { Range, Values } from "./space/range.ts";
import type { Observed, Strategy, Study } from "./study.ts";

const RANGES: readonly Range[] = [
  { type: "Continuous", name: "eta", min: 1e-4, max: 1, scaling: "Logarithmic" },
  { type: "Continuous", name: "momentum", min: 0.5, max: 0.99, scaling: "ReverseLogarithmic" },
  { type: "Integer", name: "depth", min: 2, max: 10 },
  { type: "Categorical", name: "policy", values: ["depthwise", "lossguide"] },
];
const MODELLED: readonly Strategy[] = ["Bayesian", "TPE", "Hyperband"];
const STUDY: Study = { ranges: RANGES, goal: "Minimize", strategy: "Bayesian", seed: 7 };

const lossOf = (values: Values): number =>
  Math.abs(Math.log(Number(values["eta"])) + 3) +
  (Number(values["depth"]) - 6) ** 2 / 10 +
  (values["policy"] === "depthwise" ? 0 : 1);

/** So many trials one after the other, with the objective that `of_` gives. */
function ran(
  study: Study,
  trials: number,
  objective: (values: Values, trial: number) => number | undefined,
): Observed[] {
  const observed: Observed[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const values = propose(study, { observed, pending: [] });
    if (values === undefined) break;
    observed.push({ values, objective: objective(values, trial) });
  }
  return observed;
}

const objectives = fc.option(
  fc.oneof(fc.double(), fc.constantFrom(0, 1, 1e300, -1e300, Number.NaN, Number.POSITIVE_INFINITY)),
  { nil: undefined },
);
const histories = fc.record({
  strategy: fc.constantFrom<Strategy>("Bayesian", "TPE", "Hyperband", "Random"),
  seed: fc.integer(),
  goal: fc.constantFrom("Minimize" as const, "Maximize" as const),
  results: fc.array(objectives, { maxLength: 18 }),
  pending: fc.nat({ max: 4 }),
});

function historyOf(results: readonly (number | undefined)[], pending: number) {
  const drawn = ran({ ...STUDY, strategy: "Random", seed: 3 }, results.length + pending, () => 0).map(
    ({ values }) => values,
  );
  return {
    observed: results.map((objective, index) => ({ values: drawn[index] as Values, objective })),
    pending: drawn.slice(results.length),
  };
}

test("whatever was observed, a proposal is within its ranges, new, and the same in any order of the trials", () => {
  fc.assert(
    fc.property(histories, ({ results, pending, ...rest }) => {
      const study: Study = { ...STUDY, ...rest };
      const history = historyOf(results, pending);
      const proposed = propose(study, history) as Values;
      expect(Number(proposed["eta"])).toBeGreaterThanOrEqual(1e-4);
      expect(Number(proposed["eta"])).toBeLessThanOrEqual(1);
      expect(Number(proposed["momentum"])).toBeGreaterThanOrEqual(0.5);
      expect(Number(proposed["momentum"])).toBeLessThanOrEqual(0.99);
      expect([2, 3, 4, 5, 6, 7, 8, 9, 10]).toContain(proposed["depth"]);
      expect(["depthwise", "lossguide"]).toContain(proposed["policy"]);
      const known = [...history.observed.map(({ values }) => values), ...history.pending];
      expect(known).not.toContainEqual(proposed);
      const turned = { observed: history.observed.toReversed(), pending: history.pending.toReversed() };
      expect(propose(study, turned)).toEqual(proposed);
    }),
    { numRuns: 30 },
  );
});

test.each(MODELLED)("%s proposes the same from values that went through text", (strategy) => {
  const study = { ...STUDY, strategy };
  const observed = ran(study, 14, lossOf);
  const texts = observed.map(({ values, objective }) => ({
    objective,
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])),
  }));
  expect(propose(study, { observed: texts, pending: [] })).toEqual(propose(study, { observed, pending: [] }));
});

test.each(["Bayesian", "TPE"] as const)("maximizing by %s is minimizing the opposite", (strategy) => {
  const study = { ...STUDY, strategy };
  const lower = ran(study, 15, lossOf);
  const higher = ran({ ...study, goal: "Maximize" }, 15, (values) => -lossOf(values));
  expect(higher.map(({ values }) => values)).toEqual(lower.map(({ values }) => values));
});

test.each([
  ["Bayesian", 24],
  ["TPE", 50],
] as const)("%s finds better trials than as many by chance", (strategy, trials) => {
  const best = (study: Study) =>
    Math.min(...ran(study, trials, lossOf).map(({ objective }) => objective as number));
  for (const seed of [1, 2, 3]) {
    expect(best({ ...STUDY, strategy, seed })).toBeLessThan(best({ ...STUDY, strategy: "Random", seed }));
  }
});

/** Chance alone would have 42 % of trials fail. */
test.each([
  ["Bayesian", 24, 8],
  ["TPE", 60, 18],
  ["Hyperband", 24, 8],
] as const)("%s keeps away from where trials fail", (strategy, trials, most) => {
  const study: Study = { ...STUDY, strategy, seed: 2 };
  const observed = ran(study, trials, (values) =>
    Number(values["eta"]) < 0.005 ? undefined : lossOf(values),
  );
  const failed = observed.filter(({ objective }) => objective === undefined).length;
  expect(failed).toBeLessThan(most);
});

describe("a countable space", () => {
  const small: readonly Range[] = [
    { type: "Integer", name: "depth", min: 1, max: 4 },
    { type: "Categorical", name: "policy", values: ["a", "b", "c"] },
  ];

  test.each<Strategy>(["Bayesian", "TPE", "Random", "Grid", "Hyperband"])(
    "is proposed by %s once, whole, and then nothing",
    (strategy) => {
      const observed = ran({ ...STUDY, ranges: small, strategy }, 20, (values) => Number(values["depth"]));
      const texts = new Set(observed.map(({ values }) => JSON.stringify(values)));
      expect([observed.length, texts.size]).toEqual([12, 12]);
    },
  );

  test("goes in a grid's order, the last range turning fastest", () => {
    const observed = ran({ ...STUDY, ranges: small, strategy: "Grid" }, 4, () => 0);
    expect(observed.map(({ values }) => `${values["depth"]}${values["policy"]}`)).toEqual([
      "1a",
      "1b",
      "1c",
      "2a",
    ]);
  });

  test("a continuous range has no grid", () => {
    expect(() => propose({ ...STUDY, strategy: "Grid" }, { observed: [], pending: [] })).toThrow(
      "eta, momentum has no end of values",
    );
  });
});

test.each<Strategy>(["Random", "Bayesian"])(
  "a trial of the start that was deleted is proposed again by %s",
  (strategy) => {
    const study = { ...STUDY, strategy };
    const observed = ran(study, 6, lossOf);
    const deleted = observed[2] as Observed;
    const left = observed.filter((trial) => trial !== deleted);
    expect(propose(study, { observed: left, pending: [] })).toEqual(deleted.values);
  },
);

test("results that are all alike, and a model of many, are proposed from", () => {
  expect(ran(STUDY, 12, () => 1)).toHaveLength(12);
  const observed = Array.from({ length: 310 }, (_, index) => ({
    values: { eta: 0.001 * (index + 1), momentum: 0.9, depth: 5, policy: "depthwise" },
    objective: index % 17,
  }));
  const many = { observed, pending: [] };
  expect(propose(STUDY, many)).toEqual(propose({ ...STUDY, strategy: "TPE" }, many));
});

describe("a warm start", () => {
  const parent = ran({ ...STUDY, strategy: "Random", seed: 11 }, 40, lossOf);
  const bestOf = (study: Study, trials: number) =>
    Math.min(...ran(study, trials, lossOf).map(({ objective }) => objective as number));

  test("with identical data proposes as if the parents' trials were its own, and none of them again", () => {
    const warm: Study = { ...STUDY, warmStart: { type: "IdenticalDataAndAlgorithm", parents: [parent] } };
    const proposed = propose(warm, { observed: [], pending: [] });
    expect(proposed).toEqual(propose(STUDY, { observed: parent, pending: [] }));
    expect(parent.map(({ values }) => values)).not.toContainEqual(proposed);
  });

  test.each(["IdenticalDataAndAlgorithm", "TransferLearning"] as const)(
    "by %s is in six trials where a cold one is not in twelve",
    (type) => {
      // Of a study that resembles this one, with another unit and another zero.
      const alike = parent.map(({ values }) => ({ values, objective: 100 + 7 * lossOf(values) }));
      const parents = [type === "TransferLearning" ? alike : parent];
      for (const seed of [1, 2]) {
        expect(bestOf({ ...STUDY, seed, warmStart: { type, parents } }, 6)).toBeLessThan(
          bestOf({ ...STUDY, seed }, 12),
        );
      }
    },
  );

  test("a parent that ranks the trials the wrong way has no say", () => {
    const opposite = parent.map(({ values }) => ({ values, objective: -lossOf(values) }));
    const warm: Study = { ...STUDY, warmStart: { type: "TransferLearning", parents: [opposite] } };
    const observed = ran({ ...STUDY, strategy: "Random" }, 16, lossOf);
    expect(propose(warm, { observed, pending: [] })).toEqual(propose(STUDY, { observed, pending: [] }));
  });

  test("parallel trials before the first result differ", () => {
    const warm: Study = { ...STUDY, warmStart: { type: "TransferLearning", parents: [parent] } };
    const pending: Values[] = [];
    while (pending.length < 4) pending.push(propose(warm, { observed: [], pending }) as Values);
    expect(new Set(pending.map((values) => JSON.stringify(values))).size).toBe(4);
  });
});
