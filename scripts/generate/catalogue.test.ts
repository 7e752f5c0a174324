import { execFileSync } from "node:child_process";
import { CATALOGUE } from "@slipway/model";
import { describe, expect, test } from "vitest";

describe("the error catalogue", () => {
  test("gives every code a form that people can look up", () => {
    for (const code of Object.keys(CATALOGUE)) expect(code).toMatch(/^SLIP-[A-Z0-9]+-\d{3}$/);
  });

  test("names no code that the sources do not use", () => {
    const sources = execFileSync(
      "git",
      ["grep", "-hoE", "SLIP-[A-Z0-9]+-[0-9]{3}", "--", "packages/*.ts", ":!packages/model/src/errors"],
      {
        encoding: "utf8",
      },
    );
    const used = new Set(sources.split("\n"));
    expect(Object.keys(CATALOGUE).filter((code) => !used.has(code))).toEqual([]);
  });
});
