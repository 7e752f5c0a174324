import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Key } from "@slipway/model";
import { afterAll, expect, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { createStorage } from "./create-storage.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-crash-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LINES_PER_RUN = 400;

interface WriterLine {
  readonly what: string;
  readonly key: Key;
  readonly revision: number;
}

/** Lets a process write until it has said enough, kills it with SIGKILL, and returns all it said. */
async function writeUntilKilled(file: string, run: number): Promise<readonly WriterLine[]> {
  const program = new URL("./testing/writer.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [program, file, String(run)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: WriterLine[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [what = "", key, revision] = line.split(" ");
    said.push({ what, key: key as Key, revision: Number(revision) });
    if (said.length === LINES_PER_RUN + run * 7) child.kill("SIGKILL");
  }
  return said;
}

test("After kill -9 every acknowledged write is there, and nobody has seen a revision that is not", async () => {
  const file = join(folder, "objects.sqlite");
  let newest = 0;
  for (let run = 0; run < 4; run++) {
    const said = await writeUntilKilled(file, run);
    const storage = createStorage({ file, clock: systemClock });
    const first = newest;
    const stop = new AbortController();
    const history = new Map<number, Key>();
    for await (const change of storage.follow("things", { from: first, signal: stop.signal })) {
      if (change.type !== "progress") history.set(change.revision, change.key);
      if (change.revision === storage.head) break;
    }
    expect(said.filter(({ what }) => what === "ack").length).toBeGreaterThan(50);
    for (const { key, revision } of said) {
      expect(history.get(revision)).toBe(key);
      expect(Number(storage.read("things", key)?.metadata.resourceVersion)).toBeGreaterThanOrEqual(revision);
    }
    expect(Math.min(...history.keys())).toBe(first + 1);
    newest = storage.head;
    storage.close();
  }
});
