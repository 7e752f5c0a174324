import { expect, test } from "vitest";
import { gateNames } from "./scopes.ts";
import { type GraphStep, StepGraph } from "./step-graph.ts";
import { ScopesTooLarge } from "./walk.ts";

const chain = (length: number, step: (index: number) => GraphStep): StepGraph =>
  new StepGraph(
    Object.fromEntries(
      Array.from({ length }, (_, index) => [
        `step-${index}`,
        { ...(index === 0 ? {} : { needs: [`step-${index - 1}`] }), ...step(index) },
      ]),
    ),
  );

test("of a hundred thousand steps in one scope, every one is in it", () => {
  const last = 99_999;
  const graph = chain(last + 1, (index) => {
    if (index === 0) return { setup: true };
    return index === last ? { teardownOf: ["step-0"] } : {};
  });
  const gates = gateNames(graph);
  expect(gates.get(`step-${last}`)?.inScope.size).toBe(last - 2);
  expect(gates.get("step-1")?.indirectSetups.size).toBe(0);
  expect([...(gates.get("step-50000")?.indirectSetups ?? [])]).toEqual(["step-0"]);
});

test("scopes that together are too large are refused", () => {
  const names = (what: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${what}-${index}`);
  const layer = (all: readonly string[], step: GraphStep) => all.map((name) => [name, step] as const);
  const flow = (setups: number): StepGraph =>
    new StepGraph(
      Object.fromEntries([
        ...layer(names("setup", setups), { setup: true }),
        ...layer(names("one", 400), { needs: names("setup", setups) }),
        ...layer(names("two", 400), { needs: names("one", 400) }),
      ]),
    );
  expect(gateNames(flow(2)).get("two-7")?.setups.size).toBe(2);
  expect(() => gateNames(flow(20))).toThrow(ScopesTooLarge);
});

test("steps in a circle are gone round once", () => {
  const graph = new StepGraph({ a: { needs: ["b"], setup: true }, b: { needs: ["a"] } });
  expect([...(gateNames(graph).get("b")?.setups ?? [])]).toEqual(["a"]);
});

test("needs that no step is called are no one's", () => {
  const graph = new StepGraph({ a: { needs: ["gone"] }, b: { teardownOf: ["gone"] } });
  expect(graph.upstream("a").size).toBe(0);
  expect(graph.upstream("b").size).toBe(0);
});
