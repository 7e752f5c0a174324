import { expect, test } from "vitest";
import reference from "../testdata/reference.json" with { type: "json" };
import { logExpectedImprovement } from "./log-expected-improvement.ts";

test.each(reference.logImprovement)(
  "of mean $mean, deviation $deviation on $best it is mpmath's",
  (expected) => {
    const { mean, deviation, best } = expected;
    const found = logExpectedImprovement(mean, deviation, best);
    for (const part of ["value", "byMean", "byDeviation"] as const) {
      const error = Math.abs(found[part] - expected[part]);
      expect(error, `${part}: ${found[part]} is ${expected[part]}`).toBeLessThanOrEqual(
        1e-9 * Math.max(1, Math.abs(expected[part])),
      );
    }
  },
);

test("it has a slope where the improvement itself is nothing in double precision", () => {
  const { value, byMean } = logExpectedImprovement(60, 1, 0);
  expect(Number.isFinite(value)).toBe(true);
  expect(byMean).toBeLessThan(-59);
});
