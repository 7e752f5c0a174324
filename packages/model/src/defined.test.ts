import { expect, expectTypeOf, test } from "vitest";
import { defined } from "./defined.ts";

test("members that are undefined are left out", () => {
  const made = defined({ a: 1, b: undefined, c: "x" });
  expect(Object.keys(made)).toEqual(["a", "c"]);
});

test("null, zero, false and the empty text are values", () => {
  const values = { none: null, zero: 0, no: false, empty: "" };
  expect(defined(values)).toEqual(values);
});

test("what is given is left as it is", () => {
  const given = Object.freeze({ a: undefined, b: 2 });
  expect(defined(given)).toEqual({ b: 2 });
  expect(Object.keys(given)).toEqual(["a", "b"]);
});

test("a member that may be undefined is optional, and any other is there", () => {
  const after: string | undefined = Math.random() > 2 ? "x" : undefined;
  const page: { readonly limit: number; readonly after?: string } = { ...defined({ limit: 5, after }) };
  expect(page).toEqual({ limit: 5 });
  expectTypeOf(defined({ limit: 5, after })).toEqualTypeOf<{ limit: number } & { after?: string }>();
});
