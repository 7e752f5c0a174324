import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { CaptureShipping } from "./ship-captured.ts";
import { type RecordOf, Spool } from "./spool.ts";
import { headerLine, openName } from "./spool-file.ts";
import type { SpoolLimits } from "./spool-limits.ts";
import { Buckets } from "./testing/buckets.ts";

const ID = "0f8fad5b-d9cb-469f-a165-70867728950e";
const NOON = new Date("2026-03-04T12:59:58.123Z");

let folder: string;
let clock: ManualClock;
let buckets: Buckets;
let lost: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-spool-"));
  clock = new ManualClock(NOON);
  buckets = new Buckets();
  lost = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function spool(limits: Partial<SpoolLimits> = {}): Spool {
  const free = { freeBytes: 0, ...limits };
  return new Spool({ folder, clock, limits: free, lost: (_of, records) => (lost += records) });
}

const shipping = () =>
  new CaptureShipping({ folder, artifacts: () => buckets, clock, log: silentLog, everyMs: 1_000 });

/** All that is sealed is in buckets then. */
const ship = () => shipping().close();

const of = (of: Partial<RecordOf> = {}): RecordOf => ({
  namespace: "default",
  endpoint: "Steady",
  variant: "AllTraffic",
  bucket: "bucket",
  prefix: "captured/data",
  at: clock.now().getTime(),
  ...of,
});

const files = () => readdirSync(folder).flatMap((writer) => readdirSync(join(folder, writer)));
const sealed = () => files().filter((name) => name.endsWith(".sealed"));

/** Time goes on until files are as expected: writing them takes none of the clock's. */
async function passes(ms: number, until: () => boolean): Promise<void> {
  clock.advance(ms);
  await expect.poll(until).toBe(true);
}

describe("records on their way", () => {
  test("go to their hour's folder below their variant, under a name of the time that they began", async () => {
    const spooling = spool();
    expect(spooling.add(of(), "one")).toBeUndefined();
    clock.advance(3_000);
    expect(spooling.add(of(), "two")).toBeUndefined();
    expect(spooling.add(of({ variant: "B", prefix: "" }), "three")).toBeUndefined();
    await spooling.close();
    await ship();
    const keys = [...buckets.objects.keys()].toSorted();
    expect(keys).toHaveLength(3);
    const uuid = "[0-9a-f-]{36}";
    const day = "2026/03/04";
    expect(keys[0]).toMatch(new RegExp(`^bucket/Steady/B/${day}/13/00-01-123-${uuid}\\.jsonl$`));
    const main = "^bucket/captured/data/Steady/AllTraffic";
    expect(keys[1]).toMatch(new RegExp(`${main}/${day}/12/59-58-123-${uuid}\\.jsonl$`));
    expect(keys[2]).toMatch(new RegExp(`${main}/${day}/13/00-01-123-${uuid}\\.jsonl$`));
    expect(buckets.lines).toEqual(["three", "one", "two"]);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(files()).toEqual([]);
  });

  test("are on the disk within the flush, and handed on when their file is old", async () => {
    const spooling = spool({ flushMs: 100, ageMs: 1_000 });
    spooling.add(of(), "one");
    await passes(100, () => files().length === 1);
    expect(sealed()).toEqual([]);
    for (let i = 0; i < 10; i++) {
      clock.advance(100);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await expect.poll(sealed).toHaveLength(1);
    await spooling.close();
  });

  test("begin another file when theirs is large", async () => {
    const spooling = spool({ flushMs: 100, fileBytes: 50 });
    for (const record of ["a", "b", "c"]) {
      spooling.add(of(), record.repeat(60));
      await passes(100, () => sealed().length === "abc".indexOf(record) + 1);
    }
    await spooling.close();
    await ship();
    expect(buckets.objects.size).toBe(3);
  });

  test("are refused where memory is full, and where an endpoint's files that wait take up its share", async () => {
    expect(spool({ pendingBytes: 10 }).add(of(), "more than ten bytes")).toBe("memory");
    const spooling = spool({ flushMs: 100, ageMs: 0, spoolBytes: 1_000, shareBytes: 500 });
    const add = (endpoint: string) => spooling.add(of({ endpoint }), "x".repeat(150));
    for (const [endpoint, wait] of [
      ["A", 1],
      ["A", 2],
    ] as const) {
      expect(add(endpoint)).toBeUndefined();
      await passes(100, () => sealed().length === wait);
    }
    expect(add("A")).toBe("disk");
    expect(add("B")).toBeUndefined();
    await ship();
    clock.advance(10_000);
    expect(add("A")).toBeUndefined();
    await spooling.close();
    expect(lost).toBe(0);
  });

  test("are lost, and counted, where no file can be written", async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "no folder");
    const spooling = spool();
    expect(spooling.add(of(), "one")).toBeUndefined();
    await spooling.close();
    expect(lost).toBe(1);
  });

  test("are refused where the disk has little left", async () => {
    const spooling = spool({ flushMs: 100, freeBytes: 1e18 });
    spooling.add(of(), "one");
    await passes(100, () => lost === 1);
    expect(spooling.add(of(), "two")).toBe("disk");
    await spooling.close();
  });
});

describe("shipping", () => {
  test("leaves a file where it is until its bucket takes it, and puts it under the same key again", async () => {
    const spooling = spool();
    spooling.add(of(), "one");
    await spooling.close();
    buckets.failing = new Error("no such bucket");
    await ship();
    expect(sealed()).toHaveLength(1);
    buckets.failing = undefined;
    await ship();
    expect(sealed()).toEqual([]);
    expect(new Set(buckets.puts).size).toBe(1);
    expect(buckets.lines).toEqual(["one"]);
  });

  test("does not let one bucket's failure hold up another's", async () => {
    const spooling = spool();
    spooling.add(of({ endpoint: "A", bucket: "missing" }), "one");
    spooling.add(of({ endpoint: "B" }), "two");
    await spooling.close();
    const put = async (bucket: string, key: string, body: unknown) => {
      if (bucket === "missing") throw new Error("no such bucket");
      return buckets.put(bucket, key, body);
    };
    await new CaptureShipping({ folder, artifacts: () => ({ put }), clock, log: silentLog }).close();
    expect(buckets.lines).toEqual(["two"]);
    expect(sealed()).toHaveLength(1);
  });

  test("takes what a process left that has ended, as far as its lines are whole", async () => {
    const ended = join(folder, "4194304.gone");
    mkdirSync(ended);
    const file = join(ended, openName({ share: "a", begunAt: NOON.getTime(), id: ID }));
    writeFileSync(file, headerLine({ namespace: "default", bucket: "bucket", key: "k.jsonl" }));
    appendFileSync(file, "one\ntwo\nhal");
    writeFileSync(file.replace(ID, ID.replace("0", "1")), "no header");
    await ship();
    expect(Object.fromEntries(buckets.objects)).toEqual({ "bucket/k.jsonl": "one\ntwo\n" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("leaves what a process still writes", async () => {
    const spooling = spool({ flushMs: 100 });
    spooling.add(of(), "one");
    await passes(100, () => files().length === 1);
    await ship();
    expect(buckets.puts).toEqual([]);
    spooling.add(of(), "two");
    await spooling.close();
    await ship();
    expect(buckets.lines).toEqual(["one", "two"]);
  });
});
