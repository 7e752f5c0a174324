import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSlipwayError } from "@slipway/model";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadOrCreateCredentials } from "./credentials.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-credentials-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("makes credentials once, for their owner's eyes alone", () => {
  const path = join(folder, "credentials.json");
  const made = loadOrCreateCredentials(path);
  expect(loadOrCreateCredentials(path)).toEqual(made);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it.each([
  ["is no JSON", '{"token": "tell-nobody" oops'],
  ["lacks a key", '{"token": "tell-nobody"}'],
  ["is no object", '"tell-nobody"'],
])("refuses a file that %s, without quoting it", (_, text) => {
  const path = join(folder, "credentials.json");
  writeFileSync(path, text);
  let error: unknown;
  try {
    loadOrCreateCredentials(path);
  } catch (thrown) {
    error = thrown;
  }
  expect(isSlipwayError(error, "SLIP-STATE-004")).toBe(true);
  expect(String(error)).toContain(path);
  expect(JSON.stringify([String(error), (error as Error).cause ?? ""])).not.toContain("tell");
});
