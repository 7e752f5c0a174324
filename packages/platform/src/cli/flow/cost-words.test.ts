import { costOf, usualCost } from "@slipway/model/kinds/flow-run/cost.ts";
import { expect, test } from "vitest";
import { amountsInWords, costInWords } from "./cost-words.ts";

const price = { perHour: 3.6, currency: "USD" };
const priced = { instanceType: "ml.g5.xlarge", machineSeconds: 100, price };
const unpriced = { instanceType: "ml.m5.large", machineSeconds: 1 };

test("costs are told by currency, and what has no price as unknown", () => {
  expect(costInWords([priced])).toBe("0.1 USD for 100 machine-seconds of ml.g5.xlarge");
  expect(costInWords([unpriced])).toBe(
    "unknown for 1 machine-second of ml.m5.large: no node pool says a price of ml.m5.large",
  );
  expect(costInWords([priced, unpriced])).toMatch(
    /^0\.1 USD and what is unknown for 100 .*, 1 machine-second of/,
  );
  expect(amountsInWords({ amounts: { USD: 0.00001234, EUR: 1_234.567 }, unpriced: [] })).toBe(
    "0.0000123 USD and 1,234.57 EUR",
  );
});

test("what runs usually cost is their mean, and unknown as soon as one of them has a machine without a price", () => {
  expect(usualCost([])).toBeUndefined();
  const other = { ...priced, price: { perHour: 7.2, currency: "USD" } };
  expect(usualCost([[priced], [other], []])).toEqual({ amounts: { USD: expect.closeTo(0.1) }, unpriced: [] });
  expect(costOf([priced, unpriced]).unpriced).toEqual(["ml.m5.large"]);
});
