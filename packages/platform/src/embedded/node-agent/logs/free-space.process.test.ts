import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { copyOutput } from "../engine/copy-output.ts";
import { freeSpace } from "./free-space.ts";
import { LogShipper } from "./log-shipper.ts";

const LINES = Array.from({ length: 30_000 }, (_, i) => `this is line number ${i}`);
const TEXT = LINES.map((line) => `${line}\n`).join("");
const stream = { namespace: "default", pod: "p", uid: "u", container: "main" };

describe.each([["with fallocate"], ["without fallocate"]])("the space of a shipped log, %s", (how) => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-free-"));
    file = join(folder, "log");
    if (how === "without fallocate") vi.stubEnv("PATH", folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is given back, and every byte that is left has its place", async () => {
    writeFileSync(file, TEXT);
    await freeSpace(file, { upTo: TEXT.length, size: TEXT.length });
    const { size, blocks } = statSync(file);
    expect(size).toBe(TEXT.length);
    expect(blocks * 512).toBeLessThan(TEXT.length / 2);
    expect(readFileSync(file, "utf8").slice(-60_000)).toBe(TEXT.slice(-60_000));
  });

  it("leaves what is not read yet", async () => {
    writeFileSync(file, TEXT);
    await freeSpace(file, { upTo: TEXT.length / 2, size: TEXT.length });
    expect(readFileSync(file, "utf8").slice(-TEXT.length / 2)).toBe(TEXT.slice(-TEXT.length / 2));
  });

  it("is nothing that an engine's output is copied into again", async () => {
    let said = TEXT;
    const engine = {
      output: async function* () {
        yield Buffer.from(said);
      },
    } as Partial<Parameters<typeof copyOutput>[0]> as Parameters<typeof copyOutput>[0];
    const copy = () =>
      copyOutput(engine, "one", {
        ...{ log: file, base: 0, follow: false, passed: () => {} },
        signal: new AbortController().signal,
      });
    const ledger = createMemoryLedger();
    const limits = { freeEveryBytes: 100_000 };
    await copy();
    const shipper = new LogShipper({ stream, file, ledger, clock: systemClock, log: silentLog, limits });
    await expect.poll(() => ledger.logLength(stream)).toBe(LINES.length);
    said += "and on\n";
    await copy();
    await shipper.finish();
    const { lines } = await ledger.readLog(stream, { from: 0, limit: 100_000 });
    expect(lines.map(({ text }) => text)).toEqual([...LINES, "and on"]);
    await ledger.close();
  });
});
