import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeAtomically, writeOnce } from "./write-atomically.ts";

describe("writing atomically", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-write-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("leaves the content and nothing else", () => {
    writeAtomically(join(folder, "a"), "one");
    writeAtomically(join(folder, "a"), "two");
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("two");
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  test("works for writers that all have the same process id, as sandboxed ones do", async () => {
    const program = `
      Object.defineProperty(process, "pid", { value: 2 });
      const { writeAtomically } = await import(${JSON.stringify(join(import.meta.dirname, "write-atomically.ts"))});
      for (let i = 0; i < 200; i++) writeAtomically(${JSON.stringify(join(folder, "a"))}, "x".repeat(10_000));`;
    const run = () => promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
    await Promise.all([run(), run(), run()]);
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("x".repeat(10_000));
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  test("writes once what is there once, and leaves no draft of the second", () => {
    expect(writeOnce(join(folder, "a"), "one")).toBe(true);
    expect(writeOnce(join(folder, "a"), "two")).toBe(false);
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("one");
    expect(readdirSync(folder)).toEqual(["a"]);
  });
});
