import type { Resource } from "@slipway/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { atRevision, decode, encode, jsonOf } from "./body.ts";

const text = fc.constantFrom("a", "", '"resourceVersion":"7"', "}", "é", "__proto__");
const object: fc.Arbitrary<Resource> = fc
  .record({
    metadata: fc.record(
      { annotations: fc.dictionary(text, text), resourceVersion: text },
      { requiredKeys: [] },
    ),
    rest: fc.record(
      { spec: fc.dictionary(text, fc.jsonValue()), status: fc.dictionary(text, text) },
      { requiredKeys: [] },
    ),
  })
  .map(({ metadata, rest }) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...metadata, name: "a" },
    ...rest,
  }));

test("an object is answered and read again as it was written", () => {
  fc.assert(
    fc.property(object, (given) => {
      const written = atRevision(given, 7);
      const body = encode(written);
      expect(JSON.parse(jsonOf(written))).toEqual(JSON.parse(JSON.stringify(written)));
      expect(JSON.stringify(decode(body, 7))).toBe(jsonOf(written));
    }),
  );
});

test("what was never written is JSON all the same", () => {
  expect(jsonOf({ items: [1] })).toBe('{"items":[1]}');
});
