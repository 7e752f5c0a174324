import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSlipwayError } from "@slipway/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openKept } from "./kept-database.ts";
import { type Database, openDatabase, sqliteFailure } from "./sqlite.ts";

const ROWS = 40;
const migrate = (db: Database): void => db.exec("CREATE TABLE IF NOT EXISTS t(a TEXT) STRICT");

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-kept-"));
  path = join(folder, "x.sqlite");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (): Database => openKept(path, { exclusive: true, migrate });
const count = (db: Database): number =>
  db.prepare("SELECT count(*) AS n FROM t").get<{ n: number }>()?.n ?? 0;
const insert = (db: Database): void =>
  void db.transaction(() => db.prepare("INSERT INTO t VALUES (?)").run("x".repeat(500)));

/** The files as a server that was killed leaves them: with a write-ahead log, and nobody at it. */
function killed(): void {
  const db = open();
  for (let row = 0; row < ROWS; row++) insert(db);
  const names = ["x.sqlite", "x.sqlite-wal", "x.mark"];
  const aside = mkdtempSync(join(tmpdir(), "slipway-kept-"));
  for (const name of names) copyFileSync(join(folder, name), join(aside, name));
  db.close();
  for (const name of names) copyFileSync(join(aside, name), join(folder, name));
  rmSync(aside, { recursive: true });
}

function failure(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

function refused(): void {
  const before = existsSync(path) && readFileSync(path);
  const error = failure(open);
  expect(isSlipwayError(error, "SLIP-STATE-009"), String(error)).toBe(true);
  expect(String(error)).toContain(path);
  expect(existsSync(path) && readFileSync(path), "the file is left as it was").toEqual(before);
}

describe("a database that was killed", () => {
  beforeEach(killed);
  const wal = () => `${path}-wal`;

  test("has everything that was committed", () => {
    const db = open();
    expect(count(db)).toBe(ROWS);
    db.close();
  });

  // https://sqlite.org/wal.html#walfile: frames that do not check, and all behind them, are taken for never written.
  test.each<[string, () => void]>([
    ["lost the log's last frame", () => truncateSync(wal(), statSync(wal()).size - 4120)],
    ["lost half of the log", () => truncateSync(wal(), Math.floor(statSync(wal()).size / 2))],
    ["lost the log's content", () => truncateSync(wal(), 0)],
    ["lost the log", () => rmSync(wal())],
    ["has garbage for a log", () => writeFileSync(wal(), "garbage".repeat(10_000))],
    ["has one changed bit in the log", () => flip(wal(), Math.floor(statSync(wal()).size / 2))],
    ["lost its file", () => rmSync(path)],
    ["lost its file's content", () => truncateSync(path, 0)],
  ])("and %s is refused, again and again, and left as it is for whoever can mend it", (_, damage) => {
    damage();
    refused();
    refused();
  });

  test("goes on without what is missing once its mark is taken away", () => {
    truncateSync(wal(), Math.floor(statSync(wal()).size / 2));
    refused();
    rmSync(join(folder, "x.mark"));
    const db = open();
    expect(count(db)).toBeLessThan(ROWS);
    insert(db);
    db.close();
    open().close();
  });

  test.each([
    ["garbage", () => writeFileSync(join(folder, "x.mark"), "garbage".repeat(1_000))],
    ["empty", () => truncateSync(join(folder, "x.mark"), 0)],
    ["missing", () => rmSync(join(folder, "x.mark"))],
    ["older, as after a power cut", () => writeFileSync(join(folder, "x.mark"), '{"commits":3}')],
  ])("with a mark that is %s loses nothing", (_, damage) => {
    damage();
    const db = open();
    expect(count(db)).toBe(ROWS);
    db.close();
  });
});

describe("a database that was closed", () => {
  beforeEach(() => {
    const db = open();
    for (let row = 0; row < ROWS; row++) insert(db);
    db.close();
  });

  test("and replaced by an older one is refused", () => {
    const older = join(folder, "older");
    copyFileSync(path, older);
    const db = open();
    insert(db);
    db.close();
    renameSync(older, path);
    refused();
  });

  // Zeros over a page in the middle: the header and the schema are still right.
  test("and overwritten in the middle is told to be damaged", () => {
    const content = readFileSync(path);
    writeFileSync(path, content.fill(0, 8192, 12_288));
    expect(sqliteFailure(failure(open))).toBe("corrupt");
  });
});

describe("an open database", () => {
  test.each<[string, RegExp, () => void]>([
    ["removed", /x\.sqlite was removed/, () => rmSync(path)],
    [
      "replaced",
      /x\.sqlite was replaced/,
      () => {
        copyFileSync(path, `${path}.new`);
        renameSync(`${path}.new`, path);
      },
    ],
    ["cut", /x\.sqlite was cut/, () => truncateSync(path, 0)],
    ["robbed of its log", /x\.sqlite-wal was removed/, () => rmSync(`${path}-wal`)],
    ["robbed of the log's content", /x\.sqlite-wal was cut/, () => truncateSync(`${path}-wal`, 0)],
  ])("that is %s takes nothing more, and the next start knows it", (_, words, damage) => {
    const db = open();
    insert(db);
    damage();
    const error = failure(() => insert(db));
    expect(isSlipwayError(error, "SLIP-STATE-010"), String(error)).toBe(true);
    expect(String(error)).toMatch(words);
    db.close();
  });

  test("counts what was promised alone: a relaxed commit may be lost", () => {
    const db = open();
    insert(db);
    const promised = readFileSync(join(folder, "x.mark"), "utf8");
    db.relaxed(() => db.prepare("INSERT INTO t VALUES ('y')").run());
    expect(readFileSync(join(folder, "x.mark"), "utf8")).toBe(promised);
    insert(db);
    db.close();
    const again = open();
    expect(count(again)).toBe(3);
    again.close();
  });

  test("is not alarmed by writes of its own that fail, or that make its log shorter", () => {
    const db = open();
    db.exec("PRAGMA journal_size_limit = 0");
    for (let row = 0; row < 1_200; row++) insert(db);
    const full = db.prepare("PRAGMA page_count").get<{ page_count: number }>()?.page_count ?? 0;
    db.exec(`PRAGMA max_page_count = ${full}`);
    const large = () => db.transaction(() => db.prepare("INSERT INTO t VALUES (?)").run("x".repeat(100_000)));
    expect(sqliteFailure(failure(large))).toBe("full");
    db.exec("PRAGMA max_page_count = 100000; PRAGMA wal_checkpoint(TRUNCATE)");
    insert(db);
    db.close();
    const again = open();
    expect(count(again)).toBe(1_201);
    again.close();
  });

  test("of an earlier version, without a count, is taken as it is", () => {
    const old = openDatabase(path, { mode: "durable" });
    migrate(old);
    insert(old);
    old.close();
    const db = open();
    expect(count(db)).toBe(1);
    db.close();
  });
});

function flip(file: string, at: number): void {
  const content = readFileSync(file);
  content[at] = (content[at] ?? 0) ^ 1;
  writeFileSync(file, content);
}
