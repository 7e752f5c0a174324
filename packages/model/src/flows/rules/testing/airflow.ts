import type { GraphSteps } from "../setup/step-graph.ts";
import recorded from "../testdata/airflow.json" with { type: "json" };
import type { EndState, Verdict } from "../trigger/end-state.ts";
import type { TriggerRule } from "../trigger/trigger-rule.ts";

export type State = EndState | "running";

/** A string of verdicts, a letter a combination of states (testdata/generate/record_airflow.py). */
type Letters = string;

export interface RecordedGraph {
  readonly steps: GraphSteps;
  readonly setupsOf: Readonly<Record<string, readonly string[]>>;
  readonly clearing: Readonly<Record<string, readonly string[]>>;
  readonly clearingWithDownstream: Readonly<Record<string, readonly string[]>>;
  readonly deciding: readonly string[];
  readonly verdicts: Readonly<Record<string, Letters>>;
}

/** What Airflow 3.3.2 answered. */
export const AIRFLOW = recorded as unknown as {
  readonly states: readonly State[];
  /** By rule, and `teardown`; by which of a, b and c are setups. */
  readonly threeUpstreams: Readonly<Record<TriggerRule | "teardown", Readonly<Record<string, Letters>>>>;
  readonly indirectSetups: Readonly<Record<TriggerRule, Letters>>;
  readonly graphs: Readonly<Record<string, RecordedGraph>>;
  /** In which a deciding step fails the run, or does not. */
  readonly failedStates: readonly EndState[];
  readonly successStates: readonly EndState[];
  readonly cancelling: {
    readonly steps: GraphSteps;
    readonly answers: readonly (readonly [
      before: readonly (State | null)[],
      after: readonly (State | null)[],
    ])[];
  };
  readonly refused: Readonly<Record<string, { readonly steps: GraphSteps; readonly error: string }>>;
};

const LETTERS: Readonly<Record<Verdict, string>> = {
  run: "r",
  skipped: "s",
  upstream_failed: "u",
  wait: "w",
};

/** The same string of what the judge says of every combination. */
export function verdictsOf(
  names: readonly string[],
  judge: (states: ReadonlyMap<string, State>) => Verdict,
): Letters {
  return combinations(AIRFLOW.states, names.length)
    .map((states) => LETTERS[judge(new Map(names.map((name, index) => [name, states[index] as State])))])
    .join("");
}

/** As a counter goes: the last one changes first. */
export function combinations<T>(values: readonly T[], length: number): readonly (readonly T[])[] {
  let all: readonly (readonly T[])[] = [[]];
  for (let at = 0; at < length; at++) all = all.flatMap((start) => values.map((value) => [...start, value]));
  return all;
}
