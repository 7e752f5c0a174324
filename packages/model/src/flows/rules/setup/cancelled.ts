import type { EndState } from "../trigger/end-state.ts";
import type { StepGraph } from "./step-graph.ts";

export interface UnfinishedStep {
  readonly name: string;
  readonly isRunning: boolean;
}

/**
 * What a cancel makes of a step that has not ended, as Airflow does where a run is marked as failed: work that runs is stopped and has failed, work
 * that has not begun is skipped, and a teardown is left alone: it goes on, or is judged by its rule, so that it runs exactly where one of its
 * setups had succeeded.
 */
export function cancelledState(
  graph: StepGraph,
  { name, isRunning }: UnfinishedStep,
): EndState | "unchanged" {
  if (graph.isTeardown(name)) return "unchanged";
  return isRunning ? "failed" : "skipped";
}
