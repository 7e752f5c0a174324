import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Ledger } from "./ledger.ts";
import type { Place, QueueBounds, QueuedRequest, RequestQueue } from "./request-queue.ts";

const ROOM = { requests: 100, bytes: 10_000 };
const BOUNDS: QueueBounds = { each: ROOM, all: ROOM };
const HOUR = 3_600_000;
const LEASE = { leaseMs: HOUR, limit: 10 } as const;

const request = (uid = "u-1", more: Partial<QueuedRequest> = {}): QueuedRequest => ({
  id: randomUUID(),
  queue: { namespace: "default", endpoint: "later", uid },
  at: new Date(),
  expiresAt: new Date(Date.now() + HOUR),
  json: { input: "s3://bucket/key ünï" },
  ...more,
});
const place = (pod: string, most: number, more: Partial<Place> = {}): Place => ({
  pod,
  most,
  variant: "all",
  weight: 1,
  ...more,
});
const ANY = [place("10.0.0.1:8080", 100)];

/** What every queue of requests must do. `open` gives one over an initially empty store. */
export function requestQueueContract(open: () => Promise<Ledger>): void {
  let ledger: Ledger;
  let queue: RequestQueue;
  beforeEach(async () => {
    ledger = await open();
    queue = ledger.requests;
  });
  afterEach(() => ledger.close());

  const add = async (...all: readonly QueuedRequest[]): Promise<void> => {
    for (const one of all) expect(await queue.add(one, BOUNDS)).toBe(true);
  };
  const claim = (worker: string, places: readonly Place[] = ANY, uid = "u-1") =>
    queue.claim({ ...LEASE, worker, uid, places });

  describe("The queue of requests", () => {
    test("gives them out whole and in order, each to one worker, until they are finished", async () => {
      const all = [request(), request(), request()];
      await add(...all);
      expect(await queue.depths()).toMatchObject([
        { ...all[0]?.queue, requests: 3, oldestAt: all[0]?.at, waiting: true },
      ]);
      const first = await queue.claim({ ...LEASE, limit: 2, worker: "a", uid: "u-1", places: ANY });
      expect(first).toEqual(
        all.slice(0, 2).map((one) => ({ ...one, tries: 1, place: { pod: "10.0.0.1:8080", variant: "all" } })),
      );
      expect((await claim("b")).map(({ id }) => id)).toEqual([all[2]?.id]);
      expect(await claim("b")).toEqual([]);
      expect(await queue.depths()).toMatchObject([{ requests: 3, waiting: false }]);
      for (const { id } of all) await queue.finish(id);
      await queue.finish(all[0]?.id ?? "");
      expect(await queue.depths()).toEqual([]);
    });

    test("knows a request that is added again, also once it was claimed", async () => {
      const one = request();
      await add(one, one);
      await claim("a");
      await add(one);
      expect(await queue.depths()).toMatchObject([{ requests: 1 }]);
      expect(await claim("b")).toEqual([]);
    });

    test("takes no more than its bounds allow, for an endpoint and for all", async () => {
      const each = { requests: 2, bytes: 10_000 };
      const bounds = { each, all: { requests: 3, bytes: 10_000 } };
      const ask = (uid: string) => queue.add(request(uid), bounds);
      const added = [
        await ask("u-1"),
        await ask("u-1"),
        await ask("u-1"),
        await ask("u-2"),
        await ask("u-3"),
      ];
      expect(added).toEqual([true, true, false, true, false]);
      expect((await queue.depths()).map(({ uid }) => uid)).toEqual(["u-1", "u-2"]);
      const long = request("u-2", { json: "x".repeat(200) });
      expect(await queue.add(long, { each: { requests: 9, bytes: 150 }, all: ROOM })).toBe(false);
    });

    test("gives no pod more than it may have, whoever gives it, and again when one is finished", async () => {
      const all = Array.from({ length: 8 }, () => request());
      await add(...all);
      const places = [place("p-1:1", 2), place("p-2:1", 1)];
      const first = await claim("a", places);
      const pods = first.map((one) => one.place?.pod).sort();
      expect(pods).toEqual(["p-1:1", "p-1:1", "p-2:1"]);
      expect(await claim("b", places)).toEqual([]);
      await queue.finish(first.find((one) => one.place?.pod === "p-2:1")?.id ?? "");
      expect((await claim("b", places)).map((one) => one.place?.pod)).toEqual(["p-2:1"]);
    });

    test("goes by the weights of variants, and passes over those without a share or without room", async () => {
      await add(...Array.from({ length: 40 }, () => request()));
      const none = place("none:1", 100, { variant: "none", weight: 0 });
      const places = [
        place("p-1:1", 100, { variant: "a", weight: 3 }),
        place("p-2:1", 100, { variant: "b" }),
        none,
      ];
      const found = await queue.claim({ ...LEASE, limit: 40, worker: "a", uid: "u-1", places });
      const ofA = found.filter((one) => one.place?.variant === "a").length;
      expect(found).toHaveLength(40);
      expect(found.some((one) => one.place?.variant === "none")).toBe(false);
      // Of 40 tries with a chance of 3/4: below 18 or all 40 once in more than 100,000 runs.
      expect(ofA).toBeGreaterThanOrEqual(18);
      expect(ofA).toBeLessThan(40);
    });

    test("gives another worker what one does not renew, and counts the tries", async () => {
      await add(request());
      const [taken] = await queue.claim({ worker: "a", leaseMs: 1, limit: 1, uid: "u-1", places: ANY });
      await sleep(20);
      const [again] = await claim("b");
      expect([again?.id, again?.tries]).toEqual([taken?.id, 2]);
      const ids = [taken?.id ?? ""];
      expect(await queue.renew({ worker: "a", leaseMs: HOUR, ids })).toEqual([]);
      expect(await queue.renew({ worker: "b", leaseMs: 1, ids })).toEqual(ids);
      await sleep(20);
      expect(await claim("c")).toHaveLength(1);
    });

    test("takes back what its worker has, with what was learned, after a pause", async () => {
      await add(request());
      const [taken] = await claim("a");
      const id = taken?.id ?? "";
      await queue.giveBack("b", { id, afterMs: 0, json: "not mine" });
      expect(await claim("b")).toEqual([]);
      await queue.giveBack("a", { id, afterMs: 500, json: { broken: 1 } });
      expect(await claim("b")).toEqual([]);
      await sleep(600);
      expect(await claim("b")).toMatchObject([{ id, json: { broken: 1 }, tries: 2 }]);
    });

    test("tells apart what has waited too long, though nobody has room, and what has nobody to wait for", async () => {
      const late = request("u-1", { expiresAt: new Date(Date.now() - 1) });
      const waits = request("u-2");
      await add(late, waits);
      expect(await claim("a")).toEqual([]);
      const [lost, ...more] = await queue.claimLost({ ...LEASE, worker: "a" });
      expect([lost?.id, lost?.place, more]).toEqual([late.id, undefined, []]);
      expect(await queue.claimLost({ ...LEASE, worker: "b" })).toEqual([]);
      expect(await queue.claimLost({ ...LEASE, worker: "b", uid: "u-2" })).toMatchObject([{ id: waits.id }]);
    });

    test("says when this process has added one", async () => {
      let told = 0;
      const end = queue.onAdded(() => {
        told += 1;
      });
      await add(request());
      end();
      await add(request());
      expect(told).toBe(1);
    });
  });
}
