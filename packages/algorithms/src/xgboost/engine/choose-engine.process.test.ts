import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ContainerFixture } from "../../testing/container-fixture.ts";
import { chooseEngine, engineName } from "./choose-engine.ts";

let fixture: ContainerFixture;
let asked: string;
let packages: string;
beforeEach(() => {
  fixture = new ContainerFixture();
  asked = join(fixture.root, "asked");
  packages = join(fixture.root, "site-packages");
  mkdirSync(packages);
  fixture.write("asked", "");
});
afterEach(() => fixture.remove());

/** A program that answers a probe like a Python, and notes that it was asked. */
function fakePython(path: string, xgboost: string | null): void {
  const program = join(fixture.root, path);
  const answer = JSON.stringify({ executable: program, xgboost, folders: [packages] });
  fixture.write(path, `#!/bin/sh\necho ${path} >> ${asked}\nprintf '%s' '${answer}'\n`);
  chmodSync(program, 0o755);
}

/** Without the machine's own interpreters: those folders are always looked into, so forced engines are tested there. */
const environment = (more: Readonly<Record<string, string>> = {}) => ({
  ...fixture.environment(),
  PATH: join(fixture.root, "bin"),
  ...more,
});
const timesAsked = () => readFileSync(asked, "utf8").trim().split("\n").filter(Boolean).length;

describe("choosing an engine", () => {
  test("prefers real XGBoost of the active virtual environment to that of the PATH", async () => {
    fakePython("venv/bin/python", "3.2.0");
    fakePython("bin/python3", "2.1.0");
    const engine = await chooseEngine(environment({ VIRTUAL_ENV: join(fixture.root, "venv") }));
    expect(engineName(engine)).toBe(`xgboost 3.2.0 (python ${join(fixture.root, "venv/bin/python")})`);
  });

  test("goes on to the next interpreter where one has none, or one that is too old", async () => {
    fakePython("venv/bin/python", null);
    fakePython("conda/bin/python", "1.2.1");
    fakePython("bin/python3", "1.7.6");
    const engine = await chooseEngine(
      environment({ VIRTUAL_ENV: join(fixture.root, "venv"), CONDA_PREFIX: join(fixture.root, "conda") }),
    );
    expect(engine).toMatchObject({ kind: "python", version: "1.7.6" });
  });

  test("does not ask for real XGBoost when it is told not to", async () => {
    fakePython("bin/python3", "3.2.0");
    const engine = await chooseEngine(environment({ SLIPWAY_XGBOOST_ENGINE: "slipway" }));
    expect(engineName(engine)).toMatch(/^slipway-gbdt/);
    expect(timesAsked()).toBe(0);
  });

  test("refuses an engine that it does not know", async () => {
    await expect(chooseEngine(environment({ SLIPWAY_XGBOOST_ENGINE: "lightgbm" }))).rejects.toThrow(
      'SLIPWAY_XGBOOST_ENGINE must be auto, xgboost or slipway, got "lightgbm"',
    );
  });

  test("asks an interpreter once, and again when its packages change", async () => {
    fakePython("bin/python3", "3.2.0");
    await chooseEngine(environment());
    await chooseEngine(environment());
    expect(timesAsked()).toBe(1);
    writeFileSync(join(packages, "xgboost"), "");
    await chooseEngine(environment());
    expect(timesAsked()).toBe(2);
    rmSync(join(fixture.root, "bin/python3"));
    fakePython("bin/python3", "3.2.1");
    expect(await chooseEngine(environment())).toMatchObject({ version: "3.2.1" });
  });

  test("asks one that cannot run once, and again when it changes", async () => {
    fixture.write("bin/python3", `#!/bin/sh\necho shim >> ${asked}\nexit 127\n`);
    chmodSync(join(fixture.root, "bin/python3"), 0o755);
    const first = await chooseEngine(environment());
    const times = timesAsked();
    expect(await chooseEngine(environment())).toEqual(first);
    expect(timesAsked()).toBe(times);
    rmSync(join(fixture.root, "bin/python3"));
    fakePython("bin/python3", "3.2.1");
    expect(await chooseEngine(environment())).toMatchObject({ version: "3.2.1" });
  });
});
