import type { GraphSteps } from "./step-graph.ts";
import { StepGraph } from "./step-graph.ts";

export interface SetupProblem {
  /** The step, by name, and its field. */
  readonly step: string;
  readonly field: "setup" | "teardownOf" | "rule" | "onFailureFailRun";
  readonly message: string;
}

/** What Airflow refuses of setups and teardowns, and what would have no effect. */
export function setupProblems(steps: GraphSteps): readonly SetupProblem[] {
  const graph = new StepGraph(steps);
  return graph.names.flatMap((name) => [
    ...(graph.isTeardown(name) ? ofTeardown(graph, name) : ofWork(graph, name)),
    ...unknownSetups(steps, name),
  ]);
}

function ofTeardown(graph: StepGraph, name: string): readonly SetupProblem[] {
  const problems: SetupProblem[] = [];
  if (graph.isSetup(name))
    problems.push({
      step: name,
      field: "setup",
      message: `The step ${name} cannot be a setup, since it is a teardown: make two steps of it.`,
    });
  if (graph.step(name).rule !== undefined)
    problems.push({
      step: name,
      field: "rule",
      message: `The step ${name} is a teardown, whose rule is always all_done_setup_success: leave its rule out.`,
    });
  return problems;
}

function ofWork(graph: StepGraph, name: string): readonly SetupProblem[] {
  const problems: SetupProblem[] = [];
  const rule = graph.rule(name);
  const setup = [...graph.upstream(name)].find((other) => graph.isSetup(other));
  if (setup !== undefined && rule !== "all_success")
    problems.push({
      step: name,
      field: "rule",
      message:
        `The step ${name} needs the setup ${setup}, so that its rule must be all_success and not ${rule}: ` +
        "work cannot go on without what was to be set up.",
    });
  if (graph.step(name).onFailureFailRun !== undefined)
    problems.push({
      step: name,
      field: "onFailureFailRun",
      message: `The step ${name} is no teardown, so that its failure decides as that of all work: leave onFailureFailRun out.`,
    });
  return problems;
}

function unknownSetups(steps: GraphSteps, name: string): readonly SetupProblem[] {
  return (steps[name]?.teardownOf ?? [])
    .filter((setup) => !Object.hasOwn(steps, setup))
    .map((setup) => ({
      step: name,
      field: "teardownOf",
      message: `The step ${name} is the teardown of ${setup}, which no step is called.`,
    }));
}
