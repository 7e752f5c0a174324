import { expect, test } from "vitest";
import { MersenneTwister } from "./mersenne-twister.ts";

test("the ten thousandth number of the seed 5489 is what the C++ standard says", () => {
  const random = new MersenneTwister(5489);
  for (let drawn = 1; drawn < 10_000; drawn++) random.next();
  expect(random.next()).toBe(4123659995);
});

test.each([1, 2, 3, 7, 1000, 2 ** 31 + 1, 2 ** 32])(
  "numbers below %i are all there, and none other",
  (range) => {
    const random = new MersenneTwister(1);
    const drawn = Array.from({ length: 2000 }, () => random.below(range));
    expect(drawn.every((value) => Number.isInteger(value) && value >= 0 && value < range)).toBe(true);
    if (range < 8) expect(new Set(drawn).size).toBe(range);
    else expect(Math.max(...drawn) / range).toBeGreaterThan(0.99);
  },
);
