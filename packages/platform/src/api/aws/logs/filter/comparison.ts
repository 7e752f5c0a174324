import { patternRegex } from "./pattern-regex.ts";

export const OPERATORS = ["!=", "<=", ">=", "=", "<", ">"] as const;
export type Operator = (typeof OPERATORS)[number];

/** What a pattern compares a field with: a text, in which `*` stands for any, or a regular expression. */
export interface Operand {
  readonly text: string;
  readonly is: "word" | "quoted" | "regex";
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number that a text is written as; undefined where it is none. */
export function numberIn(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

/** Whether a field's text stands to the operand as the operator says. Orders hold between numbers alone. */
export function comparison(operator: Operator, operand: Operand): (text: string) => boolean {
  if (operator === "=" || operator === "!=") {
    const equals = equality(operand);
    return operator === "=" ? equals : (text) => !equals(text);
  }
  const bound = operand.is === "word" ? numberIn(operand.text) : undefined;
  return (text) => {
    const value = numberIn(text);
    return bound !== undefined && value !== undefined && ordered(operator, value, bound);
  };
}

function ordered(operator: Operator, value: number, bound: number): boolean {
  switch (operator) {
    case "<":
      return value < bound;
    case "<=":
      return value <= bound;
    case ">":
      return value > bound;
    default:
      return value >= bound;
  }
}

function equality({ text, is }: Operand): (value: string) => boolean {
  if (is === "regex") return patternRegex(text);
  if (text.includes("*")) return wildcard(text);
  const number = is === "word" ? numberIn(text) : undefined;
  return (value) => value === text || (number !== undefined && numberIn(value) === number);
}

/** By hand and from the left: each part as early as it comes, so that no pattern looks at a text twice. */
function wildcard(pattern: string): (text: string) => boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop() ?? "";
  return (text) => {
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.length - at >= last.length && text.endsWith(last);
  };
}
