import { appendFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { LogShipper } from "./log-shipper.ts";
import { writeShipped } from "./shipped.ts";

const stream = { namespace: "default", pod: "p", uid: "u", container: "main" };

describe("shipping a log", () => {
  let folder: string;
  let file: string;
  let ledger: Ledger;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "slipway-log-"));
    file = join(folder, "log");
    ledger = createMemoryLedger();
  });
  afterEach(async () => {
    await ledger.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ship = (more: Partial<ConstructorParameters<typeof LogShipper>[0]> = {}) =>
    new LogShipper({ stream, file, ledger, clock: systemClock, log: silentLog, ...more });
  const stored = async () => {
    const { lines, closed } = await ledger.readLog(stream, { from: 0, limit: 100_000 });
    return { texts: lines.map(({ text }) => text), closed };
  };

  it("carries lines as they appear, from before the file is there, and closes the stream when told", async () => {
    const shipper = ship();
    await expect.poll(stored).toEqual({ texts: [], closed: false });
    writeFileSync(file, "one\ntw");
    await expect.poll(stored).toEqual({ texts: ["one"], closed: false });
    appendFileSync(file, "o\nthree");
    await expect.poll(stored).toEqual({ texts: ["one", "two"], closed: false });
    await shipper.finish();
    expect(await stored()).toEqual({ texts: ["one", "two", "three"], closed: true });
  });

  it("goes on where an earlier shipper stopped, and doubles nothing when that one forgot how far it was", async () => {
    writeFileSync(file, "one\ntwo\n");
    const first = ship();
    await expect.poll(async () => (await stored()).texts).toEqual(["one", "two"]);
    await first.stop();
    await writeShipped(`${file}.shipped`, { offset: 4, lines: 1 });
    appendFileSync(file, "three\n");
    await ship().finish();
    expect((await stored()).texts).toEqual(["one", "two", "three"]);
  });

  it("leaves no gap when the ledger was set back", async () => {
    writeFileSync(file, "one\ntwo\nthree\n");
    await writeShipped(`${file}.shipped`, { offset: 8, lines: 2 });
    await ship().finish();
    expect((await stored()).texts).toEqual(["three"]);
  });

  it("sends the same lines again when the ledger failed in the middle of them", async () => {
    writeFileSync(file, Array.from({ length: 1_500 }, (_, i) => `${i}\n`).join(""));
    let calls = 0;
    const failing: Ledger = Object.create(ledger, {
      appendLog: {
        value: async (...args: Parameters<Ledger["appendLog"]>) => {
          calls += 1;
          if (calls === 2) throw new Error("disk full");
          return ledger.appendLog(...args);
        },
      },
    });
    await ship({ ledger: failing }).finish();
    expect((await stored()).texts).toEqual(Array.from({ length: 1_500 }, (_, i) => `${i}`));
  });

  it("leaves out the middle, and says so, when the program wrote far more than was taken", async () => {
    writeFileSync(file, Array.from({ length: 100_000 }, (_, i) => `this is line number ${i}\n`).join(""));
    await ship({ limits: { maxBacklogBytes: 1024 * 1024 } }).finish();
    const { texts } = await stored();
    expect(texts[0]).toMatch(/^\[slipway\] \d MiB of output are left out here/);
    expect(texts.at(-1)).toBe("this is line number 99999");
    expect(texts.length).toBeLessThan(50_000);
  });

  it("gives disk space back without disturbing the writer", async () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `this is line number ${i}\n`).join("");
    writeFileSync(file, text);
    const shipper = ship({ limits: { freeEveryBytes: 100_000 } });
    await expect.poll(async () => (await stored()).texts.length).toBe(20_000);
    expect(statSync(file).blocks * 512).toBeLessThan(text.length / 2);
    appendFileSync(file, "and on\n");
    await shipper.finish();
    expect((await stored()).texts.at(-1)).toBe("and on");
  });
});
