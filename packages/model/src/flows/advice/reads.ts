import type { References } from "../expressions/references.ts";
import type { CompiledResult, CompiledScope, CompiledStep } from "../graph/compiled.ts";

/** What the expressions of a step read, without those of steps inside. */
export const ownReferences = ({ when, items, body, results }: CompiledStep): readonly References[] => [
  ...(when === undefined ? [] : [when.references]),
  ...(items?.references ?? []),
  ...(body?.references ?? []),
  ...ofResults(results),
];

export const ofResults = (results: readonly CompiledResult[]): readonly References[] =>
  results.flatMap(({ value }) => value.references);

/** The steps around it and beside it that a step reads; those inside of it read what they do not find there. */
export function stepsRead(compiled: CompiledStep): ReadonlySet<string> {
  const names = new Set(ownReferences(compiled).flatMap(({ steps }) => [...steps.keys()]));
  for (const name of freeIn(compiled.inside)) names.add(name);
  return names;
}

function freeIn(scope: CompiledScope | undefined): readonly string[] {
  if (scope === undefined) return [];
  const read = [
    ...scope.steps.flatMap((step) => [...stepsRead(step)]),
    ...ofResults(scope.results).flatMap(({ steps }) => [...steps.keys()]),
  ];
  return read.filter((name) => !scope.byName.has(name));
}
