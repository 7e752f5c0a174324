import type { CompiledFlow, CompiledScope, CompiledStep } from "./compiled.ts";
import { EXIT, itemOf, partsOf, type StepPath } from "./path.ts";

/** The step that a path names, of whichever items, and which of those beside each other it is, from 0; undefined where the flow has none. */
export function stepIn(
  { main, exit }: CompiledFlow,
  path: StepPath,
): { readonly step: CompiledStep; readonly place: number } | undefined {
  const parts = partsOf(path) ?? [];
  const isExit = parts[0]?.name === EXIT;
  let scope: CompiledScope | undefined = isExit ? exit : main;
  let found: { readonly step: CompiledStep; readonly place: number } | undefined;
  for (const { name } of isExit ? parts.slice(1) : parts) {
    const place: number = scope?.byName.get(name) ?? -1;
    const step: CompiledStep | undefined = scope?.steps[place];
    if (step === undefined) return undefined;
    found = { step, place };
    scope = step.inside;
  }
  return found;
}

/** Which of the steps beside each other that of a path is, from 0; of an item its number. Undefined where the flow has none of that path. */
export const placeIn = (flow: CompiledFlow, path: StepPath): number | undefined =>
  itemOf(path) ?? stepIn(flow, path)?.place;
