import { DependsProblem, quoted } from "./depends-problem.ts";
import { type Depends, RESULTS_OF_A_BARE_NAME, STEP_RESULTS, type StepResult } from "./expression.ts";
import type { Token } from "./tokens.ts";

/** A part of a name that looks as Argo's results do: a capital and letters. */
const LIKE_A_RESULT = /^[A-Z][a-zA-Z]+$/;

/**
 * `step` or `step.Result`. Names may have dots, as Argo's may not; then the last part is a result where it is one of Argo's, and must
 * not look like one where it is none.
 */
export function operand({ text, column }: Token): Depends {
  const parts = text.split(".");
  const empty = parts.indexOf("");
  if (empty !== -1) {
    const at = column + parts.slice(0, empty).join(".").length + 1;
    throw new DependsProblem(
      at,
      `expected a step's name and a result, as in ${EXAMPLE}, but found ${quoted(text)}`,
    );
  }
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return { step: text, results: RESULTS_OF_A_BARE_NAME };
  const step = parts.slice(0, -1).join(".");
  if (isResult(last)) {
    refuseTwoResults(parts, column);
    return { step, results: [last] };
  }
  if (LIKE_A_RESULT.test(last))
    throw new DependsProblem(
      column + step.length + 1,
      `expected one of ${STEP_RESULTS.join(", ")}, but found ${quoted(last)}`,
    );
  return { step: text, results: RESULTS_OF_A_BARE_NAME };
}

const EXAMPLE = "train.Succeeded";

const isResult = (word: string): word is StepResult => (STEP_RESULTS as readonly string[]).includes(word);

function refuseTwoResults(parts: readonly string[], column: number): void {
  const before = parts.length > 2 ? (parts.at(-2) ?? "") : "";
  if (isResult(before))
    throw new DependsProblem(
      column,
      `a step is asked for one result at a time, and here for ${before} and another`,
    );
}
