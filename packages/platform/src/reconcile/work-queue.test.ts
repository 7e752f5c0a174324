import { describe, expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { createWorkQueue } from "./work-queue.ts";

const open = new AbortController().signal;

function queue() {
  const clock = new ManualClock();
  return { clock, queue: createWorkQueue({ clock, retry: { baseMs: 100, capMs: 1_000 }, random: () => 1 }) };
}

/** What is due right now, without waiting for more. */
async function drain(from: ReturnType<typeof queue>["queue"]): Promise<string[]> {
  const shut = AbortSignal.abort();
  const keys: string[] = [];
  for (let key = await from.take(shut); key !== undefined; key = await from.take(shut)) {
    keys.push(key);
    from.done(key, "forget");
  }
  return keys;
}

describe("the work queue", () => {
  test("holds a key once however often it is added", async () => {
    const { queue: q } = queue();
    q.add("a/x");
    q.add("a/x");
    q.add("a/y");
    expect(await drain(q)).toEqual(["a/x", "a/y"]);
  });

  test("never hands one key to two workers", async () => {
    const { queue: q } = queue();
    q.add("a/x");
    expect(await q.take(open)).toBe("a/x");
    q.add("a/x");
    expect(await q.take(AbortSignal.abort())).toBeUndefined();
  });

  test("brings a key that became dirty while in hand once more", async () => {
    const { queue: q } = queue();
    q.add("a/x");
    await q.take(open);
    q.add("a/x");
    q.add("a/x");
    q.done("a/x", "forget");
    expect(await drain(q)).toEqual(["a/x"]);
  });

  test("starts the back-off anew after a success", async () => {
    const { queue: q, clock } = queue();
    q.add("a/x");
    for (const outcome of ["retry", "retry", "forget"] as const) {
      await q.take(AbortSignal.abort());
      q.done("a/x", outcome);
      clock.advance(1_000);
    }
    q.add("a/x");
    await q.take(open);
    q.done("a/x", "retry");
    clock.advance(100);
    expect(await drain(q)).toEqual(["a/x"]);
  });

  test("doubles the back-off with each failure, up to the cap", async () => {
    const { queue: q, clock } = queue();
    const waits: number[] = [];
    q.add("a/x");
    await q.take(open);
    for (let i = 0; i < 6; i++) {
      q.done("a/x", "retry");
      const before = clock.now().getTime();
      while ((await q.take(AbortSignal.abort())) === undefined) clock.advance(50);
      waits.push(clock.now().getTime() - before);
    }
    expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  test("takes a key early when it is edited during its back-off", async () => {
    const { queue: q, clock } = queue();
    q.add("a/x");
    await q.take(open);
    q.done("a/x", "retry");
    q.add("a/x");
    expect(await drain(q)).toEqual(["a/x"]);
    clock.advance(10_000);
    expect(await drain(q)).toEqual([]);
  });

  test("lets fresh keys overtake a resync, and lifts a waiting resync that becomes fresh", async () => {
    const { queue: q } = queue();
    q.add("a/1", { priority: "resync" });
    q.add("a/2", { priority: "resync" });
    q.add("a/3");
    q.add("a/2");
    expect(await drain(q)).toEqual(["a/3", "a/2", "a/1"]);
  });

  test("keeps the sooner of two delays", async () => {
    const { queue: q, clock } = queue();
    q.add("a/x", { afterMs: 500 });
    q.add("a/x", { afterMs: 2_000 });
    clock.advance(500);
    expect(await drain(q)).toEqual(["a/x"]);
    clock.advance(5_000);
    expect(await drain(q)).toEqual([]);
  });

  test("waits for a key and wakes one taker for each", async () => {
    const { queue: q } = queue();
    const first = q.take(open);
    const second = q.take(open);
    q.add("a/x");
    q.add("a/y");
    expect((await Promise.all([first, second])).sort()).toEqual(["a/x", "a/y"]);
  });

  test("hands out what is due after shutdown, then ends", async () => {
    const { queue: q } = queue();
    const stop = new AbortController();
    const waiting = q.take(stop.signal);
    stop.abort();
    expect(await waiting).toBeUndefined();
    q.add("a/x");
    expect(await q.take(stop.signal)).toBe("a/x");
    expect(await q.take(stop.signal)).toBeUndefined();
  });
});
