import type { References } from "../expressions/references.ts";
import type { CompiledFlow } from "../graph/compiled.ts";
import type { FlowAdvice } from "./flow-advice.ts";
import type { PlacedStep } from "./flow-steps.ts";
import { ofResults, ownReferences } from "./reads.ts";

/** Parameters and results that no expression of the flow reads. */
export function unreadAdvice(
  { definition, main, exit }: CompiledFlow,
  steps: readonly PlacedStep[],
): readonly FlowAdvice[] {
  const all = [
    ...[main, exit].flatMap(({ results }) => ofResults(results)),
    ...steps.flatMap(({ compiled }) => [
      ...ownReferences(compiled),
      ...ofResults(compiled.inside?.results ?? []),
    ]),
  ];
  const parameters = new Set(all.flatMap((references) => [...references.parameters]));
  const results = resultsRead(all);
  return [
    ...(definition.parameters ?? []).flatMap(({ name }, index): readonly FlowAdvice[] =>
      parameters.has(name)
        ? []
        : [
            {
              path: ["parameters", index, "name"],
              code: "unread-parameter",
              message: "no expression reads it",
            },
          ],
    ),
    ...steps.flatMap((step) => unreadResults(step, results)),
  ];
}

/** By step the results that are read, undefined where it is all of them; steps of one name in different places are taken together. */
function resultsRead(all: readonly References[]): ReadonlyMap<string, ReadonlySet<string> | undefined> {
  const read = new Map<string, Set<string> | undefined>();
  for (const { steps } of all)
    for (const [step, names] of steps) {
      const before = read.has(step) ? read.get(step) : new Set<string>();
      for (const name of names ?? []) before?.add(name);
      read.set(step, names === undefined ? undefined : before);
    }
  return read;
}

function unreadResults(
  { compiled: { step }, path }: PlacedStep,
  read: ReturnType<typeof resultsRead>,
): readonly FlowAdvice[] {
  const isRead = (result: string): boolean =>
    read.has(step.name) && read.get(step.name)?.has(result) !== false;
  const [declared, member] =
    step.run === undefined ? [step.results, ["results"]] : [step.run.results, ["run", "results"]];
  return (declared ?? []).flatMap(({ name }, index): readonly FlowAdvice[] => {
    const message = `no expression reads steps.${step.name}.results.${name}`;
    return isRead(name)
      ? []
      : [{ path: [...path, ...member, index, "name"], code: "unread-result", message }];
  });
}
