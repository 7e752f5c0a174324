import { expect, test } from "vitest";
import { metricValue } from "./metric-value.ts";

// AWS's API reference of MetricDatum: "Values must be in the range of -2^360 to 2^360. In addition, special values (for
// example, NaN, +Infinity, -Infinity) are not supported."
test.each([
  ["0.25", 0.25],
  ["-1", -1],
  ["+3.5e-4", 0.00035],
  [".5", 0.5],
  ["5.", 5],
  [" 7 ", 7],
  ["1E3", 1_000],
  ["0007", 7],
  ["2e108", 2e108],
])("a captured %j is the value %j", (text, value) => {
  expect(metricValue(text)).toBe(value);
});

test.each([
  ["nothing", ""],
  ["a space", " "],
  ["no group", undefined],
  ["nan", "nan"],
  ["an infinity", "inf"],
  ["JavaScript's infinity", "-Infinity"],
  ["more than a double holds", "1e999"],
  ["400 digits", "9".repeat(400)],
  ["more than CloudWatch takes", "1e109"],
  ["a hexadecimal number", "0x10"],
  ["a binary number", "0b1"],
  ["two points", "1.2.3"],
  ["a point alone", "."],
  ["a number and more", "0.25,"],
  ["a long line of digits and a letter", `${"1".repeat(16_000)}x`],
])("%s is no value", (_, text) => {
  expect(metricValue(text)).toBeUndefined();
});
