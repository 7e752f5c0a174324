import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSlipwayError } from "@slipway/model";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "#lib/sqlite.ts";
import { answersContract } from "../answers.contract.ts";
import { ledgerContract } from "../ledger.contract.ts";
import { ledgerOver } from "../ledger-over.ts";
import { requestQueueContract } from "../request-queue.contract.ts";
import { LedgerDatabase } from "./ledger-database.ts";
import { localEngine } from "./local-engine.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-ledger-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

const stream = { namespace: "default", pod: "p", uid: "u", container: "c" };
const lines = (count: number, size: number) =>
  Array.from({ length: count }, () => ({ at: new Date(0), text: randomBytes(size / 2).toString("hex") }));

describe("The ledger on the calling thread", () => {
  let path = "";
  beforeEach(() => {
    path = join(folder, `db-${count++}`);
  });
  const open = async () => ledgerOver(localEngine(new LedgerDatabase(path), { commitEveryMs: 0 }));
  ledgerContract(open);
  requestQueueContract(open);
  answersContract(open);
});

test("Ordinary lines take a fraction of the room of their texts, also where they come a few at a time", async () => {
  const path = join(folder, "ordinary");
  new LedgerDatabase(path).close();
  const empty = statSync(path).size;
  const ledger = ledgerOver(localEngine(new LedgerDatabase(path), { commitEveryMs: 0 }));
  let bytes = 0;
  for (let from = 0; from < 10_000; from += 7) {
    const texts = Array.from(
      { length: 7 },
      (_, i) =>
        `2026-11-28 12:00:00,123 INFO trainer: epoch 3 step ${from + i} loss=${(1 / (from + i + 1)).toFixed(6)} lr=0.001`,
    );
    bytes += texts.join("").length;
    await ledger.appendLog(
      stream,
      from,
      texts.map((text) => ({ at: new Date(from), text })),
    );
  }
  await ledger.closeLog(stream);
  await ledger.close();
  expect(statSync(path).size - empty).toBeLessThan(bytes / 3);
});

test("Lines that are damaged are told so, and those of other logs are read", async () => {
  const path = join(folder, "damaged");
  const open = () => ledgerOver(localEngine(new LedgerDatabase(path), { commitEveryMs: 0 }));
  const before = open();
  const other = { ...stream, pod: "q" };
  for (const one of [stream, other]) {
    await before.appendLog(one, 0, lines(50, 40));
    await before.closeLog(one);
  }
  await before.close();
  for (const bytes of ["zeroblob(40)", "x'ffffffffffff7f'"]) {
    const db = openDatabase(path, { mode: "durable" });
    db.exec(`UPDATE log_chunk SET bytes = ${bytes} WHERE stream = 1`);
    db.close();
    const ledger = open();
    const error = await ledger.readLog(stream, { from: 0, limit: 10 }).catch((reason: unknown) => reason);
    expect(isSlipwayError(error, "SLIP-LEDGER-003")).toBe(true);
    expect((await ledger.readLog(other, { from: 0, limit: 100 })).lines).toHaveLength(50);
    await ledger.close();
  }
});

test("On a full disk an append fails whole, small ones beside it are stored, and what was there stays", async () => {
  const database = new LedgerDatabase(":memory:", (path) => {
    const db = openDatabase(path, { mode: "durable" });
    return {
      ...db,
      exec: (sql) => db.exec(sql.startsWith("PRAGMA journal") ? "PRAGMA max_page_count = 80" : sql),
    };
  });
  const ledger = ledgerOver(localEngine(database, { commitEveryMs: 0 }));
  await ledger.appendLog(stream, 0, lines(10, 100));
  const [big, small] = await Promise.allSettled([
    ledger.appendLog(stream, 10, lines(500, 1000)),
    ledger.appendLog({ ...stream, pod: "q" }, 0, lines(3, 10)),
  ]);
  expect(big.status === "rejected" && isSlipwayError(big.reason, "SLIP-LEDGER-002")).toBe(true);
  expect(small.status).toBe("fulfilled");
  expect(await ledger.logLength(stream)).toBe(10);
  expect((await ledger.readLog(stream, { from: 0, limit: 1000 })).lines).toHaveLength(10);
  await ledger.appendLog(stream, 10, lines(1, 10));
  expect(await ledger.logLength(stream)).toBe(11);
  await ledger.close();
});
