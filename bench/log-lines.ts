import { spawn } from "node:child_process";
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { silentLog } from "../packages/lib/src/log.ts";
import { openDatabase } from "../packages/lib/src/sqlite.ts";
import { createSqliteLedger } from "../packages/platform/src/ledger/sqlite/create-sqlite-ledger.ts";
import { chattyJobs } from "./support/chatty-jobs.ts";
import { quantile, table } from "./support/table.ts";

const JOBS = 50;
const LINES_A_MINUTE = 1_000_000;
const SECONDS = 60;
const REST_SECONDS = 5;
/** Passes over the jobs, one after the other: many times what their rechecks come to. */
const PASS_EVERY_MS = 100;
const BATCH = 500;
const RESOLUTION_MS = 10;

/** Logs of many jobs that all have a metric: from their files into the ledger and from its lines into points. */
export async function benchLogLines(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  try {
    const ledger = await createSqliteLedger({ path: join(folder, "ledger.sqlite"), log: silentLog });
    const jobs = await chattyJobs({ ledger, folder, count: JOBS });
    const rest = await passesWhile(
      jobs.look,
      new Promise((resolve) => setTimeout(resolve, REST_SECONDS * 1_000)),
    );
    const before = { all: process.cpuUsage(), server: process.threadCpuUsage() };
    const busy = await passesWhile(jobs.look, writing(folder));
    await jobs.shipped();
    const found = await settled(jobs.read);
    const cpu = {
      all: total(process.cpuUsage(before.all)) / found.lines,
      server: total(process.threadCpuUsage(before.server)) / found.lines,
    };
    await jobs.close();
    await ledger.close();
    const peer = await peerOver(folder);
    return section({ rest, busy, found, cpu, peer });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Passes {
  readonly pass: readonly number[];
  readonly delay: number;
}

function section(of: {
  readonly rest: Passes;
  readonly busy: Passes;
  readonly found: { readonly lines: number; readonly points: number };
  readonly cpu: { readonly all: number; readonly server: number };
  readonly peer: number;
}): string {
  const { rest, busy, found, cpu, peer } = of;
  const pass = (q: number) => [`a pass, p${q * 100}`, quantile(rest.pass, q), quantile(busy.pass, q)];
  return [
    "## A million log lines a minute",
    "",
    `${JOBS} running jobs write ${LINES_A_MINUTE} lines a minute, each with a value of a metric, for ${SECONDS} s; one pass over a job every`,
    `${PASS_EVERY_MS} ms. Of ${found.lines} lines ${found.lines - found.points} points were lost. The peer is one Node that reads the same files by readline, tries the`,
    `same expression and inserts lines and points into SQLite, a row each, ${BATCH} a transaction.`,
    "",
    table(
      ["processor time a line, microseconds", "", "times the peer"],
      [
        ["peer", peer, 1],
        ["all threads of the server: ship, store, read, store points", cpu.all, cpu.all / peer],
        ["the server's own thread of these", cpu.server, cpu.server / peer],
      ],
    ),
    "",
    table(
      ["milliseconds", "at rest", "with the lines"],
      [pass(0.5), pass(0.99), ["event-loop delay, p99", rest.delay, busy.delay]],
    ),
  ].join("\n");
}

/** How long passes take while something goes on, and how late the event loop is. */
async function passesWhile(
  look: (turn: number) => Promise<unknown>,
  work: Promise<unknown>,
): Promise<Passes> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const pass: number[] = [];
  let over = false;
  void work.finally(() => {
    over = true;
  });
  for (let turn = 0; !over; turn++) {
    const began = performance.now();
    await look(turn);
    pass.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, PASS_EVERY_MS));
  }
  await work;
  delay.disable();
  return { pass, delay: Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS) };
}

function writing(folder: string): Promise<void> {
  const program = join(import.meta.dirname, "support/write-lines.ts");
  const figures = [JOBS, LINES_A_MINUTE / 60, SECONDS].map(String);
  const child = spawn(process.execPath, [program, folder, ...figures], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`the writer ended with ${code}`)),
    );
  });
}

/** Once nothing more is read. */
async function settled(read: () => Promise<{ readonly lines: number; readonly points: number }>) {
  for (let last = await read(); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const now = await read();
    if (now.lines === last.lines) return now;
    last = now;
  }
}

async function peerOver(folder: string): Promise<number> {
  const db = openDatabase(join(folder, "peer.sqlite"), { mode: "durable" });
  db.exec("CREATE TABLE line (file INTEGER, idx INTEGER, text TEXT, PRIMARY KEY (file, idx)) WITHOUT ROWID");
  db.exec("CREATE TABLE point (file INTEGER, idx INTEGER, value REAL)");
  const line = db.prepare("INSERT INTO line VALUES (?, ?, ?)");
  const point = db.prepare("INSERT INTO point VALUES (?, ?, ?)");
  const before = process.cpuUsage();
  let lines = 0;
  for (let file = 0; file < JOBS; file++) {
    let batch: string[] = [];
    let stored = 0;
    const store = () => {
      db.transaction(() => {
        for (const text of batch) {
          line.run(file, stored, text);
          const value = /loss=([0-9.]+)/.exec(text)?.[1];
          if (value !== undefined) point.run(file, stored, Number(value));
          stored += 1;
        }
      });
      batch = [];
    };
    for await (const text of createInterface({ input: createReadStream(join(folder, `${file}.log`)) })) {
      if (batch.push(text) === BATCH) store();
    }
    store();
    lines += stored;
  }
  const spent = total(process.cpuUsage(before)) / lines;
  db.close();
  return spent;
}

function total({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}
