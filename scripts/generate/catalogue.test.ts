import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CATALOGUE } from "@slipway/model";
import { describe, expect, test } from "vitest";

describe("the error catalogue", () => {
  test("gives every code a form that people can look up", () => {
    for (const code of Object.keys(CATALOGUE)) expect(code).toMatch(/^SLIP-[A-Z0-9]+-\d{3}$/);
  });

  test("names no code that the sources do not use", () => {
    const used = new Set(sources().flatMap((text) => text.match(/SLIP-[A-Z0-9]+-\d{3}/g) ?? []));
    expect(Object.keys(CATALOGUE).filter((code) => !used.has(code))).toEqual([]);
  });
});

/** Every source of the packages that may use a code: the catalogue itself does not count. */
function sources(): readonly string[] {
  const packages = join(import.meta.dirname, "../../packages");
  return globSync("*/src/**/*.ts", { cwd: packages })
    .filter((path) => !path.startsWith("model/src/errors/"))
    .map((path) => readFileSync(join(packages, path), "utf8"));
}
