import type { EndState } from "../trigger/end-state.ts";
import type { StepGraph } from "./step-graph.ts";

export interface RunOutcome {
  readonly outcome: "success" | "failed";
  /** Deciding steps that failed or could not run, by name. */
  readonly failed: readonly string[];
  /** Teardowns that failed, whether or not that decides: what they were to take away may still be there. */
  readonly failedTeardowns: readonly string[];
}

/**
 * The steps by which a run is judged, as in Airflow (`DagRun._tis_for_dagrun_state`): those that nothing needs but teardowns. Teardowns are
 * not among them unless asked (`onFailureFailRun`), or where there is nothing else.
 *
 * Unlike in Airflow, a teardown that decides does so beside the work and not in its place: there, work that failed above a deciding teardown that
 * succeeded made a successful run.
 */
export function decidingSteps(graph: StepGraph): readonly string[] {
  const deciding = graph.names.filter((name) =>
    graph.isTeardown(name)
      ? graph.step(name).onFailureFailRun === true
      : [...graph.downstream(name)].every((below) => graph.isTeardown(below)),
  );
  return deciding.length > 0 ? deciding : graph.names.filter((name) => graph.downstream(name).size === 0);
}

/** How a run ended whose steps have all ended. */
export function runOutcome(graph: StepGraph, stateOf: (name: string) => EndState): RunOutcome {
  const failed = decidingSteps(graph).filter((name) => isFailure(stateOf(name)));
  const failedTeardowns = graph.names.filter((name) => graph.isTeardown(name) && stateOf(name) === "failed");
  return { outcome: failed.length === 0 ? "success" : "failed", failed, failedTeardowns };
}

const isFailure = (state: EndState): boolean => state === "failed" || state === "upstream_failed";
