import { describe, expect, it } from "vitest";
import { quantity } from "./quantity.ts";

describe("a Kubernetes quantity", () => {
  it.each([
    ["500m", 0.5],
    ["2", 2],
    ["1.5Gi", 1.5 * 2 ** 30],
    ["128974848", 128974848],
    ["129e6", 129e6],
    ["129M", 129e6],
    ["128974848000m", 128974848],
    ["123Mi", 123 * 2 ** 20],
  ])("%s is %d", (text, value) => {
    expect(quantity(text)).toBeCloseTo(value, 6);
  });

  it.each(["", "Gi", "1 Gi", "1Xi", "one"])("%j is none", (text) => {
    expect(quantity(text)).toBeUndefined();
  });
});
