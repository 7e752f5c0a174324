import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { checkRights } from "./check-rights.ts";
import { openState } from "./open-state.ts";

const above = mkdtempSync(join(tmpdir(), "slipway-rights-"));
let other: ChildProcess | undefined;
afterEach(async () => {
  if (other !== undefined) {
    other.kill("SIGKILL");
    await once(other, "exit");
  }
  rmSync(above, { recursive: true, force: true });
});

/** What SQLite does for every transaction of a database with a rollback journal. */
const JOURNALS = `
const { openSync, closeSync, rmSync } = require("node:fs");
const [journal] = process.argv.slice(1);
process.stdout.write("began");
for (;;) { closeSync(openSync(journal, "w", 0o600)); rmSync(journal); }
`;

it("a folder in which somebody else makes and removes journals at the same time passes", async () => {
  const state = openState(join(above, "home"));
  state.release();
  const journal = `${state.layout.lock}-journal`;
  other = spawn(process.execPath, ["-e", JOURNALS, journal], { stdio: ["ignore", "pipe", "inherit"] });
  await once(other.stdout ?? other, "data");
  for (let round = 0; round < 2_000; round += 1) checkRights(state.layout);
  expect(other.exitCode).toBeNull();
});
