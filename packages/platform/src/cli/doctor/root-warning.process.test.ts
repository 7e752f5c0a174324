import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { rootWarning } from "./root-warning.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-bwrap-"));
const env = { PATH: folder };
afterEach(() => rmSync(join(folder, "bwrap"), { force: true }));

function bwrap(exitCode: number): void {
  const file = join(folder, "bwrap");
  writeFileSync(file, `#!/bin/sh\necho "no permission" >&2\nexit ${exitCode}\n`);
  chmodSync(file, 0o755);
}

test("root without bubblewrap is told that nothing shuts jobs in, and what to do", async () => {
  const warning = await rootWarning({ env, platform: "linux", uid: 0 });
  expect(warning).toMatch(/^Jobs run as root, .*not installed.*apt install bubblewrap/);
});

test("root with a bubblewrap that does not work is told why", async () => {
  bwrap(1);
  expect(await rootWarning({ env, platform: "linux", uid: 0 })).toContain("(bubblewrap: no permission)");
});

test("root with bubblewrap is told nothing", async () => {
  bwrap(0);
  expect(await rootWarning({ env, platform: "linux", uid: 0 })).toBeUndefined();
});

test("another user is told nothing here: doctor says what bubblewrap would add", async () => {
  expect(await rootWarning({ env, platform: "linux", uid: 1000 })).toBeUndefined();
});
