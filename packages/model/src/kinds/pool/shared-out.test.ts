import { expect, test } from "vitest";
import { type PoolAsk, sharedOut } from "./index.ts";

const now = "2026-11-30T03:00:00.000Z";
const ask = (name: string, slots = 1, priority = 0): PoolAsk => ({
  ...{ run: "nightly-1", runUID: "u1", step: name, name, slots, priority },
  since: "2026-11-30T02:00:00.000Z",
});
const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);
const share = (slots: number, asks: readonly PoolAsk[], held: readonly string[] = []) => {
  const told = held.map((name) => ({ ...(asks.find((one) => one.name === name) ?? ask(name)), since: now }));
  const { holders, waiting } = sharedOut(slots, { held: told, asks, now });
  return { has: names(holders), waits: names(waiting) };
};

// The example of Airflow's documentation of pools: two slots, a heavy task that takes both, two light ones.
test("steps of one slot share what a step of two slots has for itself", () => {
  const all = [ask("heavy", 2), ask("light-1"), ask("light-2")];
  expect(share(2, all)).toEqual({ has: ["heavy"], waits: ["light-1", "light-2"] });
  expect(share(2, all, ["light-1", "light-2"])).toEqual({ has: ["light-1", "light-2"], waits: ["heavy"] });
});

test("higher priorities are first, then who has asked first, then names", () => {
  const late = { ...ask("late", 1, 1), since: "2026-11-30T02:30:00.000Z" };
  const all = [ask("b"), late, ask("a"), ask("high", 1, 2), ask("early", 1, 1)];
  expect(share(3, all)).toEqual({ has: ["high", "early", "late"], waits: ["a", "b"] });
});

test("nobody overtakes a step that waits for more slots than are free", () => {
  const all = [ask("running"), ask("big", 2, 1), ask("small")];
  expect(share(2, all, ["running"])).toEqual({ has: ["running"], waits: ["big", "small"] });
});

test("a step that asks for more slots than there are holds up nobody", () => {
  expect(share(2, [ask("huge", 3, 9), ask("a"), ask("b")])).toEqual({ has: ["a", "b"], waits: ["huge"] });
});

test("who has slots keeps them where there are fewer by now, and none is given until there are", () => {
  const all = [ask("a"), ask("b"), ask("c", 1, 9)];
  expect(share(1, all, ["a", "b"])).toEqual({ has: ["a", "b"], waits: ["c"] });
  expect(share(0, all)).toEqual({ has: [], waits: ["c", "a", "b"] });
});

test("what its run does not tell of any more gives its slots back, as another run's try of the same name does not take them", () => {
  expect(share(1, [ask("b")], ["a"])).toEqual({ has: ["b"], waits: [] });
  const { holders } = sharedOut(1, {
    held: [{ ...ask("a"), since: now }],
    asks: [{ ...ask("a"), runUID: "u2", run: "nightly-2" }],
    now: "2026-11-30T04:00:00.000Z",
  });
  expect(holders).toMatchObject([{ run: "nightly-2", since: "2026-11-30T04:00:00.000Z" }]);
});
