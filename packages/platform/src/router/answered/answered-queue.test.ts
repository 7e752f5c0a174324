import { expect, test, vi } from "vitest";
import type { AnsweredInvocation } from "#ledger/answers.ts";
import { type Log, silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { AnsweredQueue } from "./answered-queue.ts";

const answered = (inferenceId: string): AnsweredInvocation => ({
  ...{ namespace: "ns", endpoint: "e", inferenceId, variant: "old", at: 0, until: 1 },
});
const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => answered(`${from + index}`));

function bench(send: (batch: readonly AnsweredInvocation[]) => Promise<void> = async () => {}) {
  const clock = new ManualClock();
  const batches: string[][] = [];
  const warn = vi.fn();
  const log: Log = { ...silentLog, warn };
  const queue = new AnsweredQueue({
    send: (batch) => {
      batches.push(batch.map(({ inferenceId }) => inferenceId));
      return send(batch);
    },
    clock,
    log,
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    // Everything that it waits for now comes without a clock.
    for (let turn = 0; turn < 500; turn++) await Promise.resolve();
  };
  return { queue, batches, warn, pass };
}

test("What comes together goes together, a thousand at a time, and nothing goes where nothing came", async () => {
  const { queue, batches, pass } = bench();
  await pass(10_000);
  expect(batches).toEqual([]);
  queue.add(answered("a"));
  queue.addAll(many(1_500));
  expect(batches).toEqual([]);
  await pass(200);
  expect(batches.map((batch) => [batch[0], batch.length])).toEqual([
    ["a", 1_000],
    ["999", 501],
  ]);
  queue.add(answered("b"));
  await pass(200);
  expect(batches.at(-1)).toEqual(["b"]);
});

test("A batch that is not taken is sent again until it is, and what comes meanwhile behind it", async () => {
  let away = true;
  const { queue, batches, warn, pass } = bench(async () => {
    if (away) throw new Error("away");
  });
  queue.add(answered("a"));
  await pass(200);
  queue.add(answered("b"));
  await pass(1_000);
  away = false;
  await pass(1_000);
  expect(batches).toEqual([["a"], ["a", "b"], ["a", "b"]]);
  expect(warn).toHaveBeenCalledTimes(1);
  await pass(60_000);
  expect(batches).toHaveLength(3);
});

test("No more waits than there is room for, and what is left out is counted in the log", async () => {
  const sent: { take?: () => void } = {};
  const { queue, batches, warn, pass } = bench(
    () =>
      new Promise((resolve) => {
        sent.take = resolve;
      }),
  );
  queue.add(answered("first"));
  await pass(200);
  queue.addAll(many(50_010));
  expect(warn).not.toHaveBeenCalled();
  await pass(60_000);
  expect(warn).toHaveBeenCalledWith(expect.any(String), { invocations: 11 });
  sent.take?.();
  await pass(0);
  queue.add(answered("there is room again"));
  await pass(60_000);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(batches).toHaveLength(2);
});

test("What waits at the end is told before it is over, and given up where nobody takes it", async () => {
  const good = bench();
  good.queue.add(answered("last"));
  const closed = good.queue.close();
  await good.pass(200);
  await closed;
  expect(good.batches).toEqual([["last"]]);
  const bad = bench(() => new Promise(() => {}));
  bad.queue.add(answered("last"));
  await bad.pass(200);
  await bad.queue.close();
  expect(bad.warn).toHaveBeenCalledWith(expect.any(String), { invocations: 1 });
});
