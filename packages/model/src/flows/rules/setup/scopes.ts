import type { StepGraph } from "./step-graph.ts";
import { Walks } from "./walk.ts";

/** What a step's start hangs on, by name, as `judgeStep` wants it counted. */
export interface StepGateNames {
  readonly direct: ReadonlySet<string>;
  /** The setups in whose scope it is. */
  readonly setups: ReadonlySet<string>;
  /** Those among them that it does not need itself; none of a teardown, which waits by its own rule. */
  readonly indirectSetups: ReadonlySet<string>;
  /** Of a teardown: what lies between its setups and itself that it does not need itself. */
  readonly inScope: ReadonlySet<string>;
}

/**
 * What every step hangs on, by Airflow's scopes (https://airflow.apache.org/docs/apache-airflow/stable/howto/setup-and-teardown.html): a step is in
 * a setup's scope where it lies below the setup and above one of its teardowns, or below a setup that has none.
 * Work grows with the sizes of the scopes and of what lies above the teardowns; throws a `ScopesTooLarge` beyond a bound.
 */
export function gateNames(graph: StepGraph): ReadonlyMap<string, StepGateNames> {
  const { setupsOf, inScopeOf } = scopes(graph);
  return new Map(
    graph.names.map((name) => {
      const direct = graph.upstream(name);
      const setups = setupsOf.get(name) ?? NOTHING;
      const indirectSetups = graph.isTeardown(name) ? NOTHING : without(setups, direct);
      const inScope = without(inScopeOf.get(name) ?? NOTHING, direct);
      return [name, { direct, setups, indirectSetups, inScope }];
    }),
  );
}

const NOTHING: ReadonlySet<string> = new Set();

/** Makes no set where there is one: there may be a hundred thousand steps. */
function without(names: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  const left = [...names].filter((name) => !others.has(name));
  if (left.length === names.size) return names;
  return left.length === 0 ? NOTHING : new Set(left);
}

type Relation = Map<string, Set<string>>;

interface Scopes {
  readonly setupsOf: Relation;
  readonly inScopeOf: Relation;
}

function scopes(graph: StepGraph): Scopes {
  const found = { setupsOf: new Map(), inScopeOf: new Map(), walks: new Walks() };
  for (const name of graph.names) {
    if (graph.isSetup(name) && graph.teardowns(name).length === 0) addOpenScope(graph, found, name);
    if (graph.isTeardown(name)) addClosedScopes(graph, found, name);
  }
  return found;
}

type Found = Scopes & { readonly walks: Walks };

/** Of a setup without a teardown: all below it. */
function addOpenScope(graph: StepGraph, { setupsOf, walks }: Found, setup: string): void {
  const below = walks.from(setup, { next: (name) => graph.downstream(name) });
  for (const name of below) relate(setupsOf, name, setup);
}

/** Of a teardown's setups: what lies between them and it. */
function addClosedScopes(graph: StepGraph, { setupsOf, inScopeOf, walks }: Found, teardown: string): void {
  const above = walks.from(teardown, { next: (name) => graph.upstream(name) });
  for (const setup of [...graph.upstream(teardown)].filter((name) => graph.isSetup(name)))
    for (const name of walks.from(setup, { next: (each) => graph.downstream(each), within: above })) {
      relate(setupsOf, name, setup);
      relate(inScopeOf, teardown, name);
    }
}

function relate(relation: Relation, name: string, other: string): void {
  const others = relation.get(name);
  if (others === undefined) relation.set(name, new Set([other]));
  else others.add(other);
}
