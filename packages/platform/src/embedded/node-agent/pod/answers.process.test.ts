import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { images } from "../testing/images.ts";
import { isOver, podOf, shell } from "../testing/pods.ts";
import { createWorld, type World } from "../testing/world.ts";

let world: World;
let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "slipway-answers-"));
});
afterEach(async () => {
  await world.end();
  await rm(stateDir, { recursive: true, force: true });
});

/** What a program finds out about this machine, in a file of the folder that it keeps such things in. */
const ASK = 'mkdir "$SLIPWAY_CACHE_DIR/known"; echo "asked with [$JOB]" >"$SLIPWAY_CACHE_DIR/known/answer"';
const PATH = "/var/cache/slipway";

async function output(name: string, script: string): Promise<string> {
  const mount = { name: "slipway-cache", mountPath: PATH };
  const env = [
    { name: "SLIPWAY_CACHE_DIR", value: PATH },
    { name: "JOB", value: name },
  ];
  const main = shell("main", script, { image: "asking", volumeMounts: [mount], env });
  await world.create(podOf(name, [main], { volumes: [{ name: "slipway-cache", emptyDir: {} }] }));
  await world.until(name, isOver);
  return (await world.log(name, "main")).join("\n");
}

it.each(["auto", "none"] as const)(
  "each pod gets its own copy of what was found out with nothing of a job's, sandbox %s",
  async (sandbox) => {
    world = await createWorld({
      stateDir,
      sandbox,
      images: (image) =>
        image === "asking"
          ? { process: { argv: ["/bin/sh", "-c"], askedFirst: ["/bin/sh", "-c", ASK] } }
          : images(image),
    });
    const read = 'cat "$SLIPWAY_CACHE_DIR/known/answer"';
    expect(await output("first", read)).toBe("asked with []");
    expect(await output("second", read)).toBe("asked with []");
    const plant =
      'echo POISON >"$SLIPWAY_CACHE_DIR/known/answer" || rm -r "$SLIPWAY_CACHE_DIR/known"; echo planted';
    expect(await output("planter", plant)).toContain("planted");
    expect(await output("third", read)).toBe("asked with []");
  },
);

it("what earlier releases let every job write to is not used, and goes", async () => {
  mkdirSync(join(stateDir, "cache", "python", "x"), { recursive: true });
  writeFileSync(join(stateDir, "cache", "python", "x", "evil.pth"), "import evil");
  world = await createWorld({ stateDir });
  await expect.poll(() => existsSync(join(stateDir, "cache"))).toBe(false);
});
