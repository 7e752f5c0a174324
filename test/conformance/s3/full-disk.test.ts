import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);

// Only Linux can give a process a small disk of its own without rights.
describe.runIf(process.platform === "linux")("a full disk", () => {
  it("takes no object that does not fit, harms none that is there, and works again when there is space", async () => {
    const disk = await mkdtemp(join(tmpdir(), "slipway-disk-"));
    const script = join(import.meta.dirname, "full-disk.ts");
    const small = ["--dev-bind", "/", "/", "--size", "8000000", "--tmpfs", disk];
    const { stdout } = await run("bwrap", [...small, process.execPath, script, join(disk, "artifacts")]);
    await rm(disk, { recursive: true });
    const report = JSON.parse(stdout) as Record<string, unknown> & {
      large: string[];
      stored: number;
      files: number;
    };
    expect(report.large.at(-1)).toBe("SLIP-S3-015");
    expect(report.large.length).toBeGreaterThan(4);
    expect(report).toMatchObject({
      replaced: "SLIP-S3-015",
      small: "SLIP-S3-015",
      damagedWhenFull: [],
      afterwards: "stored",
      damaged: [],
    });
    expect(report.files).toBe(report.stored);
  });
});
