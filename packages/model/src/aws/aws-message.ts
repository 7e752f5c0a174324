import { lowerFirst } from "../lower-first.ts";
import { type ShapeRef, shapeOf } from "./lookup.ts";
import { isSensitive, type Problem, type Step, type Violation, violations } from "./violations.ts";

/**
 * What is wrong with an operation's input, in AWS's own words (`1 validation error detected: Value 'x' at 'y' failed to
 * satisfy constraint: …`), or undefined if nothing is. The code that goes with it is ValidationException.
 */
export function validationMessage(shape: ShapeRef, input: unknown): string | undefined {
  return messageOf(violations(shape, input, { naming: "member" }));
}

/** The same of breaches that were found. */
export function messageOf(found: readonly Violation[]): string | undefined {
  const sentences = new Set(found.map(sentence));
  if (sentences.size === 0) return undefined;
  const errors = sentences.size === 1 ? "error" : "errors";
  return `${sentences.size} validation ${errors} detected: ${[...sentences].join("; ")}`;
}

/** AWS quotes no value that is sensitive: `Value at 'y' failed …`. */
function sentence(violation: Violation): string {
  const { value, within, at } = violation;
  const held = within !== undefined && isScalar(violation.shape);
  const path = (held ? at.slice(0, -1) : at).map(stepText).join(".");
  const said = isSensitive(violation.shape) ? "" : ` ${quote(held ? within : value)}`;
  return `Value${said} at '${path}' failed to satisfy constraint: ${held ? demandOfHeld(violation) : demand(violation.problem)}`;
}

/** AWS counts list elements from 1 and lowers the first letter of members. */
function stepText(step: Step): string {
  if ("index" in step) return `${step.index + 1}.member`;
  return "key" in step ? `${step.key}.member` : lowerFirst(step.name);
}

function isScalar(shape: ShapeRef): boolean {
  const { type } = shapeOf(shape);
  return type !== "structure" && type !== "list" && type !== "map";
}

/** Of a scalar in a list or map AWS names the list or map, and every constraint on its elements. */
function demandOfHeld({ at, shape, problem }: Violation): string {
  const last = at.at(-1);
  const subject =
    last === undefined || !("part" in last) ? "Member" : last.part === "key" ? "Map keys" : "Map value";
  const demands = problem.is === "type" ? [problem] : constraints(shape);
  return `${subject} must satisfy constraint: [${demands.map(demand).join(", ")}]`;
}

function constraints(ref: ShapeRef): readonly Problem[] {
  const shape = shapeOf(ref);
  if (shape.type !== "string") return [];
  const { min, max, pattern, enum: allowed } = shape;
  return [
    ...(max === undefined ? [] : [{ is: "length", of: "text", max } as const]),
    ...(min === undefined ? [] : [{ is: "length", of: "text", min } as const]),
    ...(pattern === undefined ? [] : [{ is: "pattern", pattern } as const]),
    ...(allowed === undefined ? [] : [{ is: "enum", allowed } as const]),
  ];
}

function demand(problem: Problem): string {
  switch (problem.is) {
    case "missing":
      return "Member must not be null";
    case "type":
      return `Member must be ${problem.expected}`;
    case "enum":
      return `Member must satisfy enum value set: [${problem.allowed.join(", ")}]`;
    case "pattern":
      return `Member must satisfy regular expression pattern: ${problem.pattern}`;
    case "length":
      return `Member must have length ${bound(problem)}`;
    case "range":
      return `Member must have value ${bound(problem)}`;
  }
}

const bound = ({ min, max }: { readonly min?: number; readonly max?: number }): string =>
  min === undefined ? `less than or equal to ${max}` : `greater than or equal to ${min}`;

const LONGEST = 1000;

function quote(value: unknown): string {
  if (value === undefined || value === null) return "null";
  const text = shown(value);
  return `'${text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`}'`;
}

/** As Java prints it: `[a, b]`, `{key=value}`. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${shown(item)}`)
    .join(", ")}}`;
}
