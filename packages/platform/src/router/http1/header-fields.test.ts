import { expect, test } from "vitest";
import { fieldLines, headersOf } from "./header-fields.ts";

test("a record becomes lines, and lines a record", () => {
  const lines = fieldLines({ accept: "*/*", "set-cookie": ["a", "b"], "x-y": "caf\xe9" });
  expect(lines).toBe("accept: */*\r\nset-cookie: a\r\nset-cookie: b\r\nx-y: caf\xe9\r\n");
  expect(headersOf(`${lines}Accept: text/csv\r\n`)).toEqual({
    accept: "*/*, text/csv",
    "set-cookie": ["a", "b"],
    "x-y": "caf\xe9",
  });
});

test("a header that would end its line, or could not stand in one, is refused", () => {
  for (const value of ["a\r\nHost: b", "a\nb", "\0", "\u2713"]) {
    expect(() => fieldLines({ x: value })).toThrow(TypeError);
  }
  for (const name of ["", "a b", "a:b", "\u00e9"])
    expect(() => fieldLines({ [name]: "x" })).toThrow(TypeError);
});
