/** What Argo lets an expression ask of a step, by its names (docs/enhanced-depends-logic.md). */
export const STEP_RESULTS = [
  ...(["Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned"] as const),
  ...(["AnySucceeded", "AllFailed"] as const),
] as const;

export type StepResult = (typeof STEP_RESULTS)[number];

/** A step named without a result: what Argo's older `dependencies` mean. */
export const RESULTS_OF_A_BARE_NAME: readonly StepResult[] = ["Succeeded", "Skipped", "Daemoned"];

/** A boolean expression over what became of steps: one has one of some results, not, all of, any of. */
export type Depends =
  | { readonly step: string; readonly results: readonly StepResult[] }
  | { readonly not: Depends }
  | { readonly all: readonly Depends[] }
  | { readonly any: readonly Depends[] };

export interface NamedStep {
  readonly step: string;
  /** It is asked for AnySucceeded or AllFailed, which only a fan-out has. */
  readonly isAskedAsFanOut: boolean;
}

/** The steps that it names, each once, in the order of their first place: those that must have ended before it is evaluated. */
export function namedSteps(depends: Depends): readonly NamedStep[] {
  const found = new Map<string, boolean>();
  for (const { step, results } of leaves(depends)) {
    const isAsked = results.includes("AnySucceeded") || results.includes("AllFailed");
    found.set(step, isAsked || found.get(step) === true);
  }
  return [...found].map(([step, isAskedAsFanOut]) => ({ step, isAskedAsFanOut }));
}

function* leaves(depends: Depends): Iterable<Extract<Depends, { step: string }>> {
  if ("step" in depends) yield depends;
  else if ("not" in depends) yield* leaves(depends.not);
  else for (const part of "all" in depends ? depends.all : depends.any) yield* leaves(part);
}
