import type { StepGateNames } from "./scopes.ts";
import type { StepGraph } from "./step-graph.ts";

export interface Clearing {
  readonly graph: StepGraph;
  readonly gates: ReadonlyMap<string, StepGateNames>;
  /** What is asked for, by name. */
  readonly steps: readonly string[];
  /** Everything below them too. */
  readonly downstream: boolean;
}

/**
 * What runs again when steps are cleared, as Airflow's `partial_subset` has it: work takes the setups in whose scope it is along, and all
 * their teardowns; a setup takes its teardowns along, a teardown nothing.
 */
export function clearedWith({ graph, gates, steps, downstream }: Clearing): ReadonlySet<string> {
  const cleared = new Set(steps.filter((name) => gates.has(name)));
  if (downstream) addAllBelow(graph, cleared);
  for (const name of [...cleared])
    for (const setup of setupsAlongWith(graph, gates.get(name), name)) {
      cleared.add(setup);
      for (const teardown of graph.teardowns(setup)) cleared.add(teardown);
    }
  return cleared;
}

function setupsAlongWith(graph: StepGraph, gate: StepGateNames | undefined, name: string): Iterable<string> {
  if (graph.isSetup(name)) return [name];
  return graph.isTeardown(name) ? [] : (gate?.setups ?? []);
}

/** A set is gone through to its end, what is added meanwhile included. */
function addAllBelow(graph: StepGraph, names: Set<string>): void {
  for (const name of names) for (const below of graph.downstream(name)) names.add(below);
}
