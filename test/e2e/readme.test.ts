import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Home, ROOT } from "./support/home.ts";
import { type Programs, programs } from "./support/shell.ts";
import { shellBlocks } from "./support/shell-blocks.ts";

let tools: Programs;
let person: string;
beforeAll(async () => {
  tools = await programs();
  person = mkdtempSync(join(tmpdir(), "slipway-person-"));
});
afterAll(async () => {
  // The home of somebody who follows the README lies in their home folder.
  await new Home(join(person, ".slipway")).down();
  rmSync(person, { recursive: true, force: true });
  tools.remove();
});

/** Runs a block as it stands, in the checkout, as a person with an empty home folder. */
async function follow(block: string): Promise<string> {
  const env = {
    HOME: person,
    PATH: [join(ROOT, "node_modules/.bin"), tools.path].join(":"),
    LANG: "C.UTF-8",
    npm_config_update_notifier: "false",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  const script = `set -euo pipefail\n${block}`;
  const { stdout } = await promisify(execFile)("bash", ["--norc", "-c", script], { env, cwd: ROOT });
  return stdout;
}

const [ours = "", theirs = "", ...others] = shellBlocks(join(ROOT, "README.md"), "Start");

test("the README's start, as it is written, leads to a home, a job and the demo's story", async () => {
  expect(ours).toMatch(/^npx slipway up --detach\b/m);
  const said = await follow(ours);
  expect(existsSync(join(person, ".slipway/state.json"))).toBe(true);
  expect(said).toMatch(/^trainingjob\/hello-training-/m);
  expect(said).toMatch(/rmse|RMSE/);
  expect(others).toEqual([]);
});

test("and then people's own manifests and scripts", async () => {
  expect(theirs).toMatch(/^eval "\$\(npx slipway env\)"/m);
  const said = await follow(theirs);
  expect(said).toContain("trainingjob.sagemaker.services.k8s.aws/abalone-xgboost created");
  expect(said).toContain("endpoint.sagemaker.services.k8s.aws/abalone-endpoint condition met");
  expect(Number(/^rmse ([\d.]+)$/m.exec(said)?.[1])).toBeLessThanOrEqual(2.2);
  // What it started is found from any shell.
  const status = await follow(
    "npx slipway status && npx slipway wait $(npx slipway get trainingjobs -o name)",
  );
  expect(status).toMatch(/trainingjobs\s+\d+ Completed/);
});
