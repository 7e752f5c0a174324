import { isSlipwayError } from "@slipway/model";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { answersContract } from "../answers.contract.ts";
import { ledgerContract } from "../ledger.contract.ts";
import type { Ledger, LogLine } from "../ledger.ts";
import { requestQueueContract } from "../request-queue.contract.ts";
import { type PostgresServer, startPostgres } from "../testing/postgres-server.ts";
import { createPostgresLedger } from "./create-postgres-ledger.ts";

const stream = { namespace: "default", pod: "p", uid: "u", container: "c" };
const line = (text: string): LogLine => ({ at: new Date(1_790_000_000_000), text });

let server: PostgresServer;
let url = "";
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());
beforeEach(async () => {
  url = await server.database();
});
const open = (): Promise<Ledger> => createPostgresLedger({ url, clock: systemClock });

describe("The PostgreSQL ledger", () => {
  ledgerContract(open);
  requestQueueContract(open);
  answersContract(open);
});

test("Two that start at once on an empty database both find its tables", async () => {
  const ledgers = await Promise.all([open(), open(), open()]);
  await Promise.all(
    ledgers.map((ledger, index) => ledger.appendLog({ ...stream, pod: `p${index}` }, 0, [line("a")])),
  );
  expect(await ledgers[0]?.logLength({ ...stream, pod: "p2" })).toBe(1);
  await Promise.all(ledgers.map((ledger) => ledger.close()));
});

test("Two processes that append the same lines at once store each once, and a gap in none", async () => {
  const [one, two] = await Promise.all([open(), open()]);
  const ship = async (ledger: Ledger): Promise<void> => {
    for (let from = 0; from < 200; from += 5) {
      const length = await ledger.logLength(stream);
      const start = Math.min(from, length);
      const lines = Array.from({ length: from + 5 - start }, (_, index) => line(`line ${start + index}`));
      await ledger.appendLog(stream, start, lines);
    }
  };
  await Promise.all([ship(one), ship(two)]);
  const { lines } = await one.readLog(stream, { from: 0, limit: 1000 });
  expect(lines.map(({ text }) => text)).toEqual(Array.from({ length: 200 }, (_, index) => `line ${index}`));
  await Promise.all([one.close(), two.close()]);
});

test("A follower hears at once of lines that another process appends", async () => {
  const [writer, reader] = await Promise.all([open(), open()]);
  const seen: string[] = [];
  const following = (async () => {
    for await (const lines of reader.followLog(stream, { from: 0, signal: new AbortController().signal }))
      seen.push(...lines.map(({ text }) => text));
  })();
  await writer.appendLog(stream, 0, [line("one")]);
  await expect.poll(() => seen).toEqual(["one"]);
  await writer.appendLog(stream, 1, [line("two")]);
  await writer.closeLog(stream);
  await following;
  expect(seen).toEqual(["one", "two"]);
  await Promise.all([writer.close(), reader.close()]);
});

test("What was acknowledged is there once, though the server was killed and started again in the middle", async () => {
  const ledger = await open();
  let acknowledged = 0;
  const appending = (async () => {
    for (let next = 0; next < 300; next++) {
      await ledger.appendLog(stream, next, [line(`line ${next}`)]);
      acknowledged = next + 1;
    }
  })();
  for (let round = 0; round < 2; round++) {
    await expect.poll(() => acknowledged).toBeGreaterThan(round * 100 + 20);
    await server.kill();
    await server.start();
  }
  await appending;
  const { lines } = await ledger.readLog(stream, { from: 0, limit: 1000 });
  expect(lines.map(({ text }) => text)).toEqual(Array.from({ length: 300 }, (_, index) => `line ${index}`));
  await ledger.close();
});

test("What was asked for before closing is carried out, and nothing after it", async () => {
  const ledger = await open();
  const streams = Array.from({ length: 40 }, (_, index) => ({ ...stream, pod: `p${index}` }));
  const appends = streams.map((each) => ledger.appendLog(each, 0, [line("a")]));
  await ledger.close();
  await Promise.all(appends);
  await expect(ledger.logLength(stream)).rejects.toMatchObject({ code: "SLIP-LEDGER-006" });
});

test("Somebody else's words on the channel of growth do no harm", async () => {
  const ledger = await open();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("SELECT pg_notify('slipway_log', 'hello')");
  await client.query("SELECT pg_notify('slipway_log', '7')");
  await client.end();
  await ledger.appendLog(stream, 0, [line("a")]);
  expect(await ledger.logLength(stream)).toBe(1);
  await ledger.close();
});

test("A database that is not there is told without its password", async () => {
  const nowhere = "postgres://slipway:top-secret@127.0.0.1:1/none";
  const clock = { ...systemClock, now: () => new Date(calls++ * 30_000) };
  let calls = 0;
  const error = await createPostgresLedger({ url: nowhere, clock }).catch((reason: unknown) => reason);
  expect(isSlipwayError(error, "SLIP-LEDGER-010")).toBe(true);
  expect(`${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain("top-secret");
});
