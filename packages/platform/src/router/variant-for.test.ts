import { expect, test } from "vitest";
import { variantFor } from "./variant-for.ts";

const variant = (name: string, weight: number, pod?: string) => ({
  name,
  weight,
  pods: pod === undefined ? [] : [pod],
  instances: new Map(),
});
const route = (...variants: ReturnType<typeof variant>[]) => ({
  namespace: "ns",
  endpoint: "E",
  variants,
  shadows: [],
});

test("a variant that is asked for by name is asked in both of its fleets, by their shares", () => {
  const both = route(variant("A", 0.9, "old:1"), variant("A", 0.1, "new:1"), variant("B", 5, "other:1"));
  const asked = [0, 0.89, 0.91, 0.99].map((random) => variantFor(both, "A", random).pods[0]);
  expect(asked).toEqual(["old:1", "old:1", "new:1", "new:1"]);
});

test("a variant that gets no share is answered by whoever is there when it is asked for by name", () => {
  expect(variantFor(route(variant("A", 0), variant("A", 0, "there:1")), "A", 0).pods).toEqual(["there:1"]);
});

test("a variant that is not there is named with those that are, each once", () => {
  const asked = () =>
    variantFor(route(variant("A", 1, "a:1"), variant("A", 0, "b:1"), variant("B", 1)), "C", 0);
  expect(asked).toThrow("Endpoint E has no variant C; it has A, B.");
  const dead = () => variantFor(route(variant("A", 1), variant("A", 0)), "A", 0);
  expect(dead).toThrow("No pod of endpoint E (variants: A) answers");
});
