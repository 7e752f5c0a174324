import fc from "fast-check";
import { expect, test } from "vitest";
import type { EndState } from "../trigger/end-state.ts";
import { judgeStep } from "../trigger/judge-step.ts";
import { TRIGGER_RULES } from "../trigger/trigger-rule.ts";
import { UpstreamCounts } from "../trigger/upstream-counts.ts";
import { cancelledState } from "./cancelled.ts";
import { runOutcome } from "./run-outcome.ts";
import { gateNames } from "./scopes.ts";
import { setupProblems } from "./setup-problems.ts";
import { type GraphStep, type GraphSteps, StepGraph } from "./step-graph.ts";

/** A run of a flow that is carried out a move at a time: a step begins or ends, or all is cancelled. */
class Run {
  readonly graph: StepGraph;
  readonly ended = new Map<string, EndState>();
  readonly running = new Set<string>();
  readonly ran = new Set<string>();
  readonly #gates;

  constructor(steps: GraphSteps) {
    this.graph = new StepGraph(steps);
    this.#gates = gateNames(this.graph);
  }

  gate(name: string) {
    const gate = this.#gates.get(name);
    if (gate === undefined) throw new Error(`There is no step ${name}.`);
    return gate;
  }

  #counted(names: ReadonlySet<string>): UpstreamCounts {
    const setups = [...names].filter((name) => this.graph.isSetup(name)).length;
    const counts = new UpstreamCounts({ total: names.size, setups });
    for (const name of names) {
      const state = this.ended.get(name);
      if (state !== undefined) counts.add(state, { isSetup: this.graph.isSetup(name) });
    }
    return counts;
  }

  /** All that can be decided is: what is to run, runs. */
  decide(): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const name of this.graph.names)
        if (!this.ended.has(name) && !this.running.has(name)) changed = this.#decideStep(name) || changed;
    }
  }

  #decideStep(name: string): boolean {
    const { direct, indirectSetups, inScope } = this.gate(name);
    const verdict = judgeStep({
      rule: this.graph.rule(name),
      direct: this.#counted(direct),
      indirectSetups: this.#counted(indirectSetups),
      inScope: this.#counted(inScope),
    });
    if (verdict === "run") this.#begin(name);
    else if (verdict !== "wait") this.ended.set(name, verdict);
    return verdict !== "wait";
  }

  #begin(name: string): void {
    const { graph } = this;
    this.running.add(name);
    this.ran.add(name);
    const { direct, setups, inScope } = this.gate(name);
    if (graph.isTeardown(name))
      for (const other of [...direct, ...inScope])
        expect(this.ended.has(other), `${other} before ${name}`).toBe(true);
    else if (graph.rule(name) !== "always")
      for (const setup of setups) expect(this.ended.get(setup), `${setup} before ${name}`).toBe("success");
  }

  end(name: string, state: EndState): void {
    this.running.delete(name);
    this.ended.set(name, state);
  }

  cancel(): void {
    for (const name of this.graph.names) {
      if (this.ended.has(name)) continue;
      const become = cancelledState(this.graph, { name, isRunning: this.running.has(name) });
      if (become !== "unchanged") this.end(name, become);
    }
  }
}

const kind = fc.constantFrom("work", "work", "setup", "teardown");
const picks = fc.array(fc.nat(), { maxLength: 3 });
const drawn = fc.record({
  kind,
  picks,
  rule: fc.constantFrom(...TRIGGER_RULES),
  onFailureFailRun: fc.boolean(),
});

/** A step needs only earlier ones, so that there is no circle. */
const flows = fc.array(drawn, { minLength: 1, maxLength: 9 }).map((all): GraphSteps => {
  const steps: Record<string, GraphStep> = {};
  for (const [index, { kind, picks, rule, onFailureFailRun }] of all.entries()) {
    const earlier = [...new Set(index === 0 ? [] : picks.map((pick) => `step-${pick % index}`))];
    const isSetup = (name: string): boolean => steps[name]?.setup === true;
    const needs = earlier.filter((name) => kind !== "teardown" || !isSetup(name));
    if (kind === "teardown")
      steps[`step-${index}`] = { needs, teardownOf: earlier.filter(isSetup), onFailureFailRun };
    else
      steps[`step-${index}`] = {
        needs,
        setup: kind === "setup",
        rule: earlier.some(isSetup) ? "all_success" : rule,
      };
  }
  return steps;
});

const moves = fc.array(
  fc.record({ which: fc.nat(), state: fc.constantFrom<EndState>("success", "success", "failed", "skipped") }),
  { minLength: 9, maxLength: 9 },
);

function carriedOut(
  steps: GraphSteps,
  all: readonly { which: number; state: EndState }[],
  cancelAt: number,
): Run {
  const run = new Run(steps);
  for (const [index, { which, state }] of all.entries()) {
    if (index === cancelAt) run.cancel();
    run.decide();
    const name = [...run.running][which % Math.max(1, run.running.size)];
    if (name !== undefined) run.end(name, state);
  }
  run.decide();
  return run;
}

test.each([
  ["that go on to their end", Number.POSITIVE_INFINITY],
  ["that are cancelled at the start", 0],
  ["that are cancelled on the way", 2],
])(
  "of runs %s, every step ends, and a teardown runs exactly where a setup of its own succeeded",
  (_what, cancelAt) => {
    fc.assert(
      fc.property(flows, moves, (steps, all) => {
        expect(setupProblems(steps)).toEqual([]);
        const run = carriedOut(steps, all, cancelAt);
        expect([...run.ended.keys()].sort()).toEqual(Object.keys(steps).sort());
        for (const [name, { teardownOf }] of Object.entries(steps))
          if (teardownOf !== undefined)
            expect(run.ran.has(name), name).toBe(
              teardownOf.length === 0 || teardownOf.some((setup) => run.ended.get(setup) === "success"),
            );
      }),
      { numRuns: 1_000 },
    );
  },
);

const CLUSTER: GraphSteps = {
  create: { setup: true },
  query: { needs: ["create"] },
  delete: { needs: ["query"], teardownOf: ["create"] },
};

const outcomeOf = (steps: GraphSteps, states: Readonly<Record<string, EndState>>) =>
  runOutcome(new StepGraph(steps), (name) => states[name] ?? "success");

test("a teardown that fails is told, and decides only where asked", () => {
  const told = { failed: [], failedTeardowns: ["delete"] };
  expect(outcomeOf(CLUSTER, { delete: "failed" })).toEqual({ outcome: "success", ...told });
  const asked = { ...CLUSTER, delete: { ...CLUSTER["delete"], onFailureFailRun: true } };
  expect(outcomeOf(asked, { delete: "failed" })).toEqual({ ...told, outcome: "failed", failed: ["delete"] });
});

test("work that failed above a deciding teardown that succeeded has failed the run", () => {
  const asked = { ...CLUSTER, delete: { ...CLUSTER["delete"], onFailureFailRun: true } };
  expect(outcomeOf(asked, { query: "failed" })).toEqual({
    outcome: "failed",
    failed: ["query"],
    failedTeardowns: [],
  });
});

test("a teardown that could not run, since its setup failed, has not failed itself", () => {
  const states = { create: "failed", query: "upstream_failed", delete: "upstream_failed" } as const;
  expect(outcomeOf(CLUSTER, states)).toEqual({ outcome: "failed", failed: ["query"], failedTeardowns: [] });
});
