import { SlipwayError } from "@slipway/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "#store/store.ts";
import { controller } from "./controller.ts";
import { inSteps } from "./in-steps.ts";
import { pass } from "./pass.ts";
import type { Verdict } from "./pass-tools.ts";
import { type Finalizer, type Outcome, type Reconciler, TerminalError } from "./reconciler.ts";
import { type Boat, boat, boatKind } from "./testing/boat.ts";
import { boatAt, openWorkshop, type Workshop } from "./testing/workshop.ts";

const KEY = "default/b";
const FINALIZER = "test.slipway.dev/boat";
const built = { type: "Built", status: "True", reason: "Done", message: "" } as const;

describe("a pass", () => {
  let workshop: Workshop;
  beforeEach(async () => {
    workshop = await openWorkshop();
  });
  afterEach(() => workshop.close());

  const look = (reconcile: Reconciler<Boat>["reconcile"], cleanUp?: Finalizer<Boat>["cleanUp"]) =>
    pass(
      controller<Boat>({
        name: "boat",
        reconciler: {
          kind: boatKind,
          reconcile,
          ...(cleanUp === undefined ? {} : { finalizer: { name: FINALIZER, cleanUp } }),
        },
      }),
      KEY,
      workshop,
    );
  const never = () => Promise.reject(new Error("nobody should have come here"));
  const outcome = (status: Outcome<Boat>["status"]) => async (): Promise<Outcome<Boat>> => ({ status });
  const statusWrites = () => workshop.writes.filter(({ part }) => part === "status").length;

  test("forgets an object that is gone", async () => {
    expect(await look(never)).toEqual({ next: "forget" });
  });

  test("writes the finalizer before it does anything else", async () => {
    await workshop.hands.create(boatKind, boat("b"));
    let seen: readonly string[] | undefined;
    await look(
      async (object) => {
        seen = [
          ...(object.metadata.finalizers ?? []),
          ...((await boatAt(workshop.hands, KEY)).metadata.finalizers ?? []),
        ];
        return { status: {} };
      },
      async () => "gone",
    );
    expect(seen).toEqual([FINALIZER, FINALIZER]);
  });

  test("does nothing else when the finalizer cannot be written", async () => {
    await workshop.hands.create(boatKind, boat("b"));
    workshop.onWrite = () => {
      throw new Error("disk full");
    };
    expect(await look(never, never)).toEqual({ next: "retry" });
  });

  test("cleans up a deleted object, and lets it go when that is done", async () => {
    await workshop.hands.create(boatKind, boat("b", { finalizers: [FINALIZER] }));
    await workshop.hands.remove(boatKind, KEY);
    expect(await look(never, async () => ({ recheckAfterMs: 500 }))).toEqual({
      next: "forget",
      recheckAfterMs: 500,
    });
    expect((await boatAt(workshop.hands, KEY)).metadata.deletionTimestamp).toBeDefined();
    expect(await look(never, async () => "gone")).toEqual({ next: "forget" });
    expect(await workshop.hands.get(boatKind, KEY)).toBeUndefined();
  });

  describe("where the home may not work", () => {
    const refusal = { type: "Built", status: "False", reason: "NotHere", message: "ask the owner" } as const;
    const turnedAway = (
      reconcile: Reconciler<Boat>["reconcile"],
      cleanUp: Finalizer<Boat>["cleanUp"] = never,
    ) =>
      pass(
        controller<Boat>({
          name: "boat",
          reconciler: { kind: boatKind, reconcile, finalizer: { name: FINALIZER, cleanUp } },
        }),
        KEY,
        { ...workshop, admission: { refusal: () => refusal, follow: () => {} } },
      );
    const forbidden = () => Promise.reject(new SlipwayError("SLIP-API-006", "pods is forbidden"));

    test("begins nothing, tells the object why, once, and leaves no finalizer on it", async () => {
      await workshop.hands.create(boatKind, boat("b"));
      expect(await turnedAway(never)).toEqual({ next: "forget" });
      expect(await turnedAway(never)).toEqual({ next: "forget" });
      const { metadata, status } = await boatAt(workshop.hands, KEY);
      expect(metadata.finalizers).toBeUndefined();
      expect(status?.conditions).toEqual([expect.objectContaining(refusal)]);
      expect(workshop.recorded).toEqual([
        { about: "b", type: "Warning", reason: "NotHere", message: "ask the owner" },
      ]);
      expect(statusWrites()).toBe(1);
    });

    test("lets an object go that was begun when it still might, where it may clean up no more", async () => {
      await workshop.hands.create(boatKind, boat("b", { finalizers: [FINALIZER, "example.com/other"] }));
      await workshop.hands.remove(boatKind, KEY);
      expect(await turnedAway(never, forbidden)).toEqual({ next: "forget" });
      expect((await boatAt(workshop.hands, KEY)).metadata.finalizers).toEqual(["example.com/other"]);
      expect(workshop.recorded).toEqual([expect.objectContaining({ reason: "CleanUpForbidden" })]);
    });

    test("cleans up all the same what it may, and waits for it", async () => {
      await workshop.hands.create(boatKind, boat("b", { finalizers: [FINALIZER] }));
      await workshop.hands.remove(boatKind, KEY);
      const waits = { next: "forget", recheckAfterMs: 500 };
      expect(await turnedAway(never, async () => ({ recheckAfterMs: 500 }))).toEqual(waits);
      expect((await boatAt(workshop.hands, KEY)).metadata.finalizers).toEqual([FINALIZER]);
    });

    test("goes on with what was begun", async () => {
      await workshop.hands.create(boatKind, boat("b", { finalizers: [FINALIZER] }));
      await turnedAway(outcome({ conditions: [built] }));
      expect((await boatAt(workshop.hands, KEY)).status?.conditions).toEqual([
        expect.objectContaining(built),
      ]);
    });

    test("does not let go of an object where it may work and is forbidden something all the same", async () => {
      await workshop.hands.create(boatKind, boat("b", { finalizers: [FINALIZER] }));
      await workshop.hands.remove(boatKind, KEY);
      expect(await look(never, forbidden)).toEqual({ next: "retry" });
      expect((await boatAt(workshop.hands, KEY)).metadata.finalizers).toEqual([FINALIZER]);
    });
  });

  test("tells in an event why a deletion does not get on, and tries again", async () => {
    await workshop.hands.create(boatKind, boat("b", { finalizers: [FINALIZER] }));
    await workshop.hands.remove(boatKind, KEY);
    expect(await look(never, () => Promise.reject(new Error("the crane is broken")))).toEqual({
      next: "retry",
    });
    expect(workshop.recorded).toEqual([
      expect.objectContaining({ about: "b", type: "Warning", reason: "CleanUpFailed" }),
    ]);
    expect(workshop.recorded[0]?.message).toContain("the crane is broken");
  });

  test("leaves a deleted object to others once its own finalizer is gone", async () => {
    await workshop.hands.create(boatKind, boat("b", { finalizers: [FINALIZER, "other.dev/x"] }));
    await workshop.hands.remove(boatKind, KEY);
    await look(never, async () => "gone");
    expect((await boatAt(workshop.hands, KEY)).metadata.finalizers).toEqual(["other.dev/x"]);
    expect(await look(never, never)).toEqual({ next: "forget" });
  });

  test("writes the status only when it says something new", async () => {
    await workshop.hands.create(boatKind, boat("b"));
    await look(outcome({ sails: 1, conditions: [built] }));
    await look(outcome({ conditions: [built], sails: 1 }));
    expect(statusWrites()).toBe(1);
    await look(outcome({ conditions: [built], sails: 2 }));
    expect(statusWrites()).toBe(2);
    expect((await boatAt(workshop.hands, KEY)).status?.sails).toBe(2);
  });

  test("dates a condition by when its status changed, not by when its words did", async () => {
    await workshop.hands.create(boatKind, boat("b"));
    await look(outcome({ conditions: [{ ...built, status: "False", message: "no wood" }] }));
    workshop.clock.advance(60_000);
    await look(outcome({ conditions: [{ ...built, status: "False", message: "no nails" }] }));
    expect((await boatAt(workshop.hands, KEY)).status?.conditions).toEqual([
      {
        ...built,
        status: "False",
        message: "no nails",
        lastTransitionTime: "2026-01-01T00:00:00Z",
        observedGeneration: 1,
      },
    ]);
    await look(outcome({ conditions: [built] }));
    expect((await boatAt(workshop.hands, KEY)).status?.conditions?.[0]?.lastTransitionTime).toBe(
      "2026-01-01T00:01:00Z",
    );
  });

  // `kubectl wait` takes a condition whose observedGeneration is behind for one that does not hold yet.
  test("says of an unchanged condition that it holds for the changed spec as well", async () => {
    await workshop.hands.create(boatKind, boat("b"));
    await look(outcome({ conditions: [built] }));
    const before = await boatAt(workshop.hands, KEY);
    await workshop.hands.replace(boatKind, { ...before, spec: { length: 11 } }, "object");
    await look(outcome({ conditions: [built] }));
    const [condition] = (await boatAt(workshop.hands, KEY)).status?.conditions ?? [];
    expect(condition?.observedGeneration).toBe(2);
    expect(condition?.lastTransitionTime).toBe("2026-01-01T00:00:00Z");
    expect(statusWrites()).toBe(2);
  });

  test("leaves a condition that nobody looked at with the generation it was true for", async () => {
    await workshop.hands.create(boatKind, boat("b"));
    await look(outcome({ conditions: [built] }));
    const before = await boatAt(workshop.hands, KEY);
    await workshop.hands.replace(boatKind, { ...before, spec: { length: 11 } }, "object");
    await look(async (object) => ({ status: object.status ?? {} }));
    expect((await boatAt(workshop.hands, KEY)).status?.conditions?.[0]?.observedGeneration).toBe(1);
  });

  test("publishes what it learned even when it failed, and is then tried again", async () => {
    await workshop.hands.create(boatKind, boat("b"));
    const verdict = await look(async () => ({
      status: { conditions: [{ ...built, status: "False", message: "no wood" }] },
      failure: new Error("no wood"),
      recheckAfterMs: 15_000,
    }));
    expect(verdict).toEqual({ next: "retry" });
    expect((await boatAt(workshop.hands, KEY)).status?.conditions?.[0]?.message).toBe("no wood");
  });

  test("goes again, without a word, when somebody wrote in between", async () => {
    await workshop.hands.create(boatKind, boat("b"));
    const warned: string[] = [];
    const log = { ...workshop.log, warn: (message: string) => warned.push(message), child: () => log };
    const verdict = await pass(
      controller<Boat>({
        name: "boat",
        reconciler: {
          kind: boatKind,
          reconcile: async (object) => {
            await workshop.hands.replace(boatKind, { ...object, spec: { length: 12 } }, "object");
            return { status: { sails: 1 } };
          },
        },
      }),
      KEY,
      { ...workshop, log },
    );
    expect(verdict).toEqual({ next: "retry" });
    expect(warned).toEqual([]);
    expect((await boatAt(workshop.hands, KEY)).status).toBeUndefined();
  });

  test("does not try again after a TerminalError", async () => {
    await workshop.hands.create(boatKind, boat("b"));
    expect(await look(() => Promise.reject(new TerminalError("NoWood", "no wood grows here")))).toEqual({
      next: "forget",
    });
  });

  test("tries again after any other error", async () => {
    await workshop.hands.create(boatKind, boat("b"));
    expect(await look(() => Promise.reject(new SlipwayError("SLIP-API-006", "not allowed")))).toEqual({
      next: "retry",
    });
  });

  test("takes no offence when the object goes while it is looked at", async () => {
    await workshop.hands.create(boatKind, boat("b"));
    const verdict = await look(async () => {
      await workshop.hands.remove(boatKind, KEY);
      return { status: { sails: 1 } };
    });
    expect(verdict).toEqual({ next: "forget" });
  });

  test("passes on how long to wait", async () => {
    await workshop.hands.create(boatKind, boat("b"));
    expect(await look(async () => ({ status: {}, recheckAfterMs: 250 }))).toEqual({
      next: "forget",
      recheckAfterMs: 250,
    });
  });

  describe("that hangs", () => {
    const HOUR = 3_600_000;
    const never = () => new Promise<never>(() => {});
    const hanging = (
      reconciler: Partial<Reconciler<Boat>>,
      store: Partial<Store> = {},
    ): { readonly verdict: Promise<Verdict>; readonly signals: AbortSignal[] } => {
      const signals: AbortSignal[] = [];
      const reconcile: Reconciler<Boat>["reconcile"] = (_, turn) => {
        signals.push(turn.signal);
        return never();
      };
      const boats = controller<Boat>({
        name: "boat",
        deadlineMs: 10_000,
        reconciler: { kind: boatKind, reconcile, ...reconciler },
      });
      return { verdict: pass(boats, KEY, { ...workshop, store: { ...workshop.store, ...store } }), signals };
    };
    /** Enough turns of this thread's loop for everything that can happen without time. */
    const settled = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    };

    test("is told to end when its time is up, is left alone soon after, and is tried again", async () => {
      await workshop.hands.create(boatKind, boat("b"));
      const { verdict, signals } = hanging({});
      await settled();
      workshop.clock.advance(9_999);
      expect(signals[0]?.aborted).toBe(false);
      workshop.clock.advance(1);
      expect(signals[0]?.aborted).toBe(true);
      workshop.clock.advance(2_000);
      expect(await verdict).toEqual({ next: "retry" });
      expect(workshop.recorded).toEqual([
        expect.objectContaining({ type: "Warning", reason: "DeadlineExceeded" }),
      ]);
    });

    test("publishes which step waited, and what the others have learned", async () => {
      await workshop.hands.create(boatKind, boat("b"));
      const { verdict } = hanging({
        reconcile: inSteps<Boat>([
          { condition: "Built", run: async () => ({ condition: built, status: { sails: 2 } }) },
          { condition: "Launched", run: never },
        ]),
      });
      await settled();
      workshop.clock.advance(10_000);
      expect(await verdict).toEqual({ next: "retry" });
      const { status } = await boatAt(workshop.hands, KEY);
      expect(status?.sails).toBe(2);
      expect(status?.conditions).toEqual([
        expect.objectContaining(built),
        expect.objectContaining({ type: "Launched", status: "False", reason: "DeadlineExceeded" }),
      ]);
      expect(workshop.recorded[0]?.message).toBe("SLIP-RUN-020: No answer within 10 s; it is tried again");
    });

    test("publishes nothing once it was left alone", async () => {
      await workshop.hands.create(boatKind, boat("b"));
      let answer = (_: Outcome<Boat>): void => {};
      const { verdict } = hanging({
        reconcile: () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      });
      await settled();
      workshop.clock.advance(12_000);
      await verdict;
      answer({ status: { sails: 3 } });
      await settled();
      expect((await boatAt(workshop.hands, KEY)).status).toBeUndefined();
    });

    test.each([
      ["reading", { get: never }],
      ["writing the finalizer", { replace: never }],
    ])("is left alone also when it hangs in %s", async (_, store) => {
      await workshop.hands.create(boatKind, boat("b"));
      const finalizer = { name: FINALIZER, cleanUp: never };
      const { verdict } = hanging({ finalizer }, store);
      await settled();
      workshop.clock.advance(12_000);
      expect(await verdict).toEqual({ next: "retry" });
    });

    test("tells why a deletion waits when it hangs in cleaning up", async () => {
      await workshop.hands.create(boatKind, boat("b", { finalizers: [FINALIZER] }));
      await workshop.hands.remove(boatKind, KEY);
      const { verdict } = hanging({ finalizer: { name: FINALIZER, cleanUp: never } });
      await settled();
      workshop.clock.advance(12_000);
      expect(await verdict).toEqual({ next: "retry" });
      expect(workshop.recorded[0]?.reason).toBe("CleanUpFailed");
      expect(workshop.recorded[0]?.message).toContain("SLIP-RUN-020");
    });

    test("does not keep a home from stopping, however much time it had", async () => {
      await workshop.hands.create(boatKind, boat("b"));
      const { verdict, signals } = hanging({});
      await settled();
      workshop.stop.abort();
      expect(signals[0]?.aborted).toBe(false);
      workshop.clock.advance(5_000);
      expect(signals[0]?.aborted).toBe(true);
      expect(await verdict).toEqual({ next: "retry" });
      expect(workshop.recorded).toEqual([]);
    });

    test("leaves no timer behind when it ends in time", async () => {
      await workshop.hands.create(boatKind, boat("b"));
      let signal: AbortSignal | undefined;
      await look(async (object, turn) => {
        signal = turn.signal;
        return { status: object.status ?? {} };
      });
      workshop.clock.advance(HOUR);
      expect(signal?.aborted).toBe(false);
    });
  });
});
