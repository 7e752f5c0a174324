import { expect, test } from "vitest";
import type { Json, JsonObject } from "../json/json.ts";
import { jsonPatch } from "./json-patch.ts";

const FAILS = "fails";

/** RFC 6902, appendix A: document, patch, result. A.13 is no JSON that a parser lets through. */
const EXAMPLES: readonly (readonly [section: string, JsonObject, Json, Json])[] = [
  ["A.1", { foo: "bar" }, [{ op: "add", path: "/baz", value: "qux" }], { baz: "qux", foo: "bar" }],
  [
    "A.2",
    { foo: ["bar", "baz"] },
    [{ op: "add", path: "/foo/1", value: "qux" }],
    { foo: ["bar", "qux", "baz"] },
  ],
  ["A.3", { baz: "qux", foo: "bar" }, [{ op: "remove", path: "/baz" }], { foo: "bar" }],
  ["A.4", { foo: ["bar", "qux", "baz"] }, [{ op: "remove", path: "/foo/1" }], { foo: ["bar", "baz"] }],
  [
    "A.5",
    { baz: "qux", foo: "bar" },
    [{ op: "replace", path: "/baz", value: "boo" }],
    { baz: "boo", foo: "bar" },
  ],
  [
    "A.6",
    { foo: { bar: "baz", waldo: "fred" }, qux: { corge: "grault" } },
    [{ op: "move", from: "/foo/waldo", path: "/qux/thud" }],
    { foo: { bar: "baz" }, qux: { corge: "grault", thud: "fred" } },
  ],
  [
    "A.7",
    { foo: ["all", "grass", "cows", "eat"] },
    [{ op: "move", from: "/foo/1", path: "/foo/3" }],
    { foo: ["all", "cows", "eat", "grass"] },
  ],
  [
    "A.8",
    { baz: "qux", foo: ["a", 2, "c"] },
    [
      { op: "test", path: "/baz", value: "qux" },
      { op: "test", path: "/foo/1", value: 2 },
    ],
    { baz: "qux", foo: ["a", 2, "c"] },
  ],
  ["A.9", { baz: "qux" }, [{ op: "test", path: "/baz", value: "bar" }], FAILS],
  [
    "A.10",
    { foo: "bar" },
    [{ op: "add", path: "/child", value: { grandchild: {} } }],
    { foo: "bar", child: { grandchild: {} } },
  ],
  ["A.11", { foo: "bar" }, [{ op: "add", path: "/baz", value: "qux", xyz: 123 }], { foo: "bar", baz: "qux" }],
  ["A.12", { foo: "bar" }, [{ op: "add", path: "/baz/bat", value: "qux" }], FAILS],
  ["A.14", { "/": 9, "~1": 10 }, [{ op: "test", path: "/~01", value: 10 }], { "/": 9, "~1": 10 }],
  ["A.15", { "/": 9, "~1": 10 }, [{ op: "test", path: "/~01", value: "10" }], FAILS],
  [
    "A.16",
    { foo: ["bar"] },
    [{ op: "add", path: "/foo/-", value: ["abc", "def"] }],
    { foo: ["bar", ["abc", "def"]] },
  ],
];

/** What RFC 6901 and RFC 6902 leave no room for, and what a list or object of JavaScript has beside its values. */
const REFUSED: readonly (readonly [why: string, Json])[] = [
  ["a list's length is no item", [{ op: "replace", path: "/list/length", value: 4_000_000_000 }]],
  ["a list's length cannot be taken out", [{ op: "remove", path: "/list/length" }]],
  ["a method is no value", [{ op: "copy", from: "/list/push", path: "/a" }]],
  ["a prototype is no value", [{ op: "copy", from: "/__proto__", path: "/a" }]],
  ["an index has no leading zero", [{ op: "add", path: "/list/00", value: 1 }]],
  ["an index has no sign", [{ op: "replace", path: "/list/-1", value: 1 }]],
  ["an index has no exponent", [{ op: "replace", path: "/list/1e0", value: 1 }]],
  ["nothing is added behind the end", [{ op: "add", path: "/list/7", value: 1 }]],
  ["what is not there is not replaced", [{ op: "replace", path: "/none", value: 1 }]],
  ["nothing moves into itself", [{ op: "move", from: "/object", path: "/object/inside" }]],
  ["an addition needs a value", [{ op: "add", path: "/a" }]],
  ["a pointer begins with a slash", [{ op: "add", path: "a", value: 1 }]],
];

const REJECTED = {
  code: "SLIP-API-004",
  message: "the server rejected our request due to an error in our request",
};
const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

test.each(EXAMPLES)("example %s of RFC 6902 comes out as it says", (_, document, patch, result) => {
  if (result === FAILS) expect(thrownBy(() => jsonPatch(document, patch))).toMatchObject(REJECTED);
  else expect(jsonPatch(document, patch)).toEqual(result);
});

test.each(REFUSED)("%s", (_, patch) => {
  const document = { list: [1, 2], object: {} };
  expect(thrownBy(() => jsonPatch(document, patch))).toMatchObject(REJECTED);
});

/** k8s.io/apiserver: JSONPatchMaxCopyBytes is 3 MiB, and what exceeds it fails as any other patch does. */
test("Copies may add three megabytes and not more", () => {
  const megabyte = { text: "x".repeat(1024 * 1024 - 2) };
  const copies = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ op: "copy", from: "/text", path: `/t${index}` }));
  expect(Object.keys(jsonPatch({ ...megabyte }, copies(3)) as object)).toHaveLength(4);
  expect(thrownBy(() => jsonPatch({ ...megabyte }, copies(4)))).toMatchObject(REJECTED);
});

/** k8s.io/apiserver: maxJSONPatchOperations. */
test("Ten thousand operations are as many as there may be", () => {
  const tests = (count: number) =>
    Array.from({ length: count }, () => ({ op: "test", path: "/a", value: 1 }));
  expect(jsonPatch({ a: 1 }, tests(10_000))).toEqual({ a: 1 });
  expect(thrownBy(() => jsonPatch({ a: 1 }, tests(10_001)))).toMatchObject({
    code: "SLIP-API-012",
    message: "The allowed maximum operations in a JSON patch is 10000, got 10001",
  });
});
