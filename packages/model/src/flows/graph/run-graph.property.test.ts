import fc from "fast-check";
import { expect, test } from "vitest";
import type { FlowDefinition, FlowStep } from "../definition.ts";
import { TRIGGER_RULES } from "../rules/index.ts";
import { compileFlow } from "./compile.ts";
import { RunGraph } from "./run-graph.ts";
import type { StepEnd } from "./states.ts";
import type { WorkEnd } from "./work.ts";

interface Drawn {
  readonly needs: readonly number[];
  readonly rule: number;
  readonly end: WorkEnd["state"];
  readonly form: "work" | "fan" | "inside" | "setup";
}

const MOST = 12;
const drawn = fc.array(
  fc.record({
    needs: fc.array(fc.nat(MOST), { maxLength: 3 }),
    rule: fc.nat(TRIGGER_RULES.length - 1),
    end: fc.constantFrom("success", "success", "success", "failed"),
    form: fc.constantFrom("work", "work", "fan", "inside", "setup"),
  } satisfies { [K in keyof Drawn]: fc.Arbitrary<Drawn[K]> }),
  { minLength: 1, maxLength: MOST },
);

const run = { command: ["true"] };

/** Steps that need only earlier ones; every setup has a teardown. */
function definitionOf(all: readonly Drawn[]): FlowDefinition {
  const isSetup = (index: number): boolean => all[index]?.form === "setup";
  const steps = all.flatMap(({ needs, rule, form }, index): FlowStep[] => {
    const earlier = [...new Set(needs.filter((need) => need < index))].map((need) => `s${need}`);
    // Work that needs a setup needs its success.
    const triggerRule = needs.some((need) => need < index && isSetup(need)) ? undefined : TRIGGER_RULES[rule];
    const common = {
      name: `s${index}`,
      needs: earlier,
      ...(triggerRule === undefined ? {} : { triggerRule }),
    };
    if (form === "fan") return [{ ...common, run, forEach: { items: [1, 2, 3], maxConcurrency: 2 } }];
    if (form === "inside")
      return [
        {
          ...common,
          steps: [
            { name: "a", run },
            { name: "b", run, needs: ["a"] },
          ],
        },
      ];
    if (form === "work") return [{ ...common, run }];
    return [
      { ...common, run, setup: true },
      { name: `t${index}`, run, teardownOf: [`s${index}`] },
    ];
  });
  return { steps, onExit: [{ name: "tell", run }] };
}

const endOf = (all: readonly Drawn[], path: string): WorkEnd["state"] =>
  all[Number(/^[st](\d+)/.exec(path)?.[1])]?.end ?? "success";

interface Played {
  readonly order: readonly string[];
  readonly ends: Readonly<Record<string, StepEnd>>;
  readonly state: string | undefined;
}

/** Plays a run to its end; of the steps that run, `choose` says which ends next. */
function play(
  all: readonly Drawn[],
  choose: (count: number) => number,
  { most = 100, cancelAfter = Number.POSITIVE_INFINITY } = {},
): Played {
  const graph = new RunGraph(compileFlow(definitionOf(all)), { parameters: {}, run: {} });
  const [running, order, taken] = [[] as string[], [] as string[], new Set<string>()];
  const ends: Record<string, StepEnd> = {};
  const decide = (): void => {
    while (!graph.advance(2));
    for (const { path, state } of graph.takeSettled()) ends[path] = state;
  };
  const begin = (): void => {
    for (const { path } of graph.take(most - running.length)) {
      expect(taken.has(path)).toBe(false);
      taken.add(path);
      running.push(path);
    }
  };
  for (;;) {
    decide();
    begin();
    decide();
    const [next] = running.length === 0 ? [] : running.splice(choose(running.length), 1);
    if (next === undefined) break;
    order.push(next);
    expect(graph.ended(next, { state: endOf(all, next) })).toBe(true);
    expect(graph.ended(next, { state: "failed" })).toBe(false);
    if (order.length === cancelAfter) graph.cancel();
  }
  expect(graph.end).toBeDefined();
  return { order, ends, state: graph.end?.state };
}

test("a run comes to the same end in whatever order its steps end, and none is begun twice", () => {
  fc.assert(
    fc.property(drawn, fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 5 }), (all, choices, most) => {
      const all_ = withoutRaces(all);
      const first = play(all_, () => 0);
      const other = play(all_, (count) => (choices.next().value ?? 0) % count, { most });
      expect(other.ends).toEqual(first.ends);
      expect(other.state).toBe(first.state);
    }),
    { numRuns: 200 },
  );
});

/** How many items a fan begins before one fails, and whether `all_success` meets a skip or a failure first, is a matter of time; work needs the success of a setup. */
const withoutRaces = (all: readonly Drawn[]): readonly Drawn[] =>
  all.map((one) => {
    const rule = TRIGGER_RULES[one.rule] === "all_success" ? TRIGGER_RULES.indexOf("none_failed") : one.rule;
    const form = one.form === "setup" ? "work" : one.form;
    return { ...one, rule, form, ...(form === "fan" ? { end: "success" as const } : {}) };
  });

test("who tells the ends again, as they were written down, has the run as it was", () => {
  fc.assert(
    fc.property(drawn, fc.infiniteStream(fc.nat()), fc.nat(30), (all, choices, upTo) => {
      const played = play(all, (count) => (choices.next().value ?? 0) % count, { most: 3 });
      const recorded = new Map(Object.entries(played.ends));
      const graph = new RunGraph(compileFlow(definitionOf(all)), { parameters: {}, run: {}, recorded });
      const told = played.order.slice(0, upTo);
      const ends: Record<string, StepEnd> = {};
      for (const path of told) {
        while (!graph.advance(100));
        expect(graph.ended(path, { state: endOf(all, path) })).toBe(true);
      }
      while (!graph.advance(100));
      for (const { path, state } of graph.takeSettled()) ends[path] = state;
      for (const [path, state] of Object.entries(ends))
        expect([path, state]).toEqual([path, played.ends[path]]);
      for (const path of told) expect(graph.ended(path, { state: "success" })).toBe(false);
      const again = graph.take(1_000).map(({ path }) => path);
      for (const path of again) expect(told).not.toContain(path);
    }),
    { numRuns: 200 },
  );
});

test("a canceled run tears down exactly what was set up, and tells on exit", () => {
  fc.assert(
    fc.property(drawn, fc.nat(10), (all, cancelAfter) => {
      const { order, ends } = play(all, () => 0, { cancelAfter: cancelAfter + 1 });
      for (const [index, { form }] of all.entries()) {
        if (form !== "setup") continue;
        const isThere = order.includes(`s${index}`) && ends[`s${index}`] === "success";
        expect([index, order.includes(`t${index}`)]).toEqual([index, isThere]);
      }
      expect(order.at(-1)).toBe("onExit.tell");
    }),
    { numRuns: 200 },
  );
});

test("a chain and a fan of ten thousand, and a hundred thousand steps that do nothing", () => {
  const chain = Array.from(
    { length: 10_000 },
    (_, n): FlowStep => ({ name: `s${n}`, run, needs: n === 0 ? [] : [`s${n - 1}`] }),
  );
  const graph = new RunGraph(compileFlow({ steps: chain }), { parameters: {}, run: {} });
  let count = 0;
  for (;;) {
    graph.advance(100_000);
    const [one, ...others] = graph.take(10);
    if (one === undefined) break;
    expect(others).toEqual([]);
    graph.ended(one.path, { state: "success" });
    count++;
  }
  expect([count, graph.end?.state]).toEqual([10_000, "success"]);

  const items = Array.from({ length: 100_000 }, (_, n) => n);
  const fan = new RunGraph(compileFlow({ steps: [{ name: "each", pass: {}, forEach: { items } }] }), {
    parameters: {},
    run: {},
  });
  while (!fan.advance(10_000)) fan.takeSettled();
  expect(fan.end?.state).toBe("success");
});
