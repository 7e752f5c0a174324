import { describe, expect, test } from "vitest";
import { compare, LEAST } from "./compare.ts";
import { type Sample, sampleOf } from "./sample.ts";

/** Numbers in [0, 1) that repeat themselves for their seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const EMPTY: Sample = { count: 0, sum: 0, sumOfSquares: 0 };
const add = ({ count, sum, sumOfSquares }: Sample, value: number): Sample => ({
  ...{ count: count + 1, sum: sum + value },
  sumOfSquares: sumOfSquares + value * value,
});

type Draw = (random: () => number) => number;
const coin =
  (chance: number): Draw =>
  (random) =>
    random() < chance ? 1 : 0;
/** Skewed, as latencies are. */
const exponential =
  (mean: number): Draw =>
  (random) =>
    -Math.log(1 - random()) * mean;

/** After how many values the difference was told, of at most `most`, looked at after every one; undefined if it never was. */
function toldAfter(
  seed: number,
  draws: readonly [Draw, Draw],
  { most, share = 0.5 }: { readonly most: number; readonly share?: number },
) {
  const random = numbers(seed);
  let [first, second] = [EMPTY, EMPTY];
  for (let count = 1; count <= most; count++) {
    if (random() < share) second = add(second, draws[1](random));
    else first = add(first, draws[0](random));
    const told = compare(first, second);
    if (told.isTold) return { count, better: (told.difference ?? 0) > 0 ? "second" : "first" };
  }
  return undefined;
}

describe("two that are alike", () => {
  test.each([
    ["half of the time", coin(0.5), 0.5],
    ["rarely", coin(0.02), 0.5],
    ["very rarely", coin(0.002), 0.5],
    ["rarely, and one of them asked rarely", coin(0.05), 0.1],
    ["by skewed amounts", exponential(20), 0.5],
  ])(
    "%s are told apart in at most one of twenty of a thousand cases, though looked at after every value",
    (_, draw, share) => {
      const alarms = Array.from({ length: 1_000 }, (_each, seed) =>
        toldAfter(seed + 1, [draw, draw], { most: 3_000, share }),
      ).filter((told) => told !== undefined);
      expect(alarms.length).toBeLessThanOrEqual(50);
    },
  );
});

describe("two that differ", () => {
  test.each([
    ["in how often", coin(0.1), coin(0.2), 4_000],
    ["in a mean of skewed amounts", exponential(20), exponential(25), 8_000],
  ])("%s are told apart, and the right way round", (_, first, second, most) => {
    const told = Array.from({ length: 200 }, (_each, seed) => toldAfter(seed + 1, [first, second], { most }));
    expect(told.filter((each) => each?.better === "second").length).toBeGreaterThanOrEqual(195);
  });
});

test("nothing is told of too few values, or of none", () => {
  const sure = (count: number): Sample => ({ count, sum: count, sumOfSquares: count });
  expect(compare({ ...sure(LEAST), sum: 0, sumOfSquares: 0 }, sure(LEAST - 1))).toEqual({
    difference: 1,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
    isTold: false,
  });
  expect(compare(EMPTY, sure(1_000)).difference).toBeUndefined();
});

test("the interval closes in on the difference as values come", () => {
  const of = (count: number, mean: number) => sampleOf([{ count, sum: count * mean, min: 0, max: 1 }]);
  const widths = [1_000, 10_000, 100_000].map((count) => {
    const { low, high } = compare(of(count, 0.1), of(count, 0.12));
    expect([low < 0.02, high > 0.02]).toEqual([true, true]);
    return high - low;
  });
  expect(widths[1]).toBeLessThan((widths[0] ?? 0) / 2);
  expect(widths[2]).toBeLessThan((widths[1] ?? 0) / 2);
});

describe("a sample of which little is known", () => {
  const summary = (values: readonly number[], shares: readonly number[] = []) => {
    const sorted = [...values].sort((one, other) => one - other);
    const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return {
      count: values.length,
      sum: values.reduce((sum, value) => sum + value, 0),
      min: Math.min(...values),
      max: Math.max(...values),
      quantiles: new Map(shares.map((share) => [share, at(share)])),
    };
  };

  test("is exact for zeros and ones, and of none there is none", () => {
    const values = [0, 0, 1, 0, 1];
    expect(sampleOf([summary(values)])).toEqual(values.reduce(add, EMPTY));
    expect(sampleOf([])).toEqual(EMPTY);
    expect(sampleOf([{ count: 0, sum: 0, min: 0, max: 0 }])).toEqual(EMPTY);
  });

  test.each([
    ["from none below zero", (value: number) => value],
    ["around zero", (value: number) => value - 20],
  ])(
    "of skewed values %s is never less varied than it was, and not by much where quantiles are known",
    (_, shifted) => {
      const random = numbers(7);
      const values = Array.from({ length: 2_000 }, () => shifted(exponential(20)(random)));
      const exact = values.reduce(add, EMPTY).sumOfSquares;
      const known = sampleOf([summary(values, [0.25, 0.5, 0.75, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999])]);
      expect(known.sumOfSquares).toBeGreaterThanOrEqual(exact);
      expect(known.sumOfSquares).toBeLessThan(exact * 2);
      expect(sampleOf([summary(values)]).sumOfSquares).toBeGreaterThan(exact * 2);
      expect(known.sum).toBeCloseTo(values.reduce((sum, value) => sum + value, 0));
    },
  );

  test("of several times is what they come to together", () => {
    const [one, other] = [
      [0, 1, 1],
      [1, 0],
    ];
    expect(sampleOf([summary(one), summary(other)])).toEqual([...one, ...other].reduce(add, EMPTY));
  });
});
