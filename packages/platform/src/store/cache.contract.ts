import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import type { Cache, CacheChange, Index } from "./cache.ts";
import { cachedStore } from "./cached-store.ts";
import { createCache } from "./reflector/create-cache.ts";
import type { Selector, Store } from "./store.ts";
import { countedStore } from "./testing/counted-store.ts";
import { type Toy, toy, toyKind } from "./testing/toy.ts";

export interface CacheHarness {
  /** Serves `toyKind`. */
  readonly store: Store;
  /** A fresh namespace. */
  namespace(): Promise<string>;
  close(): Promise<void>;
}

const bySize: Index<Toy> = {
  name: "size",
  values: ({ metadata, spec }) =>
    spec.size >= 50 ? [`${metadata.namespace} large`] : [`${metadata.namespace} small`],
  rank: ({ spec }) => String(spec.size).padStart(3, "0"),
};

/** What every cache promises, over whichever store it stands. */
export function cacheContract(name: string, open: () => Promise<CacheHarness>): void {
  describe(name, () => {
    let harness: CacheHarness;
    let counted: ReturnType<typeof countedStore>;
    let cache: Cache;
    let ns: string;
    const stop = new AbortController();
    beforeEach(async () => {
      harness = await open();
      counted = countedStore(harness.store);
      ns = await harness.namespace();
      cache = createCache({
        store: counted.store,
        clock: systemClock,
        log: silentLog,
        only: [{ kind: toyKind, where: { namespace: ns } }],
      });
    });
    afterEach(async () => {
      await cache.close();
      await harness.close();
    });

    const make = (object: string, size = 1, labels?: Record<string, string>): Promise<Toy> =>
      harness.store.create(
        toyKind,
        toy(ns, object, {
          spec: { size },
          metadata: { namespace: ns, name: object, ...(labels && { labels }) },
        }),
      );
    const names = (toys: Iterable<Toy>): readonly string[] => [...toys].map(({ metadata }) => metadata.name);
    const follow = (where: Selector = { namespace: ns }): { changes: string[]; synced: () => boolean } => {
      const changes: string[] = [];
      let synced = false;
      cache.follow(
        toyKind,
        {
          where,
          changed: (change) => changes.push(tell(change)),
          synced: () => {
            synced = true;
          },
        },
        stop.signal,
      );
      return { changes: changes, synced: () => synced };
    };

    test("a copy has what was there when it is first read, and every later change", async () => {
      const a = await make("a");
      await make("b");
      const toys = await cache.of(toyKind);
      expect(names(toys.values()).toSorted()).toEqual(["a", "b"]);
      await harness.store.replace(toyKind, { ...a, spec: { size: 7 } }, "object");
      await harness.store.remove(toyKind, `${ns}/b`);
      await make("c");
      await vi.waitFor(() => {
        expect(names(toys.values()).toSorted()).toEqual(["a", "c"]);
        expect(toys.get(`${ns}/a`)?.spec.size).toBe(7);
      });
      expect(toys.get(`${ns}/a`)?.metadata.managedFields).toBeUndefined();
    });

    test("however many ask and follow, the server is listed and watched once", async () => {
      await make("a");
      const followers = [follow(), follow()];
      await Promise.all([cache.of(toyKind), cache.of(toyKind)]);
      await vi.waitFor(() => expect(followers.map(({ synced }) => synced())).toEqual([true, true]));
      const toys = await cache.of(toyKind);
      for (let times = 0; times < 100; times++) toys.by(bySize, `${ns} small`);
      expect(counted.take()).toEqual({ "list Toy": 1, "watch Toy": 1 });
    });

    test("what an index names alike comes in its order, in pages that go on where the last one ended", async () => {
      for (const [object, size] of Object.entries({ a: 3, b: 1, c: 60, d: 2, e: 2 }))
        await make(object, size);
      const toys = await cache.of(toyKind);
      const small = `${ns} small`;
      expect(names(toys.by(bySize, small))).toEqual(["b", "d", "e", "a"]);
      expect(names(toys.by(bySize, small, { descending: true }))).toEqual(["a", "e", "d", "b"]);
      expect(names(toys.by(bySize, `${ns} large`))).toEqual(["c"]);
      expect(toys.by(bySize, ns)).toEqual([]);
      const after = { rank: "002", key: `${ns}/d` } as const;
      expect(names(toys.by(bySize, small, { after, limit: 1 }))).toEqual(["e"]);
      expect(names(toys.by(bySize, small, { after, descending: true }))).toEqual(["b"]);
      await harness.store.remove(toyKind, `${ns}/d`);
      await vi.waitFor(() => expect(names(toys.by(bySize, small))).toEqual(["b", "e", "a"]));
      expect(names(toys.by(bySize, small, { after }))).toEqual(["e", "a"]);
      expect(names(toys.by(bySize, small, { after: { rank: "002" } }))).toEqual(["e", "a"]);
    });

    test("an object that changes moves in the indexes", async () => {
      const a = await make("a", 1);
      const toys = await cache.of(toyKind);
      await harness.store.replace(toyKind, { ...a, spec: { size: 99 } }, "object");
      await vi.waitFor(() => expect(names(toys.by(bySize, `${ns} large`))).toEqual(["a"]));
      expect(toys.by(bySize, `${ns} small`)).toEqual([]);
    });

    test("a follower is told what is there, whenever it comes, and then what happens", async () => {
      await make("a");
      await cache.of(toyKind);
      const late = follow();
      await vi.waitFor(() => expect(late.synced()).toBe(true));
      const b = await make("b");
      await harness.store.replace(toyKind, { ...b, spec: { size: 2 } }, "object");
      await harness.store.remove(toyKind, `${ns}/a`);
      await vi.waitFor(() => expect(late.changes).toEqual(["listed +a1", "+b1", "b1>b2", "-a1"]));
    });

    test("a follower of a selector is told who enters and who leaves", async () => {
      const a = await make("a", 1, { team: "x" });
      await make("b", 1, { team: "y" });
      const [x, labelled] = [
        follow({ namespace: ns, labels: { team: "x" } }),
        follow({ namespace: ns, has: ["team"] }),
      ];
      await vi.waitFor(() => expect(x.synced() && labelled.synced()).toBe(true));
      const metadata = { ...a.metadata, labels: { team: "y" } };
      const moved = await harness.store.replace(toyKind, { ...a, metadata }, "object");
      const { labels: _, ...bare } = moved.metadata;
      await harness.store.replace(toyKind, { ...moved, metadata: bare }, "object");
      await vi.waitFor(() => expect(labelled.changes.at(-1)).toBe("-a1"));
      expect(x.changes).toEqual(["listed +a1", "-a1"]);
      expect(labelled.changes.toSorted()).toEqual(["-a1", "a1>a1", "listed +a1", "listed +b1"]);
    });

    test("who asks for more than is kept is refused", () => {
      expect(() =>
        cache.follow(toyKind, { where: { has: ["team"] }, changed: () => {} }, stop.signal),
      ).toThrow();
    });

    test("who has waited for an object's revision sees everything that was there before it", async () => {
      const toys = await cache.of(toyKind);
      for (let round = 0; round < 5; round++) {
        await make(`before-${round}`);
        const mine = await make(`mine-${round}`);
        await toys.caughtUp(mine.metadata.resourceVersion ?? "");
        expect(toys.get(`${ns}/before-${round}`)).toBeDefined();
      }
      await expect(toys.caughtUp("9".repeat(30), AbortSignal.abort(new Error("enough")))).rejects.toThrow(
        "enough",
      );
    });

    describe("a store that reads from it", () => {
      let store: Store;
      beforeEach(() => {
        store = cachedStore(counted.store, cache);
      });

      test("shows each of its own writes at once, and asks the server only what the copy cannot tell", async () => {
        await cache.of(toyKind);
        counted.take();
        let last = await store.create(toyKind, toy(ns, "a"));
        for (const size of [2, 3, 4]) {
          last = await store.replace(toyKind, { ...last, spec: { size } }, "object");
          expect(await store.get(toyKind, `${ns}/a`)).toMatchObject({ spec: { size } });
          expect((await store.list(toyKind, { namespace: ns })).items).toMatchObject([{ spec: { size } }]);
        }
        expect(counted.take()).toEqual({ "create Toy": 1, "replace Toy": 3 });
        await store.remove(toyKind, `${ns}/a`);
        expect(await store.get(toyKind, `${ns}/a`)).toBeUndefined();
        expect((await store.list(toyKind, { namespace: ns })).items).toEqual([]);
      });

      test("never says that an object is gone which the copy does not have yet", async () => {
        await cache.of(toyKind);
        await make("new");
        expect(await store.get(toyKind, `${ns}/new`)).toMatchObject({ metadata: { name: "new" } });
      });

      test("shows a removal that waits for finalizers as what it is", async () => {
        await cache.of(toyKind);
        const finalizers = ["contract.slipway.dev/held"];
        const held = await store.create(
          toyKind,
          toy(ns, "a", { metadata: { name: "a", namespace: ns, finalizers } }),
        );
        await store.remove(toyKind, `${ns}/a`);
        const marked = await store.get(toyKind, `${ns}/a`);
        expect(marked?.metadata.deletionTimestamp).toMatch(/./);
        const { finalizers: _, ...metadata } = { ...held.metadata, ...marked?.metadata };
        await store.replace(toyKind, { ...held, metadata }, "object");
        expect(await store.get(toyKind, `${ns}/a`)).toBeUndefined();
      });

      test("gives lists the order and the choice of the server's own", async () => {
        await cache.of(toyKind);
        for (const object of ["b", "a", "c"])
          await store.create(
            toyKind,
            toy(ns, object, {
              metadata: {
                name: object,
                namespace: ns,
                labels: { "slipway.dev/team": object === "b" ? "x" : "y" },
              },
            }),
          );
        const chosen: readonly Selector[] = [
          { namespace: ns },
          { namespace: ns, labels: { "slipway.dev/team": "y" } },
          { namespace: ns, has: ["slipway.dev/team"] },
          { namespace: ns, has: ["team"] },
        ];
        for (const where of chosen)
          expect(names((await store.list(toyKind, where)).items)).toEqual(
            names((await harness.store.list(toyKind, where)).items),
          );
        expect(counted.asked.filter((asked) => asked === "list Toy")).toHaveLength(1);
      });
    });
  });
}

function tell({ before, after, listed }: CacheChange<Toy>): string {
  const one = (object: Toy): string => `${object.metadata.name}${object.spec.size}`;
  const changes =
    before === undefined || after === undefined
      ? `${before === undefined ? "+" : "-"}${one((after ?? before) as Toy)}`
      : `${one(before)}>${one(after)}`;
  return listed ? `listed ${changes}` : changes;
}
