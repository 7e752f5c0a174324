import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeNvidiaSmi } from "../../packages/lib/src/testing/fake-gpus.ts";
import { follow } from "./support/follow.ts";
import { Home, ROOT } from "./support/home.ts";
import { type Programs, programs } from "./support/shell.ts";

describe("a machine whose nvidia-smi tells of two GPUs", () => {
  let smi: string;
  beforeAll(() => {
    smi = mkdtempSync(join(tmpdir(), "slipway-smi-"));
    fakeNvidiaSmi(smi);
  });
  afterAll(() => rmSync(smi, { recursive: true, force: true }));
  const withSmi = (path = ""): string => [smi, path].join(delimiter);

  test("has all that scripts/gpu-check.sh looks for", async () => {
    // Asking all interpreters of this machine for XGBoost takes seconds, and gpu.process.test.ts has a stand-in.
    const around = { SLIPWAY_XGBOOST_ENGINE: "slipway", PATH: withSmi(process.env["PATH"]) };
    const env = { ...process.env, ...around };
    const { stdout } = await promisify(execFile)("sh", [join(ROOT, "scripts/gpu-check.sh")], { env });
    expect(stdout).toContain("all points hold");
    expect(stdout).not.toContain("✗");
  });

  describe("with a home", () => {
    let home: Home;
    let tools: Programs;
    beforeAll(async () => {
      home = new Home(undefined, { PATH: withSmi(process.env["PATH"]) });
      [tools] = await Promise.all([programs(), home.start()]);
    });
    afterAll(async () => {
      tools.remove();
      await home.down();
    });

    test("shows what docs/guides/gpu.md says", async () => {
      const found = { ...tools, path: withSmi(tools.path) };
      const said = await follow(home, found, join(ROOT, "docs/guides/gpu.md"));
      expect(said).toContain("2 x NVIDIA H200");
      expect(said).toMatch(/^GPUs: 1 visible: [01]$/m);
      expect(said).toMatch(/^GPUs: 0 visible: -1$/m);
    });
  });
});
