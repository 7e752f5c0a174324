import { isSlipwayError, type Resource } from "@slipway/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { testServer } from "../testing/test-server.ts";
import { fieldSelector } from "./field-selector.ts";
import { labelSelector } from "./label-selector.ts";

const labelled = (labels: Record<string, string>): Resource => ({
  apiVersion: "v1",
  kind: "Thing",
  metadata: { name: "a", labels },
});

test("A set of values with an empty one matches an empty label", () => {
  expect(labelSelector("a in (,b)")?.(labelled({ a: "" }))).toBe(true);
  expect(labelSelector("a=")?.(labelled({ a: "" }))).toBe(true);
  expect(labelSelector("a=")?.(labelled({}))).toBe(false);
});

test("Names of the prototype are no labels", () => {
  expect(labelSelector("constructor")?.(labelled({}))).toBe(false);
  expect(labelSelector("!toString")?.(labelled({}))).toBe(true);
});

test("Whatever text comes as a selector is read or is a bad request", async () => {
  const { at } = await testServer();
  const definition = at("pods").resource;
  const text = fc.string({
    unit: fc.constantFrom("a", "b/c", "=", "!", ",", "(", ")", " ", "in", "notin", "é", "<"),
  });
  fc.assert(
    fc.property(text, (selector) => {
      for (const read of [() => labelSelector(selector), () => fieldSelector(selector, definition)]) {
        try {
          read();
        } catch (error) {
          expect(isSlipwayError(error, "SLIP-API-008"), `${selector}: ${error}`).toBe(true);
        }
      }
    }),
  );
});
