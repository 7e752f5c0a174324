import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { readAttempts } from "./attempts.ts";
import { readCosts } from "./costs.ts";
import type { Ledger } from "./ledger.ts";
import { createPostgresLedger } from "./postgres/create-postgres-ledger.ts";
import { createSqliteLedger } from "./sqlite/create-sqlite-ledger.ts";
import { startPostgres } from "./testing/postgres-server.ts";

// Both fixtures hold the same, written by the first schema's code: a line a row, attempts and costs in tables of their own.
const fixture = (name: string): Buffer =>
  gunzipSync(readFileSync(new URL(`./testdata/${name}.gz`, import.meta.url)));

const at = (ms: number): Date => new Date(1_790_000_000_000 + ms);
const of = (pod: string) => ({ namespace: "default", pod, uid: `u-${pod}`, container: "algorithm" });
const subject = { namespace: "default", kind: "TrainingJob", name: "abalone", uid: "s-1" };

test("A SQLite ledger of the first schema is opened, read and gone on with", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-ledger-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "ledger.sqlite");
  writeFileSync(path, fixture("ledger-v1.sqlite"));
  const open = () => createSqliteLedger({ path, log: silentLog });
  await holdsAll(await open());
  await goesOn(await open());
});

test("A PostgreSQL ledger of the first schema is opened, read and gone on with", async () => {
  const server = await startPostgres();
  onTestFinished(() => server.close(), 60_000);
  // psql's own commands are no SQL.
  const url = await server.database(
    fixture("ledger-v1.postgres.sql")
      .toString()
      .replaceAll(/^\\.*$/gm, ""),
  );
  const open = () => createPostgresLedger({ url, clock: systemClock });
  await holdsAll(await open());
  await goesOn(await open());
}, 60_000);

async function holdsAll(ledger: Ledger): Promise<void> {
  const ended = await ledger.readLog(of("ended"), { from: 0, limit: 2_000 });
  expect(ended.closed).toBe(true);
  expect(ended.lines).toEqual(
    Array.from({ length: 1200 }, (_, index) => ({ index, at: at(index), text: `line ${index}` })),
  );
  const odd = ["", "  spaced\t", "ünï🚀", "nul\0inside", "carriage\rreturn", "x".repeat(65_536)];
  const read = await ledger.readLog(of("odd"), { from: 0, limit: 100 });
  expect(read.lines.map(({ text }) => text)).toEqual(odd);
  const old = await ledger.readLog(of("old"), { from: 0, limit: 100 });
  expect(old.lines).toEqual([{ index: 1, at: at(0), text: "kept" }]);
  expect(await ledger.metricsCursor(subject, "run-1")).toBe(41);
  expect((await ledger.readMetrics(subject, { name: "loss", limit: 100 })).points).toEqual(
    Array.from({ length: 10 }, (_, i) => ({ name: "loss", value: 19 - 2 * i, at: at((2 * i + 1) * 1000) })),
  );
  expect((await ledger.lastMetrics([subject]))[0]?.map(({ name, value }) => [name, value])).toEqual([
    ["loss", 1],
    ["nan", Number.NaN],
    ["rmse", 2],
  ]);
  expect((await ledger.series({ subject, name: "rmse", buckets: 1 }))[0]).toMatchObject({
    count: 10,
    min: 2,
  });
  expect(await readAttempts(ledger, subject)).toEqual([
    ...[{ attempt: 1, run: "run-1", finishedAt: at(5000), outcome: "failed" }].map((one) => ({
      ...one,
      failureClass: "node-lost",
      message: "gone",
    })),
    { attempt: 2, run: "run-2", startedAt: at(6000), finishedAt: at(20_000), outcome: "succeeded" },
  ]);
  // The price of 0 that was written where nobody had said one is none.
  expect(await readCosts(ledger, subject)).toEqual([
    { at: at(20_000), instanceType: "ml.m5.large", instanceCount: 1, billableSeconds: 14 },
  ]);
  expect((await ledger.subjects({ where: { namespace: "default" }, limit: 10 })).subjects).toEqual([subject]);
  await ledger.close();
}

/** What is new follows what was there, and retention takes both. */
async function goesOn(ledger: Ledger): Promise<void> {
  const more = Array.from({ length: 700 }, (_, i) => ({ at: at(10_000 + i), text: `more ${i}` }));
  for (const [index, line] of more.slice(0, 100).entries())
    await ledger.appendLog(of("odd"), 6 + index, [line]);
  await ledger.appendLog(of("odd"), 50, more.slice(44));
  await ledger.closeLog(of("odd"));
  const { lines } = await ledger.readLog(of("odd"), { from: 5, limit: 1_000 });
  expect(lines.map(({ text }) => text)).toEqual(["x".repeat(65_536), ...more.map(({ text }) => text)]);
  expect(await ledger.retain({ maxAgeMs: 1e15, maxBytes: 0 })).toBeGreaterThan(65_536);
  for (const pod of ["ended", "odd", "old"])
    expect((await ledger.readLog(of(pod), { from: 0, limit: 10 })).lines).toEqual([]);
  expect((await ledger.readMetrics(subject, { limit: 10 })).points).toEqual([]);
  expect(await ledger.retain({ maxAgeMs: 1e15, maxBytes: 0 })).toBe(0);
  await ledger.close();
}
