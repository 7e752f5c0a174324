import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ok } from "./support/home.ts";
import { expectNoTrespass } from "./support/look-around.ts";
import { NormalUsersHome } from "./support/normal-user.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");
const isRoot = process.getuid?.() === 0;

/** The tests' own user is root where they run for every change, so that a normal user's home is a case of its own. */
describe.runIf(isRoot)("a home that a normal user runs", () => {
  test("trains and shuts its jobs in as root's does", async () => {
    const home = new NormalUsersHome({ PATH: "/usr/local/bin:/usr/bin:/bin" });
    try {
      await home.start();
      const who = await ok(home.run("id", ["-u"]));
      expect(who.trim()).not.toBe("0");
      await expectNoTrespass(home);
      await ok(home.slipway("train", join(FIXTURES, "planting"), "--name", "planting", "--follow"));
      const planting = await ok(home.slipway("logs", "trainingjob/planting"));
      expect(planting).toMatch(/^refused in .*site-packages Read-only file system$/m);
      await ok(home.slipway("train", join(FIXTURES, "innocent"), "--name", "innocent", "--follow"));
      const innocent = await ok(home.slipway("logs", "trainingjob/innocent"));
      expect(innocent).toContain("found []");
      expect(innocent).not.toContain("PLANTED");
    } finally {
      await home.down();
    }
  });
});
