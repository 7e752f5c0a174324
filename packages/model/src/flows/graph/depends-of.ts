import type { FlowStep } from "../definition.ts";
import { type Depends, DependsProblem, namedSteps, parseDepends } from "../rules/index.ts";

/** What a step's `depends` says, or what is wrong with it, and where in it (UTF-16 units from 0). */
export type ReadDepends =
  | { readonly depends: Depends; readonly names: readonly string[] }
  | { readonly problem: string; readonly at: number };

/** Reads a `depends` beside the steps that it may name. Undefined of a step without one. */
export function dependsOf(step: FlowStep, beside: Beside): ReadDepends | undefined {
  if (step.depends === undefined) return undefined;
  const other = (["needs", "triggerRule"] as const).find((field) => step[field] !== undefined);
  if (other !== undefined)
    return { problem: `says what the step waits for in place of ${other}: leave one of them out`, at: 0 };
  try {
    return read(step.depends, beside);
  } catch (error) {
    if (!(error instanceof DependsProblem)) throw error;
    return { problem: error.message, at: error.column - 1 };
  }
}

interface Beside {
  readonly steps: readonly FlowStep[];
  readonly byName: ReadonlyMap<string, number>;
}

function read(text: string, { steps, byName }: Beside): ReadDepends {
  const depends = parseDepends(text);
  const named = namedSteps(depends);
  const wrong = named.find(
    ({ step, isAskedAsFanOut }) =>
      isAskedAsFanOut && steps[byName.get(step) ?? -1]?.forEach === undefined && byName.has(step),
  );
  if (wrong === undefined) return { depends, names: named.map(({ step }) => step) };
  const problem = `asks ${wrong.step} for AnySucceeded or AllFailed, which only a step with forEach has`;
  return { problem, at: Math.max(0, text.indexOf(wrong.step)) };
}
