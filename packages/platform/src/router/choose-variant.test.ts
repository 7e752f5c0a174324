import { expect, test } from "vitest";
import { chooseVariant } from "./choose-variant.ts";

const variant = (name: string, weight: number, pods = 1) => ({
  name,
  weight,
  pods: Array.from({ length: pods }, (_, i) => `10.0.0.${i}:80`),
  instances: new Map(),
});

function shares(variants: Parameters<typeof chooseVariant>[0]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let i = 0; i < 1000; i++) {
    const name = chooseVariant(variants, i / 1000)?.name ?? "nobody";
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

test("each variant gets its weight over the sum of all weights", () => {
  expect(shares([variant("a", 1), variant("b", 2), variant("c", 5)])).toEqual({ a: 125, b: 250, c: 625 });
});

test("a variant without pods leaves its share to the others", () => {
  expect(shares([variant("a", 1), variant("b", 9, 0), variant("c", 3)])).toEqual({ a: 250, c: 750 });
});

test("a weight of 0 gets nothing, and nobody serves when no variant can", () => {
  expect(shares([variant("a", 0), variant("b", 1)])).toEqual({ b: 1000 });
  expect(shares([variant("a", 0), variant("b", 1, 0)])).toEqual({ nobody: 1000 });
});
