import fc from "fast-check";
import { expect, it } from "vitest";
import { isObject, type Json, type JsonObject } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { compare } from "./compare.ts";
import { toFieldsV1 } from "./field-tree.ts";
import { fieldsOfNew } from "./fields-of-new.ts";
import { forgetMetadataItself } from "./track-update.ts";

const text: StructuralSchema = { type: "string" };
const schema: StructuralSchema = {
  type: "object",
  properties: {
    metadata: { type: "object", properties: { labels: { type: "object", additionalProperties: text } } },
    set: { type: "array", "x-kubernetes-list-type": "set", items: text },
    map: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: { type: "object", properties: { name: text, value: text } },
    },
    list: { type: "array", items: text },
    whole: { type: "object", "x-kubernetes-map-type": "atomic", additionalProperties: text },
  },
};

const word = fc.constantFrom("a", "b", "", ".", "é", "f:x");
const anything = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
const object: fc.Arbitrary<JsonObject> = fc.record(
  {
    metadata: fc.record({ labels: fc.dictionary(word, word) }, { requiredKeys: [] }),
    set: fc.array(word, { maxLength: 4 }),
    map: fc.array(fc.record({ name: word, value: word }, { requiredKeys: ["name"] }), { maxLength: 4 }),
    list: fc.array(word, { maxLength: 3 }),
    whole: fc.dictionary(word, word),
    other: anything,
  },
  { requiredKeys: [] },
);

it("owns of a new object what a comparison with nothing finds", () => {
  fc.assert(
    fc.property(object, (view) => {
      const changes = compare({}, view, schema);
      forgetMetadataItself(changes);
      const { "f:metadata": metadata, ...fields } = toFieldsV1(changes.changed);
      const isOwned = isObject(metadata) && Object.keys(metadata).length > 0;
      expect(fieldsOfNew(view, schema)).toEqual({
        ...fields,
        ...(isOwned ? { "f:metadata": metadata } : {}),
      });
    }),
    { numRuns: 500 },
  );
});

it("says what is in no other object, whatever was read before", () => {
  const shapes: JsonObject[] = [
    { set: ["a", "b"] },
    { set: ["b", "a"] },
    { set: ["ab"] },
    { map: [{ name: "a", value: "v:x" }] },
    { map: [{ name: "a" }, { name: "value" }] },
    { other: { "a(1:b": "" } },
    { other: { a: { b: "" } } },
    { other: { a: "", b: "" } },
    { whole: { a: "" } },
  ];
  const told = () => shapes.map((view) => JSON.stringify(fieldsOfNew(view, schema)));
  expect(told()).toEqual(told());
  expect(new Set(told()).size).toBe(shapes.length - 1);
});

it("says it in the order of names", () => {
  expect(
    JSON.stringify(fieldsOfNew({ spec: { b: 1, a: { c: [] } }, metadata: { labels: { x: "1" } } }, schema)),
  ).toBe('{"f:metadata":{"f:labels":{".":{},"f:x":{}}},"f:spec":{".":{},"f:a":{".":{},"f:c":{}},"f:b":{}}}');
});
