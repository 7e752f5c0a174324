import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSlipwayError } from "@slipway/model";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openState } from "./open-state.ts";

let root: string;
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), "slipway-state-")), "home");
});
afterEach(() => rmSync(join(root, ".."), { recursive: true, force: true }));

function refusal(): unknown {
  try {
    openState(root).release();
  } catch (error) {
    return error;
  }
  return undefined;
}

it("is in one hand at a time", () => {
  const held = openState(root);
  expect(isSlipwayError(refusal(), "SLIP-STATE-001")).toBe(true);
  held.release();
  expect(refusal()).toBeUndefined();
});

it("is its owner's alone", () => {
  openState(root).release();
  for (const folder of [".", "db", "tls", "artifacts", "logs"])
    expect(statSync(join(root, folder)).mode & 0o077).toBe(0);
});

it("is rid of what a killed server left half-made", () => {
  mkdirSync(join(root, "tmp", "backup-x"), { recursive: true });
  writeFileSync(join(root, "tmp", "backup-x", "objects.sqlite"), "half");
  openState(root).release();
  expect(existsSync(join(root, "tmp"))).toBe(false);
});

it("is left as it is by whoever may not have it", () => {
  const held = openState(root);
  mkdirSync(join(root, "tmp"));
  refusal();
  expect(existsSync(join(root, "tmp"))).toBe(true);
  held.release();
});
