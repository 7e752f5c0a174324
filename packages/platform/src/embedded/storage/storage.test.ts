import type { Resource } from "@slipway/model";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { createStorage } from "./create-storage.ts";
import type { Followed, Storage } from "./storage.ts";

const open: Storage[] = [];
afterEach(() => {
  for (const storage of open.splice(0)) storage.close();
});

function fresh(retain = { revisions: 100_000, ms: 0 }): Storage {
  const storage = createStorage({ file: ":memory:", clock: systemClock, retain });
  open.push(storage);
  return storage;
}

const objectNamed = (name: string, value: unknown = 1): Resource => ({
  apiVersion: "v1",
  kind: "Thing",
  metadata: { name },
  spec: { value },
});

const put = (storage: Storage, name: string, value?: unknown): Promise<Resource> =>
  storage.transact((tx) => tx.put("things", `ns/${name}`, objectNamed(name, value)));

async function take(changes: AsyncIterable<Followed>, count: number): Promise<string[]> {
  const seen: string[] = [];
  for await (const change of changes) {
    if (change.type === "progress") continue;
    seen.push(`${change.type} ${change.key} ${change.revision}`);
    if (seen.length === count) break;
  }
  return seen;
}

test("A write shows to readers only once it is committed", async () => {
  const storage = fresh();
  const writing = put(storage, "a");
  expect(storage.read("things", "ns/a")).toBeUndefined();
  expect(storage.slice("things").items).toEqual([]);
  const written = await writing;
  expect(written.metadata.resourceVersion).toBe("1");
  expect(storage.read("things", "ns/a")).toEqual(written);
});

test("A transaction sees the writes of the ones before it that are still on their way", async () => {
  const storage = fresh();
  const add = (): Promise<Resource> =>
    storage.transact((tx) => {
      const spec = tx.get("things", "ns/n")?.spec as { value: number } | undefined;
      return tx.put("things", "ns/n", objectNamed("n", (spec?.value ?? 0) + 1));
    });
  await Promise.all([add(), add(), add()]);
  expect(storage.read("things", "ns/n")?.spec).toEqual({ value: 3 });
  expect(storage.head).toBe(3);
});

test("A transaction that throws undoes its own writes alone", async () => {
  const storage = fresh();
  const good = put(storage, "good");
  const bad = storage.transact((tx) => {
    tx.put("things", "ns/bad", objectNamed("bad"));
    throw new Error("no");
  });
  const other = put(storage, "other");
  await expect(bad).rejects.toThrow("no");
  await Promise.all([good, other]);
  expect(storage.slice("things").keys).toEqual(["ns/good", "ns/other"]);
  expect(storage.head).toBe(2);
});

test("What comes out is frozen to the bottom", async () => {
  const storage = fresh();
  const written = await put(storage, "a", { deep: [1] });
  expect(() => Object.assign((written.spec as { value: { deep: number[] } }).value.deep, { 0: 2 })).toThrow(
    TypeError,
  );
});

test("Listing, then following from the list's revision, misses nothing and repeats nothing", async () => {
  const storage = fresh();
  await put(storage, "a");
  const { revision } = storage.slice("things");
  await put(storage, "b");
  const stop = new AbortController();
  const following = take(storage.follow("things", { from: revision, signal: stop.signal }), 3);
  await put(storage, "c");
  await storage.transact((tx) => tx.remove("things", "ns/a", objectNamed("a")));
  expect(await following).toEqual(["put ns/b 2", "put ns/c 3", "removed ns/a 4"]);
});

test("Two followers and the log on the disk tell the same order", async () => {
  const storage = fresh();
  const stop = new AbortController();
  const how = { from: 0, signal: stop.signal };
  const live = [take(storage.follow("things", how), 600), take(storage.follow("things", how), 600)];
  for (let round = 0; round < 6; round++) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => put(storage, `t${(index * 7) % 50}`, round)));
  }
  const [first, second] = await Promise.all(live);
  expect(second).toEqual(first);
  expect(await take(storage.follow("things", how), 600)).toEqual(first);
});

test("A follower of one namespace and resource hears of nothing else", async () => {
  const storage = fresh();
  const stop = new AbortController();
  const following = take(storage.follow("things", { from: 0, signal: stop.signal, prefix: "b/" }), 1);
  await storage.transact((tx) => tx.put("things", "a/x", objectNamed("x")));
  await storage.transact((tx) => tx.put("others", "b/x", objectNamed("x")));
  await storage.transact((tx) => tx.put("things", "b/x", objectNamed("x")));
  expect(await following).toEqual(["put b/x 3"]);
});

test("However many follow, others have their turn while they are told of a change", async () => {
  const storage = fresh();
  const { signal } = new AbortController();
  let received = 0;
  const following = Array.from({ length: 1_000 }, async () => {
    await take(storage.follow("things", { from: 0, signal }), 1);
    received += 1;
  });
  await put(storage, "a");
  expect(received).toBeLessThan(1_000);
  await Promise.all(following);
});

test("A follower from before the compaction is told that it is too late", async () => {
  const storage = fresh();
  for (let index = 0; index < 5000; index++) void put(storage, `t${index % 3}`, index);
  await put(storage, "t0");
  storage.compact(4000);
  const stop = new AbortController();
  await expect(take(storage.follow("things", { from: 10, signal: stop.signal }), 1)).rejects.toMatchObject({
    code: "SLIP-API-007",
    message: `too old resource version: 10 (${storage.compacted})`,
  });
});

test("Compaction forgets history and keeps every object", async () => {
  const storage = fresh();
  for (const name of ["a", "b", "c"]) await put(storage, name);
  for (let index = 0; index < 20; index++) await put(storage, "a", index);
  await storage.transact((tx) => tx.remove("things", "ns/b", objectNamed("b")));
  storage.compact(storage.head);
  expect(storage.slice("things").items.map((item) => [item.metadata.name, item.spec])).toEqual([
    ["a", { value: 19 }],
    ["c", { value: 1 }],
  ]);
  await put(storage, "d");
  expect(storage.head).toBe(25);
});

test("A range can be read as it stood at an earlier revision", async () => {
  const storage = fresh();
  for (const name of ["a", "b", "c", "d"]) await put(storage, name, "old");
  const at = storage.head;
  await put(storage, "b", "new");
  await put(storage, "aa", "new");
  await storage.transact((tx) => tx.remove("things", "ns/c", objectNamed("c")));
  const then = storage.slice("things", { at });
  expect(then.items.map((item) => [item.metadata.name, (item.spec as { value: string }).value])).toEqual([
    ["a", "old"],
    ["b", "old"],
    ["c", "old"],
    ["d", "old"],
  ]);
  expect(storage.slice("things", { at, after: "ns/a", limit: 2 }).keys).toEqual(["ns/b", "ns/c"]);
  expect(storage.slice("things").keys).toEqual(["ns/a", "ns/aa", "ns/b", "ns/d"]);
});

test("History stays within its bounds without a pause of its own", async () => {
  const clock = new ManualClock();
  const storage = createStorage({ file: ":memory:", clock, retain: { revisions: 50, ms: 60_000 } });
  open.push(storage);
  for (let index = 0; index < 300; index++) {
    await put(storage, "a", index);
    if (index === 59) expect(storage.compacted).toBe(0);
    clock.advance(1000);
  }
  expect(storage.head - storage.compacted).toBeLessThanOrEqual(62);
});

test("A follower that stops is gone at once, parked or not", async () => {
  const storage = fresh();
  const stop = new AbortController();
  const following = take(storage.follow("things", { from: 0, signal: stop.signal }), 1);
  stop.abort();
  expect(await following).toEqual([]);
});

test("Closing ends followers and refuses what comes after", async () => {
  const storage = fresh();
  const following = take(storage.follow("things", { from: 0, signal: new AbortController().signal }), 2);
  const last = put(storage, "a");
  storage.close();
  await last;
  expect(await following).toEqual([]);
  await expect(put(storage, "b")).rejects.toMatchObject({ code: "SLIP-STORE-006" });
});

test("A reader that catches up with much from the disk lets everybody else take turns", async () => {
  const storage = fresh();
  // More than is kept in memory, so that it has to be read again.
  for (let at = 0; at < 64; at++) await put(storage, `n${at}`, "x".repeat(200_000));
  let turns = 0;
  const stop = new AbortController();
  const turn = (): void => {
    turns += 1;
    if (!stop.signal.aborted) setImmediate(turn);
  };
  setImmediate(turn);
  await take(storage.follow("things", { from: 0, signal: stop.signal }), 64);
  stop.abort();
  expect(turns).toBeGreaterThan(3);
});
