import { canonicalJson } from "@slipway/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sameJson } from "./stamp.ts";

test("Two values are the same when their canonical texts are", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(sameJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
      expect(sameJson(a, structuredClone(a))).toBe(true);
    }),
  );
});

test("Absent and undefined are the same, null is not, and the order of keys does not matter", () => {
  expect(sameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(sameJson({ a: 1, b: null }, { a: 1 })).toBe(false);
  expect(sameJson({ a: 1, b: [{ c: 1, d: 2 }] }, { b: [{ d: 2, c: 1 }], a: 1 })).toBe(true);
  expect(sameJson(undefined, null)).toBe(true);
});
