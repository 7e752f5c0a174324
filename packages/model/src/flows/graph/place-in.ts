import type { CompiledFlow, CompiledScope } from "./compiled.ts";
import { EXIT, itemOf, partsOf, type StepPath } from "./path.ts";

/** Which of the steps beside each other that of a path is, from 0; of an item its number. Undefined where the flow has none of that path. */
export function placeIn({ main, exit }: CompiledFlow, path: StepPath): number | undefined {
  const item = itemOf(path);
  if (item !== undefined) return item;
  const parts = partsOf(path) ?? [];
  const isExit = parts[0]?.name === EXIT;
  let scope: CompiledScope | undefined = isExit ? exit : main;
  let place: number | undefined;
  for (const { name } of isExit ? parts.slice(1) : parts) {
    place = scope?.byName.get(name);
    scope = place === undefined ? undefined : scope?.steps[place]?.inside;
  }
  return place;
}
