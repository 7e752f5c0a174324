import { expect, test } from "vitest";
import type { MetricPoint } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { MetricQueue } from "./metric-queue.ts";

const SUBJECT = { namespace: "team", kind: "Space", name: "s", uid: "" };
const points = (from: number, count: number): readonly MetricPoint[] =>
  Array.from({ length: count }, (_, i) => ({ name: "m", value: from + i, at: new Date((from + i) * 1_000) }));

async function stored(ledger: ReturnType<typeof createMemoryLedger>): Promise<readonly number[]> {
  const page = await ledger.readMetrics(SUBJECT, { limit: 2_000 });
  return page.points.map(({ value }) => value);
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

test("Points are stored once where the answer to a commit is lost, and others go on behind them", async () => {
  const ledger = createMemoryLedger();
  let lost = true;
  const answersLate: Pick<typeof ledger, "appendMetrics"> = {
    appendMetrics: async (...args) => {
      const stands = await ledger.appendMetrics(...args);
      if (!lost) return stands;
      lost = false;
      throw new Error("the connection is gone");
    },
  };
  const queue = new MetricQueue(answersLate, { subject: SUBJECT, most: 5_000 });
  queue.add(points(0, 1_500));
  await expect(queue.write()).rejects.toThrow("gone");
  queue.add(points(1_500, 10));
  await queue.write();
  expect(await stored(ledger)).toEqual(numbers(1_510));
});

test("While the ledger is away the newest are kept, and written in their order when it is back", async () => {
  const ledger = createMemoryLedger();
  let away = true;
  const sometimes: Pick<typeof ledger, "appendMetrics"> = {
    appendMetrics: (...args) => (away ? Promise.reject(new Error("away")) : ledger.appendMetrics(...args)),
  };
  const queue = new MetricQueue(sometimes, { subject: SUBJECT, most: 3 });
  queue.add(points(0, 2));
  await expect(queue.write()).rejects.toThrow("away");
  queue.add(points(2, 4));
  away = false;
  await Promise.all([queue.write(), queue.write()]);
  expect(await stored(ledger)).toEqual([0, 1, 3, 4, 5]);
});
