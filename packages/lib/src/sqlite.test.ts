import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openDatabase, sqliteFailure } from "./sqlite.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("A transaction that throws leaves nothing behind", () => {
  const db = openDatabase(":memory:", { mode: "durable" });
  db.exec("CREATE TABLE t(a INTEGER PRIMARY KEY)");
  const insert = db.prepare("INSERT INTO t VALUES (?)");
  expect(() =>
    db.transaction(() => {
      insert.run(1);
      throw new Error("stop");
    }),
  ).toThrow("stop");
  db.transaction(() => insert.run(2));
  expect(db.prepare("SELECT a FROM t").all()).toEqual([{ a: 2 }]);
  db.close();
});

test("A full database is told apart from other failures and is usable afterwards", () => {
  const db = openDatabase(":memory:", { mode: "durable" });
  db.exec("CREATE TABLE t(a TEXT); PRAGMA max_page_count = 8");
  const insert = db.prepare("INSERT INTO t VALUES (?)");
  const failure = caught(() => db.transaction(() => insert.run("x".repeat(100_000))));
  expect(sqliteFailure(failure)).toBe("full");
  db.transaction(() => insert.run("small"));
  expect(db.prepare("SELECT a FROM t").all()).toEqual([{ a: "small" }]);
  db.close();
});

test("A file that is no database is reported as corrupt, and an error from elsewhere as none of ours", () => {
  const path = join(folder, "broken");
  writeFileSync(path, "this is not a database at all, but long enough to be read as a header".repeat(20));
  expect(sqliteFailure(caught(() => openDatabase(path, { mode: "durable" })))).toBe("corrupt");
  expect(sqliteFailure(new Error("other"))).toBeUndefined();
});

test("An exclusive database refuses a second opener", () => {
  const path = join(folder, "db");
  const first = openDatabase(path, { mode: "durable", exclusive: true });
  expect(sqliteFailure(caught(() => openDatabase(path, { mode: "durable", exclusive: true })))).toBe(
    "locked",
  );
  first.close();
  openDatabase(path, { mode: "durable", exclusive: true }).close();
});

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
