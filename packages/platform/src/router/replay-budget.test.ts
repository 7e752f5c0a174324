import { expect, test } from "vitest";
import { ReplayBudget } from "./replay-budget.ts";

test("lets all that one pod had under way be sent again, and from then on one of five", () => {
  const budget = new ReplayBudget();
  const first = Array.from({ length: 200 }, () => budget.take(0));
  expect(first.filter(Boolean)).toHaveLength(128);
  let again = 0;
  for (let carried = 1; carried <= 1_000; carried++) if (budget.take(carried)) again += 1;
  expect(again).toBeGreaterThan(195);
  expect(again).toBeLessThanOrEqual(200);
});

test("saves no more than for one pod", () => {
  const budget = new ReplayBudget();
  expect(budget.take(1_000_000)).toBe(true);
  expect(Array.from({ length: 200 }, () => budget.take(1_000_000)).filter(Boolean)).toHaveLength(127);
});
