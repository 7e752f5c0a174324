import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildOnce } from "./build-once.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "slipway-build-once-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A process that starts building `folder`, says "building" and then waits for ever. */
function stuckBuilder(folder: string) {
  const program = join(home, "builder.mjs");
  const module = fileURLToPath(new URL("./build-once.ts", import.meta.url));
  writeFileSync(
    program,
    `import { writeFileSync } from "node:fs";
     import { buildOnce } from ${JSON.stringify(module)};
     setInterval(() => {}, 1000);
     await buildOnce(${JSON.stringify(folder)}, async (at) => {
       writeFileSync(at + "/half", "");
       process.send("building");
       await new Promise(() => {});
     });`,
  );
  return fork(program, { execArgv: ["--experimental-strip-types", "--no-warnings"] });
}

describe("buildOnce", () => {
  test("builds a folder for two that ask at once only once", async () => {
    const folder = join(home, "folder");
    let builds = 0;
    const build = async (at: string) => {
      builds++;
      await new Promise((resolve) => setTimeout(resolve, 50));
      writeFileSync(join(at, "content"), "whole");
    };
    await Promise.all([buildOnce(folder, build), buildOnce(folder, build)]);
    await buildOnce(folder, build);
    expect(builds).toBe(1);
    expect(readFileSync(join(folder, "content"), "utf8")).toBe("whole");
  });

  test("builds again, from nothing, what failed", async () => {
    const folder = join(home, "folder");
    const failing = buildOnce(folder, async (at) => {
      writeFileSync(join(at, "half"), "");
      throw new Error("no network");
    });
    await expect(failing).rejects.toThrow("no network");
    await buildOnce(folder, async (at) => writeFileSync(join(at, "content"), ""));
    expect(existsSync(join(folder, "half"))).toBe(false);
    expect(existsSync(join(folder, "content"))).toBe(true);
  });

  test("waits for another process and takes over when that is killed", async () => {
    const folder = join(home, "folder");
    const other = stuckBuilder(folder);
    await once(other, "message");
    let waited = false;
    const taken = buildOnce(folder, async (at) => writeFileSync(join(at, "content"), ""), {
      onWait: () => {
        waited = true;
        other.kill("SIGKILL");
      },
    });
    await taken;
    expect(waited).toBe(true);
    expect(existsSync(join(folder, "half"))).toBe(false);
    expect(existsSync(join(folder, "content"))).toBe(true);
  });

  test("stops waiting when it is told to", async () => {
    const folder = join(home, "folder");
    const other = stuckBuilder(folder);
    try {
      await once(other, "message");
      const controller = new AbortController();
      const waiting = buildOnce(folder, async () => {}, {
        signal: controller.signal,
        onWait: () => controller.abort(new Error("stopped")),
      });
      await expect(waiting).rejects.toThrow();
    } finally {
      other.kill("SIGKILL");
    }
  });
});
