import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { CaptureShipping } from "./ship-captured.ts";
import { Buckets } from "./testing/buckets.ts";

const PROGRAM = join(import.meta.dirname, "testing/write-until-killed.ts");
const NODE = ["--experimental-strip-types", "--no-warnings", "--conditions=source"];
/** Five times the program's flush: this machine may be slow. */
const AT_MOST_LOST_MS = 1_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-killed-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Taken {
  readonly n: number;
  readonly at: number;
}

/** What a writer took until it was killed. */
async function killedAfter(ms: number): Promise<readonly Taken[]> {
  const child = spawn(process.execPath, [...NODE, PROGRAM, folder], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  await expect.poll(() => said.length > 0, { timeout: 60_000 }).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill("SIGKILL");
  await once(child, "close");
  const lines = said.slice(0, said.lastIndexOf("\n")).split("\n");
  expect(lines.filter((line) => !line.startsWith("taken "))).toEqual([]);
  return lines.map((line) => {
    const [, n, at] = line.split(" ");
    return { n: Number(n), at: Number(at) };
  });
}

test("a killed process loses what was in memory alone, and nothing is there twice or in part", async () => {
  for (const ms of [50, 450, 1_600]) {
    const taken = await killedAfter(ms);
    const buckets = new Buckets();
    // Killed as well, right after its first file was put.
    const put: Buckets["put"] = async (...object) => {
      await buckets.put(...object);
      if (buckets.puts.length === 1) throw new Error("killed between the two steps");
      return { bucket: "", key: "", size: 0, etag: "", lastModified: new Date(0), metadata: {} };
    };
    const shipping = () =>
      new CaptureShipping({ folder, artifacts: () => ({ put }), clock: systemClock, log: silentLog });
    await shipping().close();
    await shipping().close();
    const numbers = buckets.lines
      .map((line) => (JSON.parse(line) as { n: number }).n)
      .toSorted((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, i) => i));
    const killedAt = taken.at(-1)?.at ?? 0;
    const old = taken.filter(({ at }) => at < killedAt - AT_MOST_LOST_MS).length;
    expect(numbers.length).toBeGreaterThanOrEqual(old);
    expect(readdirSync(folder)).toEqual([]);
  }
});
