import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defined, isSlipwayError } from "@slipway/model";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "#lib/log.ts";
import { openDatabase } from "#lib/sqlite.ts";
import { answersContract } from "../answers.contract.ts";
import { ledgerContract } from "../ledger.contract.ts";
import { requestQueueContract } from "../request-queue.contract.ts";
import { createSqliteLedger } from "./create-sqlite-ledger.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-ledger-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stream = { namespace: "default", pod: "p", uid: "u", container: "c" };
let path = "";
let count = 0;
beforeEach(() => {
  path = join(folder, `ledger-${count++}.sqlite`);
});
const open = (workerUrl?: URL) => createSqliteLedger({ path, log: silentLog, ...defined({ workerUrl }) });

describe("The SQLite ledger", () => {
  ledgerContract(() => open());
  requestQueueContract(() => open());
  answersContract(() => open());
});

test("A thread that dies is replaced; what it had in hand is carried out all the same, once", async () => {
  const ledger = await open(new URL("./testdata/dies-once.ts", import.meta.url));
  const lines = [{ at: new Date(0), text: "die" }];
  await Promise.all([
    ledger.appendLog(stream, 0, lines),
    ledger.appendLog({ ...stream, pod: "q" }, 0, [{ at: new Date(0), text: "fine" }]),
  ]);
  expect(await ledger.logLength(stream)).toBe(1);
  expect(await ledger.logLength({ ...stream, pod: "q" })).toBe(1);
  await ledger.close();
});

test("An operation that kills two threads fails with an error that says so, and the ledger goes on", async () => {
  const ledger = await open(new URL("./testdata/dies-always.ts", import.meta.url));
  const error = await ledger
    .appendLog(stream, 0, [{ at: new Date(0), text: "die" }])
    .catch((e: unknown) => e);
  expect(isSlipwayError(error, "SLIP-LEDGER-005")).toBe(true);
  await ledger.appendLog(stream, 0, [{ at: new Date(0), text: "fine" }]);
  expect(await ledger.logLength(stream)).toBe(1);
  await ledger.close();
});

test("After kill -9 in the middle of writing, every acknowledged line is there and none is cut", async () => {
  for (let round = 0; round < 3; round++) {
    const acknowledged = await killedAfter(
      fileURLToPath(new URL("./testdata/appends-forever.ts", import.meta.url)),
    );
    const ledger = await open();
    const length = await ledger.logLength(stream);
    expect(length).toBeGreaterThanOrEqual(acknowledged);
    const { lines } = await ledger.readLog(stream, { from: 0, limit: length + 1 });
    expect(lines.map(({ text }) => text)).toEqual(lines.map((_, index) => `line ${index}`));
    expect(lines).toHaveLength(length);
    await ledger.close();
    rmSync(path);
    rmSync(path.replace(/sqlite$/, "mark"));
  }
});

/** Runs the program on the ledger's path, kills it after some acknowledgements, and tells the last one. */
function killedAfter(program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, path], { stdio: ["ignore", "pipe", "inherit"] });
    let acknowledged = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      acknowledged = Number(chunk.toString().trimEnd().split("\n").at(-1));
      if (acknowledged > 100) child.kill("SIGKILL");
    });
    child.once("error", reject);
    child.once("close", () => resolve(acknowledged));
  });
}

test("A file of a newer schema is refused and left as it is", async () => {
  const db = openDatabase(path, { mode: "durable" });
  db.exec("PRAGMA user_version = 99");
  db.close();
  const error = await open().catch((e: unknown) => e);
  expect(isSlipwayError(error, "SLIP-LEDGER-004")).toBe(true);
  expect(String(error)).toMatch(/99/);
});

test("A file that is no database and a folder that is not there are told apart", async () => {
  writeFileSync(path, "no database".repeat(500));
  expect(isSlipwayError(await open().catch((e: unknown) => e), "SLIP-LEDGER-003")).toBe(true);
  path = join(folder, "nowhere", "ledger.sqlite");
  expect(isSlipwayError(await open().catch((e: unknown) => e), "SLIP-LEDGER-008")).toBe(true);
});

test("Dropping old lines gives the room back to the disk", async () => {
  const ledger = await open();
  const old = Array.from({ length: 20_000 }, () => ({
    at: new Date(0),
    text: randomBytes(100).toString("hex"),
  }));
  await ledger.appendLog(stream, 0, old);
  await ledger.closeLog(stream);
  await ledger.retain({ maxAgeMs: 1000, maxBytes: 1e12 });
  await ledger.close();
  const db = openDatabase(path, { mode: "durable" });
  const pages = db.prepare("PRAGMA page_count").get<{ page_count: number }>()?.page_count ?? 0;
  db.close();
  expect(pages * 4096).toBeLessThan(1_000_000);
});
