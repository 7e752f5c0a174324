/** One job file as a process, in the sandbox and in a container; test/cluster/same-job.test.ts has the cluster. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startEngine } from "../../packages/platform/src/embedded/node-agent/testing/engine.ts";
import { unlisted } from "./same-job/differences.ts";
import { runJobs } from "./same-job/run-jobs.ts";
import { Home } from "./support/home.ts";

const IMAGE = "slipway.test/busybox:1";

async function inSandboxAndContainer() {
  const engine = await startEngine();
  const home = new Home(undefined, { ...engine.env });
  try {
    await engine.makeImage(IMAGE, []);
    await home.start();
    return { sandbox: await runJobs(home), container: await runJobs(home, { image: IMAGE, source: false }) };
  } finally {
    await home.down();
    await engine.stop();
  }
}

/** As on a machine whose bubblewrap does not work. */
async function asProcess() {
  const tools = mkdtempSync(join(tmpdir(), "slipway-tools-"));
  writeFileSync(join(tools, "bwrap"), "#!/bin/sh\nexit 1\n");
  chmodSync(join(tools, "bwrap"), 0o755);
  const home = new Home(undefined, { PATH: `${tools}:${process.env["PATH"]}` });
  try {
    await home.start();
    return await runJobs(home);
  } finally {
    await home.down();
    rmSync(tools, { recursive: true });
  }
}

test("one file gives the same results, and its programs see the same but for what docs/adr/0066 lists", async () => {
  const [others, process] = await Promise.all([inSandboxAndContainer(), asProcess()]);
  expect(process.results).toEqual(others.sandbox.results);
  expect(others.sandbox.results).toMatchObject(others.container.results);
  expect(unlisted({ ...others, process })).toEqual([]);
});
