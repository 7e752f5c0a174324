import type { ComparisonRule } from "@slipway/model/kinds/endpoint/comparison-rule.ts";
import { expect, test } from "vitest";
import type { Standing } from "#lib/comparison/standing.ts";
import { decide } from "./decide.ts";

const now = new Date("2026-11-29T12:00:00Z");
const rule: ComparisonRule = {
  ...{ metric: "shop/bought", better: "higher", confidence: 0.95, from: "2026-11-29T00:00:00Z" },
  until: "2026-11-30T00:00:00Z",
};
const told = (variant: string, difference: number): Standing => ({
  variant,
  against: { difference, low: difference - 0.01, high: difference + 0.01, isTold: true },
});
const open = (variant: string): Standing => ({
  variant,
  against: { difference: 0.5, low: -1, high: 2, isTold: false },
});
const of = (
  standings: readonly Standing[],
  more: Partial<ComparisonRule> = {},
  dropped: readonly string[] = [],
) => decide({ ...rule, ...more }, [{ variant: "old" }, ...standings], { now, dropped: new Set(dropped) });

test("a variant that is told to be better wins, with what was measured", () => {
  expect(of([told("new", 0.03)])).toEqual({
    kind: "end",
    winner: "new",
    message: "new is better than old: shop/bought +0.03 (+0.02 to +0.04). It gets all requests.",
  });
  expect(of([told("new", -0.03)], { better: "lower" })).toMatchObject({ kind: "end", winner: "new" });
});

test("the baseline wins where all others are worse", () => {
  expect(of([told("new", -0.03)])).toMatchObject({ kind: "end", winner: "old" });
});

test("of several, those that are worse go one by one, each once", () => {
  const standings = [told("bad", -0.2), open("new")];
  expect(of(standings)).toMatchObject({ kind: "drop", variants: ["bad"] });
  expect(of(standings, {}, ["bad"])).toEqual({ kind: "wait" });
  expect(of([told("bad", -0.2), told("new", 0.1)], {}, ["bad"])).toMatchObject({
    kind: "end",
    winner: "new",
  });
  // Which of two better ones is the better one nobody has told.
  expect(of([told("one", 0.2), told("two", 0.1)])).toEqual({ kind: "wait" });
});

test("nothing is decided before it is told, and nothing after the time", () => {
  expect(of([open("new")])).toEqual({ kind: "wait" });
  expect(of([open("new")], { until: now.toISOString() })).toMatchObject({ kind: "end" });
  expect(of([open("new")], { until: now.toISOString() })).not.toHaveProperty("winner");
});
