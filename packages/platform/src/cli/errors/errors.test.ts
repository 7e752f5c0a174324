import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ErrorCode, SlipwayError } from "@slipway/model";
import { describe, expect, test } from "vitest";
import { colorsFor } from "../output/colors.ts";
import { EXIT, exitCodeOf } from "./exit-code.ts";
import { errorBlock, errorObject } from "./render-error.ts";

describe("Exit codes", () => {
  const expected: readonly (readonly [ErrorCode, number])[] = [
    ["SLIP-CLI-015", 1],
    ["SLIP-API-004", 1],
    ["SLIP-CLI-001", 2],
    ["SLIP-API-001", 3],
    ["SLIP-API-005", 4],
    ["SLIP-API-006", 4],
    ["SLIP-API-002", 5],
    ["SLIP-API-003", 5],
    ["SLIP-CLIENT-001", 6],
    ["SLIP-CLIENT-002", 6],
    ["SLIP-CLIENT-010", 6],
    ["SLIP-CLI-004", 6],
    ["SLIP-STATE-005", 6],
    ["SLIP-S3-019", 6],
    ["SLIP-CLI-027", 2],
    ["SLIP-CLI-028", 2],
    ["SLIP-CLI-029", 2],
    ["SLIP-CLI-030", 5],
    ["SLIP-CLIENT-004", 7],
    ["SLIP-CLIENT-006", 8],
    ["SLIP-CLI-005", 100],
    ["SLIP-CLI-006", 101],
    ["SLIP-CLI-007", 102],
    ["SLIP-CLI-008", 103],
  ];
  test.each(expected)("%s is %d", (code, exitCode) => {
    expect(exitCodeOf(new SlipwayError(code, "x"))).toBe(exitCode);
  });
});

test("docs/cli.md has every exit code, and no other", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../../../docs/cli.md"), "utf8");
  const codes = Object.values(EXIT).toSorted((a, b) => a - b);
  expect([...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))).toEqual(codes);
});

describe("The error block", () => {
  const how = { colors: colorsFor(false, {}), verbose: false, columns: 60 };

  test("has title, what, why and do, wrapped and aligned, without colours where nobody looks", () => {
    const error = new SlipwayError("SLIP-API-001", 'trainingjobs "iris-7" not found', {
      details: { name: "iris-7" },
    });
    expect(errorBlock(error, how)).toBe(
      [
        "✗ SLIP-API-001 iris-7: the object does not exist",
        '  What  trainingjobs "iris-7" not found',
        "  Why   No object of this kind has that name in that",
        "        namespace.",
        "  Do    List what is there with `slipway get KIND`; check",
        "        the namespace and the spelling.",
        "",
      ].join("\n"),
    );
  });

  test("lists the fields that were complained of as the why", () => {
    const causes = [
      { reason: "FieldValueInvalid", field: "spec.a", message: "must be positive" },
      { reason: "FieldValueRequired", message: "no field" },
    ];
    const text = errorBlock(new SlipwayError("SLIP-API-004", "it is invalid", { details: { causes } }), how);
    expect(text).toContain("  Why   spec.a: must be positive\n        no field\n");
  });

  test("shows the place in the program, and the cause's, only when asked", () => {
    const error = new SlipwayError("SLIP-CLI-015", "boom", { cause: new Error("inner") });
    expect(errorBlock(error, how)).not.toContain("    at ");
    expect(errorBlock(error, { ...how, verbose: true })).toMatch(/ {4}at .*caused by Error: inner/s);
  });

  test("has colours for people unless they said no", () => {
    const error = new SlipwayError("SLIP-CLI-015", "boom");
    const isColoured = (env: Record<string, string>) =>
      errorBlock(error, { ...how, colors: colorsFor(true, env) }).includes("\u001b[31m");
    expect([isColoured({}), isColoured({ NO_COLOR: "1" }), isColoured({ TERM: "dumb" })]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

test("The error object says the same to programs", () => {
  expect(errorObject(new SlipwayError("SLIP-CLIENT-001", "refused"))).toEqual({
    error: {
      code: "SLIP-CLIENT-001",
      title: "Slipway does not answer",
      what: "refused",
      why: expect.any(String),
      do: expect.stringContaining("slipway up"),
      exitCode: 6,
    },
  });
});
