import type { ErrorCause } from "../errors/slipway-error.ts";
import type { ShapeRef } from "./lookup.ts";
import { isSensitive, type Problem, type Step, type Violation, violations } from "./violations.ts";

/** What is wrong with a spec, worded as Kubernetes words it; `at` is where the value stands, e.g. `spec`. */
export function fieldCauses(shape: ShapeRef, value: unknown, at: string): readonly ErrorCause[] {
  return violations(shape, value, { naming: "field" }).map((violation) => toCause(violation, at));
}

function toCause(violation: Violation, root: string): ErrorCause {
  const field = root + violation.at.map(stepText).join("");
  const { problem } = violation;
  if (problem.is === "missing") return { reason: REASONS.missing, message: "Required value", field };
  const got = isSensitive(violation.shape) ? "" : ` ${shown(violation.value)}:`;
  const lead = problem.is === "enum" ? "Unsupported value:" : "Invalid value:";
  return { reason: REASONS[problem.is], message: `${lead}${got} ${demand(problem)}`, field };
}

const REASONS: Readonly<Record<Problem["is"], string>> = {
  missing: "FieldValueRequired",
  type: "FieldValueTypeInvalid",
  enum: "FieldValueNotSupported",
  pattern: "FieldValueInvalid",
  length: "FieldValueInvalid",
  range: "FieldValueInvalid",
};

function stepText(step: Step): string {
  if ("index" in step) return `[${step.index}]`;
  return "key" in step ? `[${step.key}]` : `.${step.name}`;
}

const UNITS = { text: "characters", list: "items", map: "entries" } as const;

function demand(problem: Exclude<Problem, { readonly is: "missing" }>): string {
  switch (problem.is) {
    case "type":
      return `must be ${problem.expected}`;
    case "enum":
      return `supported values: ${problem.allowed.map((value) => JSON.stringify(value)).join(", ")}`;
    case "pattern":
      return `must match ${problem.pattern}`;
    case "length":
      return `must have ${bound(problem)} ${UNITS[problem.of]}`;
    case "range":
      return `must be ${bound(problem)}`;
  }
}

const bound = ({ min, max }: { readonly min?: number; readonly max?: number }): string =>
  min === undefined ? `at most ${max}` : `at least ${min}`;

const LONGEST = 120;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
