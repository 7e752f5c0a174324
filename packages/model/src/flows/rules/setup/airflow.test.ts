import { describe, expect, test } from "vitest";
import { AIRFLOW, type RecordedGraph, type State, verdictsOf } from "../testing/airflow.ts";
import type { EndState } from "../trigger/end-state.ts";
import { judgeStep } from "../trigger/judge-step.ts";
import { TRIGGER_RULES } from "../trigger/trigger-rule.ts";
import { UpstreamCounts } from "../trigger/upstream-counts.ts";
import { cancelledState } from "./cancelled.ts";
import { clearedWith } from "./cleared.ts";
import { decidingSteps, runOutcome } from "./run-outcome.ts";
import { gateNames } from "./scopes.ts";
import { setupProblems } from "./setup-problems.ts";
import { type GraphSteps, StepGraph } from "./step-graph.ts";

function judgeOf(steps: GraphSteps, name: string) {
  const graph = new StepGraph(steps);
  const gate = gateNames(graph).get(name);
  return (states: ReadonlyMap<string, State>) => {
    const counted = (names: ReadonlySet<string> = new Set()): UpstreamCounts => {
      const setups = [...names].filter((other) => graph.isSetup(other)).length;
      const counts = new UpstreamCounts({ total: names.size, setups });
      for (const other of names) {
        const state = states.get(other) ?? "running";
        if (state !== "running") counts.add(state, { isSetup: graph.isSetup(other) });
      }
      return counts;
    };
    return judgeStep({
      rule: graph.rule(name),
      direct: counted(gate?.direct),
      indirectSetups: counted(gate?.indirectSetups),
      inScope: counted(gate?.inScope),
    });
  };
}

test.each(TRIGGER_RULES)("%s below a step that needs two setups is Airflow's", (rule) => {
  const steps: GraphSteps = {
    s: { setup: true },
    t: { setup: true },
    u: { needs: ["s", "t"] },
    x: { needs: ["u"], rule },
    z: { needs: ["x"], teardownOf: ["s", "t"] },
  };
  expect(verdictsOf(["u", "s", "t"], judgeOf(steps, "x"))).toBe(AIRFLOW.indirectSetups[rule]);
});

describe.each(Object.entries(AIRFLOW.graphs))("as Airflow: %s", (_name, recorded: RecordedGraph) => {
  const { steps } = recorded;
  const graph = new StepGraph(steps);
  const gates = gateNames(graph);

  test.each(graph.names)("when %s runs", (name) => {
    const others = graph.names.filter((other) => other !== name);
    expect(verdictsOf(others, judgeOf(steps, name))).toBe(recorded.verdicts[name]);
  });

  test.each(graph.names)("in whose scope %s is", (name) => {
    expect([...(gates.get(name)?.setups ?? [])].sort()).toEqual(recorded.setupsOf[name]);
  });

  test.each(graph.names)("what is cleared with %s", (name) => {
    const clearing = { graph, gates, steps: [name] };
    expect([...clearedWith({ ...clearing, downstream: false })].sort()).toEqual(recorded.clearing[name]);
    expect([...clearedWith({ ...clearing, downstream: true })].sort()).toEqual(
      recorded.clearingWithDownstream[name],
    );
  });

  test("which steps decide the run", () => {
    const isAsked = graph.names.some((name) => graph.step(name).onFailureFailRun === true);
    // Airflow lets a deciding teardown take the place of the work above it.
    const beside = isAsked ? ["query"] : [];
    expect([...decidingSteps(graph)].sort()).toEqual([...recorded.deciding, ...beside].sort());
  });

  test("nothing is refused", () => {
    expect(setupProblems(steps)).toEqual([]);
  });
});

test("a deciding step fails the run by the states by which it does in Airflow", () => {
  const graph = new StepGraph({ a: {}, b: { needs: ["a"] } });
  const outcomes = (states: readonly EndState[]) =>
    states.map((state) => runOutcome(graph, (name) => (name === "b" ? state : "failed")).outcome);
  expect(outcomes(AIRFLOW.failedStates)).toEqual(["failed", "failed"]);
  expect(outcomes(AIRFLOW.successStates)).toEqual(["success", "success"]);
});

test("a cancel makes of steps what Airflow does where a run is marked as failed", () => {
  const graph = new StepGraph(AIRFLOW.cancelling.steps);
  for (const [before, after] of AIRFLOW.cancelling.answers) {
    const ours = before.map((state, index) => {
      if (state !== null && state !== "running") return state;
      const become = cancelledState(graph, {
        name: graph.names[index] ?? "",
        isRunning: state === "running",
      });
      return become === "unchanged" ? state : become;
    });
    expect(ours, String(before)).toEqual(after);
  }
  expect(AIRFLOW.cancelling.answers).toHaveLength(125);
});

test.each(Object.entries(AIRFLOW.refused))("as by Airflow, refused is %s", (_name, { steps }) => {
  expect(setupProblems(steps)).toHaveLength(1);
});
