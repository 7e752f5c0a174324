import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Resource } from "@slipway/model";
import { afterAll, expect, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { openDatabase } from "#lib/sqlite.ts";
import { createStorage, storageOver } from "./create-storage.ts";
import { openFile } from "./open-file.ts";
import type { Storage } from "./storage.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-storage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const put = (storage: Storage, name: string, size = 1): Promise<Resource> =>
  storage.transact((tx) =>
    tx.put("things", `ns/${name}`, {
      apiVersion: "v1",
      kind: "Thing",
      metadata: { name },
      spec: { text: "x".repeat(size) },
    }),
  );

/** A storage whose disk is full after so many pages of 4 KiB, and a way to free it. */
function smallStorage(pages: number): { readonly storage: Storage; free(): void } {
  const file = join(folder, `${pages}.sqlite`);
  const db = openFile(file);
  db.exec(`PRAGMA max_page_count = ${pages}`);
  const storage = storageOver(db, { file, clock: systemClock });
  return { storage, free: () => db.exec("PRAGMA max_page_count = 100000") };
}

test("A full disk refuses every write of the turn and leaves everything as it was", async () => {
  const { storage, free } = smallStorage(20);
  await put(storage, "before");
  const stop = new AbortController();
  const seen: string[] = [];
  const following = (async () => {
    for await (const change of storage.follow("things", { from: 0, signal: stop.signal })) {
      if (change.type !== "progress") seen.push(`${change.key} ${change.revision}`);
      if (seen.length === 2) break;
    }
  })();

  const group = await Promise.allSettled([
    put(storage, "small"),
    put(storage, "large", 500_000),
    put(storage, "after-it"),
    storage.transact((tx) => tx.get("things", "ns/small")),
  ]);

  expect(group.map((one) => (one.status === "rejected" ? one.reason.code : one.status))).toEqual(
    Array(4).fill("SLIP-STORE-001"),
  );
  expect(storage.head).toBe(1);
  expect(storage.slice("things").keys).toEqual(["ns/before"]);

  free();
  const next = await put(storage, "small");
  expect(next.metadata.resourceVersion).toBe("2");
  await following;
  expect(seen).toEqual(["ns/before 1", "ns/small 2"]);
  storage.close();
});

test("What a failed commit took back cannot make a later write look like a conflict", async () => {
  const { storage, free } = smallStorage(21);
  const failing = await Promise.allSettled([
    put(storage, "a", 500_000),
    storage.transact((tx) => {
      if (tx.get("things", "ns/a") !== undefined) throw new Error("a exists");
    }),
  ]);
  expect(failing.map((one) => one.status === "rejected" && one.reason.code)).toEqual([
    "SLIP-STORE-001",
    "SLIP-STORE-001",
  ]);
  free();
  await put(storage, "a");
  storage.close();
});

test("On a full disk removing is helped by the reserve, and nothing else may use it", async () => {
  const file = join(folder, "reserve.sqlite");
  const db = openFile(file);
  const pages = (count: number) => db.exec(`PRAGMA max_page_count = ${count}`);
  pages(60);
  let spent = false;
  const reserve = {
    give: () => {
      if (spent) return false;
      pages(120);
      spent = true;
      return true;
    },
    mayGrow: () => !spent,
    get spent() {
      return spent;
    },
  };
  const storage = storageOver(db, { file, clock: systemClock, reserve });
  const names: string[] = [];
  const refused = await (async () => {
    for (;;) {
      const name = `n${names.length}`;
      const failure = await put(storage, name, 5_000).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure !== undefined) return failure;
      names.push(name);
    }
  })();
  expect(refused).toMatchObject({ code: "SLIP-STORE-001" });
  expect(spent).toBe(false);
  const remove = (name: string) =>
    storage.transact((tx) => {
      const last = tx.get("things", `ns/${name}`);
      return last === undefined ? undefined : tx.remove("things", `ns/${name}`, last);
    });
  for (const [index, name] of names.entries()) {
    await remove(name);
    if (index === 0) await expect(put(storage, "more")).rejects.toMatchObject({ code: "SLIP-STORE-001" });
  }
  expect(spent).toBe(true);
  expect(storage.slice("things").keys).toEqual([]);
  storage.close();
});

test("A file that is no database, or somebody else's, is refused by name", () => {
  const garbage = join(folder, "garbage");
  writeFileSync(garbage, "no database\n".repeat(1000));
  expect(() => createStorage({ file: garbage, clock: systemClock })).toThrow(
    expect.objectContaining({ code: "SLIP-STORE-002", message: expect.stringContaining(garbage) }),
  );
  const foreign = join(folder, "foreign.sqlite");
  const db = openDatabase(foreign, { mode: "relaxed" });
  db.exec("CREATE TABLE theirs(a)");
  db.close();
  expect(() => createStorage({ file: foreign, clock: systemClock })).toThrow(
    expect.objectContaining({ code: "SLIP-STORE-002" }),
  );
});

test("A database of a newer version is refused and left as it is", () => {
  const file = join(folder, "newer.sqlite");
  createStorage({ file, clock: systemClock }).close();
  const db = openDatabase(file, { mode: "relaxed" });
  db.exec("PRAGMA user_version = 99");
  db.close();
  expect(() => createStorage({ file, clock: systemClock })).toThrow(
    expect.objectContaining({ code: "SLIP-STORE-003", message: expect.stringContaining("99") }),
  );
});

test("A second process cannot have the same file", () => {
  const file = join(folder, "shared.sqlite");
  const first = createStorage({ file, clock: systemClock });
  expect(() => createStorage({ file, clock: systemClock })).toThrow(
    expect.objectContaining({ code: "SLIP-STORE-004" }),
  );
  first.close();
  createStorage({ file, clock: systemClock }).close();
});

test("A folder that is not there is one clear error", () => {
  const file = join(folder, "missing", "objects.sqlite");
  expect(() => createStorage({ file, clock: systemClock })).toThrow(
    expect.objectContaining({ code: "SLIP-STORE-005", message: expect.stringContaining(file) }),
  );
});

test("A copy made while running opens as the database it was", async () => {
  const file = join(folder, "original.sqlite");
  const copy = join(folder, "copy.sqlite");
  const storage = createStorage({ file, clock: systemClock });
  await put(storage, "a");
  storage.copyTo(copy);
  await put(storage, "b");
  const restored = createStorage({ file: copy, clock: systemClock });
  expect(restored.slice("things").keys).toEqual(["ns/a"]);
  expect(restored.head).toBe(1);
  restored.close();
  storage.close();
});

test("After a restart everything is there, history included", async () => {
  const file = join(folder, "restart.sqlite");
  const storage = createStorage({ file, clock: systemClock });
  await put(storage, "a");
  await put(storage, "a", 2);
  storage.close();
  const again = createStorage({ file, clock: systemClock });
  const seen: number[] = [];
  for await (const change of again.follow("things", { from: 0, signal: new AbortController().signal })) {
    seen.push(change.revision);
    if (change.revision === again.head) break;
  }
  expect(seen).toEqual([1, 2]);
  expect((await put(again, "b")).metadata.resourceVersion).toBe("3");
  again.close();
});
