import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countProcesses } from "./support/count-processes.ts";
import { EXAMPLE, Home, ok } from "./support/home.ts";

/** Of a pod of one program: the supervisor, its clock and what it starts, the sandbox, the program and its interpreter. */
const MOST = 15;
const isRoot = process.getuid?.() === 0;

/** As pyenv leaves them where no version is chosen, in place of all that is called python3 on the PATH before the system's. */
function shims(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-shims-"));
  const text = "#!/bin/sh\nfor i in $(seq 100); do /bin/true; done\nexit 127\n";
  writeFileSync(join(folder, "python3"), text);
  chmodSync(join(folder, "python3"), 0o755);
  return folder;
}

describe.runIf(isRoot && process.platform === "linux")("a short job", () => {
  let home: Home;
  beforeAll(async () => {
    home = new Home(undefined, {
      PATH: `${dirname(process.execPath)}:${shims()}:/usr/local/bin:/usr/bin:/bin`,
    });
    await home.start();
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
  });
  afterAll(() => home.down());

  async function completed(...names: readonly string[]): Promise<void> {
    const done = "--for=jsonpath={.status.trainingJobStatus}=Completed";
    await ok(home.kubectl("wait", done, ...names.map((name) => `trainingjob/${name}`), "--timeout=120s"));
  }

  /** Processes of the second job and the third, when what the first one finds out is known. */
  async function processesOf(start: (name: string) => Promise<unknown>, kind: string): Promise<number> {
    await start(`${kind}-1`);
    await completed(`${kind}-1`);
    const count = await countProcesses(home.pid, async () => {
      for (const name of [`${kind}-2`, `${kind}-3`]) await start(name);
      await completed(`${kind}-2`, `${kind}-3`);
    });
    return (count ?? Number.NaN) / 2;
  }

  test(`of the built-in XGBoost takes at most ${MOST} processes, whatever is on the PATH`, async () => {
    const one = readFileSync(join(EXAMPLE, "training.yaml"), "utf8");
    const start = (name: string) =>
      ok(home.kubectlWith(one.replaceAll("abalone-xgboost", name), "apply", "-f", "-"));
    expect(await processesOf(start, "xgboost")).toBeLessThanOrEqual(MOST);
  });

  test(`of a program of one's own takes at most ${MOST} processes, whatever is on the PATH`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-nothing-"));
    writeFileSync(join(folder, "train.py"), "");
    const start = (name: string) => ok(home.slipway("train", folder, "--name", name));
    expect(await processesOf(start, "script")).toBeLessThanOrEqual(MOST);
  });
});
