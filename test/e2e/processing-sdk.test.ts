import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { Home } from "./support/home.ts";
import { saidBy } from "./support/said-by.ts";
import { type Programs, programs } from "./support/shell.ts";

/** The SDKs bring a gigabyte of packages, once. */
const FIRST_INSTALLATION_MS = 1_200_000;
/** A minute on a machine that has nothing else to do. */
const PATIENCE_MS = 900_000;

/** Both at once: the SDKs sleep most of the time between two looks at a job. */
describe.concurrent("processors of the SageMaker Python SDK, unmodified", { timeout: PATIENCE_MS }, () => {
  let home: Home;
  let tools: Programs;
  let scratch: string;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "slipway-processors-"));
    for (const name of ["main", "sagemaker-2", "sagemaker-3"] as const) await pythonEnv(name);
    [home, tools] = await Promise.all([Home.withPython(), programs()]);
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    rmSync(scratch, { recursive: true, force: true });
    tools.remove();
    await home.down();
  });

  /** What the program printed, and the object in its last line. */
  async function run(major: "2" | "3") {
    const { python } = await pythonEnv(`sagemaker-${major}`);
    const folder = mkdtempSync(join(scratch, `v${major}-`));
    const program = join(import.meta.dirname, `processing/sdk_v${major}.py`);
    return saidBy(home, tools, { python, program, folder });
  }

  test("v2: scikit-learn's, a framework's with its source, a script's that fails, and one that is stopped", async ({
    expect,
  }) => {
    const { log, said } = await run("2");
    expect(said).toMatchObject({
      sklearn: "Completed",
      rows: ["1,2", "3,4"],
      framework: "Completed",
      stopped: "Stopped",
    });
    expect(said.failure).toContain("no such column");
    expect(log).toContain("prepared me 1");
    expect(log).toContain("framework helper ['--a', 'b c']");
  });

  test("v3: a script's with inputs and outputs, and a framework's with its source", async ({ expect }) => {
    const { log, said } = await run("3");
    expect(said).toMatchObject({ script: "Completed", rows: ["1,2", "3,4"], framework: "Completed" });
    expect(log).toContain("prepared 3");
    expect(log).toContain("framework helper ['--a', 'b c']");
  });
});
