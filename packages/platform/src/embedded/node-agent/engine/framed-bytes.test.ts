import { expect, test } from "vitest";
import { framedBytes } from "./framed-bytes.ts";

test("short lines take many times their length in an engine's log, a long one its own", () => {
  expect(framedBytes(Buffer.from(""))).toBe(0);
  expect(framedBytes(Buffer.from("\n".repeat(1000)))).toBeGreaterThan(70 * 1000);
  expect(framedBytes(Buffer.from(`${"x".repeat(100_000)}\n`))).toBeLessThan(101_000);
});
