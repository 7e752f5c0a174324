import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Home, ok, ROOT, SLIPWAY } from "./support/home.ts";

/** The story a newcomer must be able to read off the demo. */
function expectTheStory(output: string): void {
  expect(output).toMatch(/abalone/i);
  expect(output).toMatch(/(xgboost|slipway-gbdt) \d/);
  expect(output).toMatch(/predictions/i);
  expect(output).toMatch(/slipway up/);
}

describe("slipway demo", () => {
  test("from the checkout: trains, deploys, predicts, and leaves nothing running", async () => {
    const home = new Home();
    expectTheStory(await ok(home.run(process.execPath, [SLIPWAY, "demo"])));
    expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toContain("slipway-demo-");
    rmSync(home.state, { recursive: true, force: true });
  });

  describe("from the packed file, on the oldest Node we support", () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-pack-"));
    const npm = (cwd: string, ...args: readonly string[]): string =>
      execFileSync("npm", [...args, "--no-audit", "--no-fund"], { cwd, encoding: "utf8" });
    beforeAll(() => {
      const packed = JSON.parse(
        npm(ROOT, "pack", "-w", "packages/platform", "--json", "--pack-destination", folder),
      ) as unknown;
      const list = Array.isArray(packed) ? packed : Object.values(packed as object);
      const { filename } = list[0] as { filename: string };
      npm(folder, "init", "-y");
      npm(folder, "pkg", "set", "allowScripts.node=true", "--json");
      npm(folder, "install", "node@22.14.0");
      npm(folder, "install", join(folder, filename));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test("does the same", async () => {
      const home = new Home();
      const node = join(folder, "node_modules/.bin/node");
      expect(execFileSync(node, ["--version"], { encoding: "utf8" }).trim()).toBe("v22.14.0");
      expectTheStory(await ok(home.run(node, [join(folder, "node_modules/slipway/bin/slipway.js"), "demo"])));
      rmSync(home.state, { recursive: true, force: true });
    });
  });
});
