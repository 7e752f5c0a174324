import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSlipwayError } from "@slipway/model";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { socketPath } from "./socket-path.ts";

const LONG = `/${"a-long-name/".repeat(20)}control.sock`;

let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "slipway-socket-"));
  vi.stubEnv("TMPDIR", temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true, force: true });
});

it("is the path itself where the system takes it, else one that it takes, always the same", () => {
  expect(socketPath("/state/control.sock")).toBe("/state/control.sock");
  expect(socketPath(LONG).length).toBeLessThan(104);
  expect(socketPath(LONG)).toBe(socketPath(LONG));
  expect(socketPath(LONG)).not.toBe(socketPath(`${LONG}2`));
});

it("is in no folder that others may write to", () => {
  socketPath(LONG);
  const [folder = ""] = readdirSync(temporary);
  chmodSync(join(temporary, folder), 0o777);
  const refusal = () => {
    try {
      return socketPath(LONG);
    } catch (error) {
      return error;
    }
  };
  expect(isSlipwayError(refusal(), "SLIP-STATE-004")).toBe(true);
});
