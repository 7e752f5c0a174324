import { expect, it } from "vitest";
import { tagsOfHeader } from "./tags.ts";

/** PutObject's reference: the tags of the header are encoded as the parameters of a URL. */
it.each([
  ["a=1&b=2", { a: "1", b: "2" }],
  ["a", { a: "" }],
  ["a=1&", { a: "1" }],
  ["&&", {}],
  ["a%3D=b%2Bc+d", { "a=": "b+c d" }],
])("x-amz-tagging %s is %o", (header, tags) => {
  expect(tagsOfHeader(header)).toEqual(tags);
});
