import { describe, expect, it } from "vitest";
import { quantity } from "./quantity.ts";

describe("a Kubernetes quantity", () => {
  // The first ones stand in kubernetes.io/docs/concepts/configuration/manage-resources-containers, which says of the
  // memory ones that they are roughly the same; the others in the tests of apimachinery's resource.Quantity.
  it.each([
    ["500m", 0.5],
    ["0.5", 0.5],
    ["0.1", 0.1],
    ["100m", 0.1],
    ["128974848", 128974848],
    ["129e6", 129e6],
    ["129M", 129e6],
    ["128974848000m", 128974848],
    ["123Mi", 123 * 2 ** 20],
    ["400m", 0.4],
    ["16Gi", 16 * 2 ** 30],
    ["1.5Gi", 1.5 * 2 ** 30],
    ["10Ti", 10 * 2 ** 40],
    ["2", 2],
    [2, 2],
    ["0", 0],
    ["0n", 0],
    ["+1", 1],
    ["-1", -1],
    ["5.", 5],
    [".5", 0.5],
    [" 1 ", 1],
    ["1k", 1000],
    ["1e3", 1e3],
    ["1E3", 1e3],
    ["1E-3", 1e-3],
    ["1E", 1e18],
    ["1Ei", 2 ** 60],
    ["100u", 1e-4],
    ["3n", 3e-9],
  ])("%s is %d", (text, value) => {
    expect(quantity(text)).toBeCloseTo(value, 9);
  });

  it.each([
    "",
    "Gi",
    ".",
    "1 Gi",
    "1Xi",
    "one",
    "1K",
    "1mi",
    "1ki",
    "1e",
    "1.1.M",
    "1e3Ki",
    "0x10",
    "1toString",
    "NaN",
  ])("%j is none", (text) => {
    expect(quantity(text)).toBeUndefined();
  });
});
