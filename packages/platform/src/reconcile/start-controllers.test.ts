import { controlledBy, defined, SlipwayError } from "@slipway/model";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cachedStore } from "#store/cached-store.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import type { Store } from "#store/store.ts";
import { countedStore } from "#store/testing/counted-store.ts";
import { type Controller, controller, ownedBy, watching } from "./controller.ts";
import type { Finalizer, Reconciler } from "./reconciler.ts";
import { startControllers } from "./start-controllers.ts";
import { type Boat, boat, boatKind, sail, sailKind } from "./testing/boat.ts";
import { boatAt, openWorkshop, type Workshop } from "./testing/workshop.ts";

describe("controllers at work", () => {
  let workshop: Workshop;
  let passes: string[];
  let running: Promise<void> | undefined;
  beforeEach(async () => {
    workshop = await openWorkshop();
    passes = [];
    running = undefined;
  });
  afterEach(async () => {
    workshop.stop.abort();
    // What hangs is left alone.
    workshop.clock.advance(5_000);
    await running;
    await workshop.close();
  });

  const start = (
    reconcile: Reconciler<Boat>["reconcile"],
    parts: Partial<Omit<Controller, "reconciler">> & {
      readonly store?: Store;
      readonly finalizer?: Finalizer<Boat>;
    } = {},
  ): void => {
    const { store = workshop.store, finalizer, ...rest } = parts;
    const counted: Reconciler<Boat>["reconcile"] = (object, turn) => {
      passes.push(object.metadata.name);
      return reconcile(object, turn);
    };
    const boats = controller<Boat>({
      name: "boat",
      reconciler: { kind: boatKind, reconcile: counted, ...defined({ finalizer }) },
      ...rest,
    });
    const cache = createCache({ ...workshop, store });
    const tools = { ...workshop, cache, store: cachedStore(store, cache) };
    running = startControllers([boats], tools).finally(() => cache.close());
  };
  const quiet = async () => ({ status: {} });
  /** Everything here happens on this thread, so that enough turns of its loop are enough for all that can happen. */
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const passed = (...names: readonly string[]) => vi.waitFor(() => expect(passes).toEqual(names));
  const annotate = async (name: string, value: string): Promise<void> => {
    const { metadata, ...rest } = await boatAt(workshop.hands, `default/${name}`);
    const changed = { ...rest, metadata: { ...metadata, annotations: { note: value } } };
    await workshop.hands.replace(boatKind, changed, "object");
  };
  /** Two boats, the first with a sail of its own. */
  const fleet = async () => {
    const owner = await workshop.hands.create(boatKind, boat("a"));
    await workshop.hands.create(boatKind, boat("b"));
    await workshop.hands.create(sailKind, sail("jib", { ownerReferences: [controlledBy(owner)] }));
  };

  test("look at what is there, at what comes and at what is edited", async () => {
    await workshop.hands.create(boatKind, boat("a"));
    start(quiet);
    await passed("a");
    await workshop.hands.create(boatKind, boat("b"));
    await passed("a", "b");
    await annotate("a", "1");
    await passed("a", "b", "a");
  });

  test("look at what something else than an object wakes, unless it is settled or not there", async () => {
    await workshop.hands.create(boatKind, boat("a"));
    await workshop.hands.create(boatKind, boat("done"));
    let wake: (key: `${string}/${string}`) => void = () => {};
    start(quiet, {
      wokenBy: (waking) => {
        wake = waking;
      },
      settled: ({ metadata }) => metadata.name === "done",
    });
    await passed("a");
    for (const name of ["a", "done", "nobody"]) wake(`default/${name}`);
    await passed("a", "a");
    await settled();
    expect(passes).toEqual(["a", "a"]);
  });

  test("are not woken by the status they write, even if it differs each time", async () => {
    await workshop.hands.create(boatKind, boat("a"));
    let sails = 0;
    start(async () => ({ status: { sails: ++sails } }));
    await vi.waitFor(async () => expect((await boatAt(workshop.hands, "default/a")).status?.sails).toBe(1));
    await settled();
    expect(passes).toEqual(["a"]);
  });

  test("are not woken by the finalizer they write", async () => {
    await workshop.hands.create(boatKind, boat("a"));
    const finalizer: Finalizer<Boat> = { name: "test.slipway.dev/f", cleanUp: async () => "gone" };
    start(quiet, { finalizer });
    await passed("a");
    await settled();
    expect(passes).toEqual(["a"]);
    expect((await boatAt(workshop.hands, "default/a")).metadata.finalizers).toEqual([finalizer.name]);
  });

  test("wake the owner of what changes and of what goes, and nobody else", async () => {
    await fleet();
    start(quiet, { watches: [ownedBy(boatKind, sailKind)] });
    await vi.waitFor(() => expect(new Set(passes)).toEqual(new Set(["a", "b"])));
    await settled();
    passes.length = 0;
    const jib = await workshop.hands.get(sailKind, "default/jib");
    if (jib === undefined) throw new Error("the jib is gone");
    await workshop.hands.replace(sailKind, { ...jib, spec: { area: 12 } }, "object");
    await passed("a");
    await workshop.hands.remove(sailKind, "default/jib");
    await passed("a", "a");
  });

  test("wake whom a change concerned before as well as whom it concerns now", async () => {
    await fleet();
    start(quiet, { watches: [ownedBy(boatKind, sailKind)] });
    await vi.waitFor(() => expect(new Set(passes)).toEqual(new Set(["a", "b"])));
    await settled();
    passes.length = 0;
    const jib = await workshop.hands.get(sailKind, "default/jib");
    if (jib === undefined) throw new Error("the jib is gone");
    const ownerReferences = [controlledBy(await boatAt(workshop.hands, "default/b"))];
    const moved = { ...jib, metadata: { ...jib.metadata, ownerReferences } };
    await workshop.hands.replace(sailKind, moved, "object");
    await passed("b", "a");
  });

  test("wake the owner of what went while a watch had expired, and nobody else", async () => {
    await fleet();
    let expire: (() => void) | undefined;
    const store: Store = {
      ...workshop.store,
      async *watch(kind, from, signal, where) {
        if (kind.kind === "Sail" && expire === undefined) {
          await new Promise<void>((resolve) => {
            expire = resolve;
          });
          await workshop.hands.remove(sailKind, "default/jib");
          throw new SlipwayError("SLIP-API-007", "too old resource version");
        }
        yield* workshop.store.watch(kind, from, signal, where);
      },
    };
    start(quiet, { store, watches: [ownedBy(boatKind, sailKind)] });
    await vi.waitFor(() => expect(new Set(passes)).toEqual(new Set(["a", "b"])));
    await vi.waitFor(() => expect(expire).toBeDefined());
    await settled();
    passes.length = 0;
    expire?.();
    await vi.waitFor(() => {
      workshop.clock.advance(100);
      expect(passes).toEqual(["a"]);
    });
    await settled();
    expect(passes).toEqual(["a"]);
  });

  test("look again after as long as a pass said", async () => {
    await workshop.hands.create(boatKind, boat("a"));
    start(async () => ({ status: {}, recheckAfterMs: 5_000 }));
    await passed("a");
    await settled();
    workshop.clock.advance(4_999);
    await settled();
    expect(passes).toEqual(["a"]);
    workshop.clock.advance(1);
    await passed("a", "a");
  });

  test("ask the server for nothing but the writes, and for nothing at all while nothing happens", async () => {
    await fleet();
    const counted = countedStore(workshop.store);
    const finalizer: Finalizer<Boat> = { name: "test.slipway.dev/f", cleanUp: async () => "gone" };
    const look: Reconciler<Boat>["reconcile"] = async (_, turn) => {
      await turn.store.get(sailKind, "default/jib");
      return { status: { sails: 1 }, recheckAfterMs: 1_000 };
    };
    start(look, { store: counted.store, finalizer, watches: [ownedBy(boatKind, sailKind)] });
    await vi.waitFor(() => expect(new Set(passes)).toEqual(new Set(["a", "b"])));
    await settled();
    const once = { "list Boat": 1, "watch Boat": 1, "list Sail": 1, "watch Sail": 1 };
    expect(counted.take()).toEqual({ ...once, "replace Boat": 4 });
    for (let round = 0; round < 5; round++) {
      workshop.clock.advance(1_000);
      await settled();
    }
    expect(passes).toHaveLength(12);
    expect(counted.take()).toEqual({});
  });

  test("forget without a question what went while it waited", async () => {
    await workshop.hands.create(boatKind, boat("a"));
    const counted = countedStore(workshop.store);
    start(async () => ({ status: {}, recheckAfterMs: 1_000 }), { store: counted.store });
    await passed("a");
    await workshop.hands.remove(boatKind, "default/a");
    await settled();
    counted.take();
    workshop.clock.advance(1_000);
    await settled();
    expect(passes).toEqual(["a"]);
    expect(counted.take()).toEqual({});
  });

  test("go again quietly, and no sooner than the pause, when another has written in between", async () => {
    await workshop.hands.create(boatKind, boat("a"));
    let conflicts = 0;
    start(
      async (object) => {
        if (conflicts++ === 0)
          await workshop.hands.replace(boatKind, { ...object, status: { sails: 7 } }, "status");
        return { status: { sails: (object.status?.sails ?? 0) + 1 } };
      },
      { retry: { baseMs: 1_000, capMs: 60_000 } },
    );
    await settled();
    expect(passes).toEqual(["a"]);
    workshop.clock.advance(1_000);
    await passed("a", "a");
    await settled();
    expect((await boatAt(workshop.hands, "default/a")).status?.sails).toBe(8);
  });

  test("leave growing pauses between failures, and begin anew after a success", async () => {
    await workshop.hands.create(boatKind, boat("a"));
    let failing = true;
    const retry = { baseMs: 1_000, capMs: 60_000 };
    start(async () => ({ status: {}, ...(failing ? { failure: new Error("no wood") } : {}) }), { retry });
    await passed("a");
    for (const [tries, ms] of [1_000, 2_000, 4_000].entries()) {
      await settled();
      workshop.clock.advance(ms * 0.79);
      await settled();
      expect(passes).toHaveLength(tries + 1);
      workshop.clock.advance(ms * 0.21);
      await vi.waitFor(() => expect(passes).toHaveLength(tries + 2));
    }
    failing = false;
    await settled();
    workshop.clock.advance(8_000);
    await vi.waitFor(() => expect(passes).toHaveLength(5));
    await settled();
    workshop.clock.advance(60_000);
    await settled();
    expect(passes).toHaveLength(5);
  });

  test("never give one key to two workers, however often it changes", async () => {
    await workshop.hands.create(boatKind, boat("a"));
    let inHand = 0;
    let most = 0;
    start(
      async () => {
        most = Math.max(most, ++inHand);
        await settled();
        inHand -= 1;
        return { status: {} };
      },
      { concurrency: { all: 4 } },
    );
    for (let change = 0; change < 10; change++) await annotate("a", String(change));
    await vi.waitFor(() => expect(passes.length).toBeGreaterThan(1));
    await vi.waitFor(() => expect(inHand).toBe(0));
    expect(most).toBe(1);
  });

  test("work on several keys at once", async () => {
    for (const name of ["a", "b", "c"]) await workshop.hands.create(boatKind, boat(name));
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    start(
      async () => {
        await gate;
        return { status: {} };
      },
      { concurrency: { all: 2 } },
    );
    await vi.waitFor(() => expect(passes).toHaveLength(2));
    await settled();
    expect(passes).toHaveLength(2);
    open();
    await vi.waitFor(() => expect(passes).toHaveLength(3));
  });

  test("ask for the keys of one change at a time, so that a burst is no storm", async () => {
    await workshop.hands.create(boatKind, boat("a"));
    let asking = 0;
    let most = 0;
    let asked = 0;
    const slow = watching(sailKind, async () => {
      most = Math.max(most, ++asking);
      await new Promise((resolve) => setImmediate(resolve));
      asking -= 1;
      asked += 1;
      return [];
    });
    start(quiet, { watches: [slow] });
    await passed("a");
    await settled();
    for (let n = 0; n < 20; n++) await workshop.hands.create(sailKind, sail(`s${n}`));
    await vi.waitFor(() => expect(asked).toBe(20));
    expect(most).toBe(1);
  });

  test("go on when the keys of one change cannot be told", async () => {
    await workshop.hands.create(boatKind, boat("a"));
    let broken = true;
    start(quiet, {
      watches: [
        watching(sailKind, async () => {
          if (broken) throw new Error("connection reset");
          return ["default/a"];
        }),
      ],
    });
    await passed("a");
    await settled();
    passes.length = 0;
    await workshop.hands.create(sailKind, sail("s1"));
    await settled();
    broken = false;
    await workshop.hands.create(sailKind, sail("s2"));
    await passed("a");
  });

  test("end the passes in hand before they stop, and begin no other", async () => {
    await workshop.hands.create(boatKind, boat("a"));
    await workshop.hands.create(boatKind, boat("b"));
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    start(
      async () => {
        await gate;
        return { status: { sails: 1 } };
      },
      { concurrency: { all: 1 } },
    );
    await vi.waitFor(() => expect(passes).toHaveLength(1));
    let stopped = false;
    void running?.then(() => {
      stopped = true;
    });
    workshop.stop.abort();
    await settled();
    expect(stopped).toBe(false);
    open();
    await running;
    expect(passes).toHaveLength(1);
    expect((await boatAt(workshop.hands, `default/${passes[0]}`)).status?.sails).toBe(1);
  });

  describe("of which some hang", () => {
    const FAR = "test.slipway.dev/far";
    const never = () => new Promise<never>(() => {});
    const isFar = ({ metadata }: { readonly metadata: Boat["metadata"] }): boolean =>
      metadata.annotations?.[FAR] !== undefined;
    const far = (name: string) => boat(name, { annotations: { [FAR]: "" } });
    const lanes = {
      concurrency: { near: 2, far: 2 },
      laneOf: (object: Parameters<typeof isFar>[0]) => (isFar(object) ? "far" : "near"),
    };
    const farHangs: Reconciler<Boat>["reconcile"] = async (object) =>
      isFar(object) ? never() : { status: { sails: 1 } };
    const sails = async (name: string) => (await boatAt(workshop.hands, `default/${name}`)).status?.sails;

    test("those of another lane go on as if nothing hung", async () => {
      for (let n = 0; n < 8; n++) await workshop.hands.create(boatKind, far(`far-${n}`));
      for (let n = 0; n < 8; n++) await workshop.hands.create(boatKind, boat(`near-${n}`));
      start(farHangs, lanes);
      await settled();
      for (let n = 0; n < 8; n++) expect(await sails(`near-${n}`)).toBe(1);
      expect(passes.filter((name) => name.startsWith("far"))).toHaveLength(2);
    });

    test("one that changes into another lane while it waits is worked on there", async () => {
      for (let n = 0; n < 3; n++) await workshop.hands.create(boatKind, far(`far-${n}`));
      start(farHangs, lanes);
      await settled();
      const waiting = [0, 1, 2].map((n) => `far-${n}`).find((name) => !passes.includes(name)) ?? "";
      await annotate(waiting, "no longer far");
      await settled();
      expect(await sails(waiting)).toBe(1);
    });

    test("each waits its turn again with growing pauses, so that all of a lane have theirs", async () => {
      for (let n = 0; n < 6; n++) await workshop.hands.create(boatKind, far(`far-${n}`));
      start(farHangs, { ...lanes, deadlineMs: 1_000, retry: { baseMs: 60_000, capMs: 600_000 } });
      for (let round = 1; round <= 3; round++) {
        await settled();
        expect(new Set(passes).size).toBe(2 * round);
        workshop.clock.advance(3_000);
      }
      expect(passes).toHaveLength(6);
    });

    test("a home that stops waits for none of them", async () => {
      for (let n = 0; n < 4; n++) await workshop.hands.create(boatKind, far(`far-${n}`));
      start(farHangs, lanes);
      await settled();
      workshop.stop.abort();
      workshop.clock.advance(5_000);
      await running;
      expect(passes).toHaveLength(2);
    });
  });

  describe("with objects that are settled", () => {
    const isSettled = (object: { readonly status?: object }): boolean => (object as Boat).status?.sails === 1;
    const finished = async (name: string): Promise<void> => {
      const created = await workshop.hands.create(boatKind, boat(name));
      await workshop.hands.replace(boatKind, { ...created, status: { sails: 1 } }, "status");
    };
    const sailOf = async (name: string, owner: string): Promise<void> => {
      const ownerReferences = [controlledBy(await boatAt(workshop.hands, `default/${owner}`))];
      await workshop.hands.create(sailKind, sail(name, { ownerReferences }));
    };

    test("look at none of them at a start, nor when something else changes", async () => {
      for (let n = 0; n < 20; n++) await finished(`old-${n}`);
      await workshop.hands.create(boatKind, boat("new"));
      start(quiet, { settled: isSettled, watches: [ownedBy(boatKind, sailKind)] });
      await passed("new");
      await sailOf("jib", "old-3");
      await settled();
      expect(new Set(passes)).toEqual(new Set(["new"]));
    });

    test("look at one that is edited or deleted", async () => {
      await finished("old");
      const finalizer: Finalizer<Boat> = { name: "test.slipway.dev/f", cleanUp: async () => "gone" };
      start(quiet, { settled: isSettled, finalizer });
      await settled();
      expect(passes).toEqual([]);
      await annotate("old", "1");
      await passed("old");
      await workshop.hands.remove(boatKind, "default/old");
      await vi.waitFor(async () => expect(await workshop.hands.get(boatKind, "default/old")).toBeUndefined());
    });

    test("look at one again once it is settled no more", async () => {
      await finished("old");
      let working = false;
      start(quiet, {
        settled: (object) => isSettled(object) && !working,
        watches: [ownedBy(boatKind, sailKind)],
      });
      await settled();
      working = true;
      await annotate("old", "1");
      await passed("old");
      await sailOf("jib", "old");
      await passed("old", "old");
    });
  });
});
