import type { CompiledFlow } from "../graph/compiled.ts";
import type { StepPath } from "../graph/path.ts";
import { RunGraph } from "../graph/run-graph.ts";
import type { StepEnd } from "../graph/states.ts";
import type { Beginning } from "../graph/unfolding.ts";
import type { ReadyStep, SettledStep } from "../graph/work.ts";

/** A flow with what a run of it begins with. */
export interface Begun extends Pick<Beginning, "parameters" | "run"> {
  readonly flow: CompiledFlow;
}

/** What each step is given by what the steps before it gave, oldest end first; none of steps to which that does not lead. */
export function bodiesIn(
  { flow, parameters, run }: Begun,
  done: readonly SettledStep[],
  recorded: ReadonlyMap<StepPath, StepEnd>,
): ReadonlyMap<StepPath, ReadyStep> {
  const graph = new RunGraph(flow, { parameters, run, recorded });
  const found = new Map<StepPath, ReadyStep>();
  for (const { path, state: _, ...told } of done) {
    while (!graph.advance(1_000));
    const ready = graph.resume(path);
    if (ready !== undefined) found.set(path, ready);
    graph.ended(path, { state: "success", ...told });
  }
  return found;
}
