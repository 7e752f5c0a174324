import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSlipwayError } from "@slipway/model";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadOrCreateCredentials } from "./credentials.ts";
import { layout } from "./layout.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-credentials-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = () => layout(folder);

it("makes no new credentials in place of lost ones, which clients still have", () => {
  const made = loadOrCreateCredentials(at());
  writeFileSync(at().kubeconfig, "a kubeconfig");
  rmSync(at().credentials);
  expect(() => loadOrCreateCredentials(at())).toThrow(/credentials\.json is gone: .*backup/);
  rmSync(at().kubeconfig);
  expect(loadOrCreateCredentials(at())).not.toEqual(made);
});

it("makes credentials once, for their owner's eyes alone", () => {
  const made = loadOrCreateCredentials(at());
  expect(loadOrCreateCredentials(at())).toEqual(made);
  expect(statSync(at().credentials).mode & 0o777).toBe(0o600);
});

it.each([
  ["is no JSON", '{"token": "tell-nobody" oops'],
  ["lacks a key", '{"token": "tell-nobody"}'],
  ["is no object", '"tell-nobody"'],
])("refuses a file that %s, without quoting it", (_, text) => {
  const path = at().credentials;
  writeFileSync(path, text);
  let error: unknown;
  try {
    loadOrCreateCredentials(at());
  } catch (thrown) {
    error = thrown;
  }
  expect(isSlipwayError(error, "SLIP-STATE-004")).toBe(true);
  expect(String(error)).toContain(path);
  expect(JSON.stringify([String(error), (error as Error).cause ?? ""])).not.toContain("tell");
});
