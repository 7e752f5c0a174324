import type { CompiledFlow, CompiledScope, CompiledStep } from "../graph/compiled.ts";
import type { FlowProblem } from "../graph/problem.ts";

/** A step of a flow, with what is around it. */
export interface PlacedStep {
  readonly compiled: CompiledStep;
  readonly path: FlowProblem["path"];
  readonly scope: CompiledScope;
  /** Some step of the scope waits for another. */
  readonly isOrdered: boolean;
  /** A step around it has a time that it ends at. */
  readonly isTimed: boolean;
}

/** All steps, inner ones after those that they are in. */
export function stepsOf({ main, exit }: CompiledFlow): readonly PlacedStep[] {
  const found: PlacedStep[] = [];
  const open = [
    { scope: exit, path: ["onExit"] as FlowProblem["path"], isTimed: false },
    { scope: main, path: ["steps"], isTimed: false },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const isOrdered = next.scope.steps.some(({ gate }) => gate.direct.length > 0);
    for (const [index, compiled] of next.scope.steps.entries()) {
      const path = [...next.path, index];
      const isTimed = next.isTimed || compiled.step.timeoutSeconds !== undefined;
      found.push({ ...next, compiled, path, isOrdered });
      if (compiled.inside !== undefined)
        open.push({ scope: compiled.inside, path: [...path, "steps"], isTimed });
    }
  }
  return found;
}
