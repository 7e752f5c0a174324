import { expect, test } from "vitest";
import { dimensionsIn, metricIn } from "./metric-input.ts";

const dimension = (Name: string, Value: string) => [{ Name, Value }];

test("Names are taken as they stand", () => {
  const input = { Namespace: "Größe", MetricName: "Verlust (%)", Dimensions: dimension("a b", "x y ~!") };
  expect(metricIn(input)).toEqual({
    namespace: "Größe",
    name: "Verlust (%)",
    dimensions: { "a b": "x y ~!" },
  });
});

test.each([
  ["\u0000", "x"],
  ["a", "x\n"],
  ["ä", "x"],
  ["a", "日本"],
  ["  ", "x"],
  [":a", "x"],
])("The dimension %j with the value %j is refused", (name, value) => {
  expect(() => dimensionsIn(dimension(name, value))).toThrow(
    expect.objectContaining({ type: "InvalidParameterValueException" }),
  );
});

test.each([{ Namespace: "a\u0000" }, { Namespace: "a", MetricName: "\u007f" }])(
  "%j is no metric",
  (input) => {
    expect(() => metricIn(input)).toThrow("contains control characters");
  },
);
