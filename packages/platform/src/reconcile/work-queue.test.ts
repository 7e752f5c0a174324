import { describe, expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { FRESH_IN_A_ROW } from "./due-keys.ts";
import { createWorkQueue, type Lane, type WorkQueueOptions } from "./work-queue.ts";

const open = new AbortController().signal;
const shut = AbortSignal.abort();

function queue(options: Pick<WorkQueueOptions, "laneOf"> = {}) {
  const clock = new ManualClock();
  const retry = { baseMs: 100, capMs: 1_000 };
  return { clock, queue: createWorkQueue({ clock, retry, random: () => 1, ...options }) };
}

/** What is due right now, without waiting for more. */
async function drain(from: ReturnType<typeof queue>["queue"], lane?: Lane): Promise<string[]> {
  const keys: string[] = [];
  for (let key = await from.take(shut, lane); key !== undefined; key = await from.take(shut, lane)) {
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

  test("lets a resync pass after so many fresh keys, so that it is not kept waiting for ever", async () => {
    const { queue: q } = queue();
    q.add("a/old", { priority: "resync" });
    q.add("a/older", { priority: "resync" });
    for (let n = 0; n < 2 * FRESH_IN_A_ROW; n++) q.add(`a/${n}`);
    const order = await drain(q);
    expect(order).toHaveLength(2 + 2 * FRESH_IN_A_ROW);
    expect(order.indexOf("a/old")).toBe(FRESH_IN_A_ROW);
    expect(order.indexOf("a/older")).toBe(2 * FRESH_IN_A_ROW + 1);
  });

  test("brings back behind fresh keys what has waited, for a recheck or after a failure", async () => {
    const { queue: q, clock } = queue();
    q.add("a/failed");
    await q.take(open);
    q.done("a/failed", "retry");
    q.add("a/waited", { afterMs: 50 });
    clock.advance(100);
    q.add("a/edited");
    expect(await drain(q)).toEqual(["a/edited", "a/waited", "a/failed"]);
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

  describe("with lanes", () => {
    let lanes: Record<string, Lane>;
    const laned = () => {
      lanes = { "a/near": "near", "a/far": "far" };
      return queue({ laneOf: (key) => lanes[key] ?? "near" });
    };

    test("hands a key only to the workers of its lane", async () => {
      const { queue: q } = laned();
      q.add("a/far");
      q.add("a/near");
      expect(await drain(q, "near")).toEqual(["a/near"]);
      expect(await drain(q, "far")).toEqual(["a/far"]);
    });

    test("wakes a worker of the key's lane, and none of another", async () => {
      const { queue: q } = laned();
      let far: string | undefined;
      const stop = new AbortController();
      void q.take(stop.signal, "far").then((key) => {
        far = key;
      });
      const near = q.take(open, "near");
      q.add("a/near");
      expect(await near).toBe("a/near");
      expect(far).toBeUndefined();
      stop.abort();
    });

    test("moves a waiting key that has another lane now, when it is added again or comes up", async () => {
      const { queue: q } = laned();
      q.add("a/near");
      q.add("a/far");
      lanes = { "a/near": "far", "a/far": "near" };
      q.add("a/far");
      expect(await drain(q, "near")).toEqual(["a/far"]);
      const far = q.take(open, "far");
      expect(await drain(q, "near")).toEqual([]);
      expect(await far).toBe("a/near");
    });

    test("never hands a key to two workers when it changes lanes in hand", async () => {
      const { queue: q } = laned();
      q.add("a/near");
      await q.take(open, "near");
      lanes = { "a/near": "far" };
      q.add("a/near");
      expect(await drain(q, "far")).toEqual([]);
      q.done("a/near", "forget");
      expect(await drain(q, "near")).toEqual([]);
      expect(await drain(q, "far")).toEqual(["a/near"]);
    });

    test("keeps a key's back-off when it changes lanes", async () => {
      const { queue: q, clock } = laned();
      q.add("a/near");
      for (const wait of [100, 200]) {
        await q.take(shut, "near");
        q.done("a/near", "retry");
        clock.advance(wait);
      }
      await q.take(shut, "near");
      lanes = { "a/near": "far" };
      q.done("a/near", "retry");
      clock.advance(399);
      expect(await drain(q, "far")).toEqual([]);
      clock.advance(1);
      expect(await drain(q, "far")).toEqual(["a/near"]);
    });
  });
});
