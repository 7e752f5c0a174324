import fc from "fast-check";
import { expect, test } from "vitest";
import { AIRFLOW, type State, verdictsOf } from "../testing/airflow.ts";
import type { EndState, Verdict } from "./end-state.ts";
import { judgeTriggerRule, TRIGGER_RULES, type TriggerRule } from "./trigger-rule.ts";
import { UpstreamCounts } from "./upstream-counts.ts";

interface Upstream {
  readonly state: State;
  readonly isSetup: boolean;
}

function countsOf(upstreams: readonly Upstream[]): UpstreamCounts {
  const setups = upstreams.filter(({ isSetup }) => isSetup).length;
  const counts = new UpstreamCounts({ total: upstreams.length, setups });
  for (const { state, isSetup } of upstreams) if (state !== "running") counts.add(state, { isSetup });
  return counts;
}

const RECORDED = Object.entries(AIRFLOW.threeUpstreams).flatMap(([rule, answers]) =>
  Object.entries(answers).map(([setups, letters]) => ({ rule, setups, letters })),
);

test("has Airflow's thirteen rules", () => {
  expect([...TRIGGER_RULES, "teardown"].sort()).toEqual(Object.keys(AIRFLOW.threeUpstreams).sort());
  expect(TRIGGER_RULES).toHaveLength(13);
});

test.each(RECORDED)("$rule over three upstreams, of which $setups are setups, is Airflow's", (recorded) => {
  const rule = recorded.rule === "teardown" ? "all_done_setup_success" : (recorded.rule as TriggerRule);
  const setups = recorded.setups.split(",");
  const letters = verdictsOf(["a", "b", "c"], (states) =>
    judgeTriggerRule(
      rule,
      countsOf([...states].map(([name, state]) => ({ state, isSetup: setups.includes(name) }))),
    ),
  );
  expect(letters).toBe(recorded.letters);
});

/** The table of Airflow's documentation and source, read sentence by sentence and over the states themselves. */
const TABLE: Readonly<Record<TriggerRule, (all: readonly Upstream[]) => Verdict>> = {
  all_success: (all) =>
    first(
      [some(all, "failed", "upstream_failed"), "upstream_failed"],
      [some(all, "skipped"), "skipped"],
      [every(all, "success"), "run"],
    ),
  all_failed: (all) =>
    first([some(all, "success", "skipped"), "skipped"], [every(all, "failed", "upstream_failed"), "run"]),
  all_done: (all) => first([isDone(all), "run"]),
  all_done_min_one_success: (all) =>
    first(
      [some(all, "skipped"), "skipped"],
      [isDone(all) && some(all, "success"), "run"],
      [isDone(all), "upstream_failed"],
    ),
  all_done_setup_success: (all) => {
    const setups = all.filter(({ isSetup }) => isSetup);
    if (!isDone(all)) return "wait";
    return first(
      [setups.length === 0 || some(setups, "success"), "run"],
      [every(setups, "skipped"), "skipped"],
      [true, "upstream_failed"],
    );
  },
  one_failed: (all) => first([some(all, "failed", "upstream_failed"), "run"], [isDone(all), "skipped"]),
  one_success: (all) =>
    first(
      [some(all, "success"), "run"],
      [every(all, "skipped"), "skipped"],
      [isDone(all), "upstream_failed"],
    ),
  one_done: (all) => first([some(all, "success", "failed"), "run"], [isDone(all), "skipped"]),
  none_failed: (all) =>
    first(
      [some(all, "failed", "upstream_failed"), "upstream_failed"],
      [every(all, "success", "skipped"), "run"],
    ),
  none_failed_min_one_success: (all) =>
    first(
      [some(all, "failed", "upstream_failed"), "upstream_failed"],
      [every(all, "skipped"), "skipped"],
      [every(all, "success", "skipped"), "run"],
    ),
  none_skipped: (all) => first([some(all, "skipped"), "skipped"], [isDone(all), "run"]),
  all_skipped: (all) =>
    first([some(all, "success", "failed", "upstream_failed"), "skipped"], [every(all, "skipped"), "run"]),
  always: () => "run",
};

const some = (all: readonly Upstream[], ...states: readonly EndState[]): boolean =>
  all.some(({ state }) => (states as readonly State[]).includes(state));
const every = (all: readonly Upstream[], ...states: readonly EndState[]): boolean =>
  all.every(({ state }) => (states as readonly State[]).includes(state));
const isDone = (all: readonly Upstream[]): boolean => all.every(({ state }) => state !== "running");
const first = (...cases: readonly (readonly [boolean, Verdict])[]): Verdict =>
  cases.find(([is]) => is)?.[1] ?? "wait";

const upstreams = (minLength: number, maxLength: number) =>
  fc.array(fc.record({ state: fc.constantFrom(...AIRFLOW.states), isSetup: fc.boolean() }), {
    minLength,
    maxLength,
  });

test.each(TRIGGER_RULES)("%s over up to forty upstreams is the written table's", (rule) => {
  fc.assert(
    fc.property(fc.oneof(upstreams(2, 2), upstreams(4, 4), upstreams(1, 40)), (all) => {
      expect(judgeTriggerRule(rule, countsOf(all))).toBe(TABLE[rule](all));
    }),
    { numRuns: 500 },
  );
});

test.each(TRIGGER_RULES)("%s never takes back what it has decided, whatever ends next", (rule) => {
  fc.assert(
    fc.property(upstreams(1, 8), (all) => {
      const counts = countsOf(all.map(({ isSetup }) => ({ state: "running", isSetup })));
      let decided: Verdict = "wait";
      for (const { state, isSetup } of all.filter((one) => one.state !== "running")) {
        counts.add(state as EndState, { isSetup });
        const now = judgeTriggerRule(rule, counts);
        // all_success over a skip and then a failure is told by what came first.
        if (decided !== "wait" && decided !== "skipped") expect(now).toBe(decided);
        if (decided === "skipped") expect(now).not.toBe("run");
        decided = now;
      }
    }),
  );
});

test.each(TRIGGER_RULES)("%s without upstreams runs", (rule) => {
  expect(judgeTriggerRule(rule, new UpstreamCounts({ total: 0 }))).toBe("run");
});

test("what is taken back was never counted", () => {
  fc.assert(
    fc.property(upstreams(0, 9), upstreams(0, 9), (kept, cleared) => {
      const counts = countsOf([...kept, ...cleared]);
      for (const { state, isSetup } of cleared) if (state !== "running") counts.remove(state, { isSetup });
      const still = cleared.map(({ isSetup }): Upstream => ({ state: "running", isSetup }));
      expect(counts).toEqual(countsOf([...kept, ...still]));
    }),
  );
});
