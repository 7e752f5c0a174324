import type { FlowStep } from "../definition.ts";
import type { Context } from "../expressions/expression.ts";

/** Where a step's program finds and leaves what it says nothing else of. */
const USUAL = {
  inputs: "/opt/ml/input/data",
  results: "/opt/ml/output/results",
  artifacts: "/opt/ml/output/artifacts",
} as const;

type Part = keyof typeof USUAL;

/** The path of one of a step's inputs, results or artifacts. */
export const pathIn = (
  part: Part,
  { name, path }: { readonly name: string; readonly path?: string },
): string => path ?? `${USUAL[part]}/${name}`;

/** What a program's texts see of its own: `inputs.data.path`. */
export function ownPaths({ run = {} }: FlowStep): Pick<Context, Part> {
  const paths = (part: Part) =>
    Object.fromEntries((run[part] ?? []).map((one) => [one.name, { path: pathIn(part, one) }]));
  return { inputs: paths("inputs"), results: paths("results"), artifacts: paths("artifacts") };
}
