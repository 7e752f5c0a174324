import { breachOf } from "#lib/bounds.ts";
import { comparison, OPERATORS } from "./comparison.ts";
import { jsonSelector, type Select } from "./json-selector.ts";
import { readOperand } from "./operand.ts";
import { invalidPattern } from "./pattern-error.ts";
import { PatternReader } from "./pattern-reader.ts";

type Holds = (root: unknown) => boolean;

const WORD = /[A-Za-z0-9_*.:/@#$+-]+/y;
/** Of parentheses within each other. */
const DEEPEST = 50;

/** `{ $.level = "ERROR" && $.took > 100 }`: conditions on the members of a message that is JSON; others never match. */
export function jsonPattern(pattern: string): (message: string) => boolean {
  const reader = new PatternReader(pattern);
  reader.need("{");
  const holds = either(reader, 0);
  reader.need("}");
  reader.skipSpace();
  if (!reader.atEnd) throw invalidPattern("something follows its closing brace");
  return (message) => {
    const root = parsed(message);
    return root !== undefined && holds(root);
  };
}

function either(reader: PatternReader, depth: number): Holds {
  const sides = [both(reader, depth)];
  while (reader.took("||")) sides.push(both(reader, depth));
  return (root) => sides.some((holds) => holds(root));
}

function both(reader: PatternReader, depth: number): Holds {
  const sides = [condition(reader, depth)];
  while (reader.took("&&")) sides.push(condition(reader, depth));
  return (root) => sides.every((holds) => holds(root));
}

function condition(reader: PatternReader, depth: number): Holds {
  if (depth > DEEPEST) throw invalidPattern("its parentheses nest too deep");
  if (!reader.took("(")) return member(reader);
  const holds = either(reader, depth + 1);
  reader.need(")");
  return holds;
}

function member(reader: PatternReader): Holds {
  const select = jsonSelector(reader);
  reader.skipSpace();
  const word = reader
    .match(/[A-Za-z]+(?:\s+[A-Za-z]+)?/y)
    .toUpperCase()
    .replaceAll(/\s+/g, " ");
  if (word !== "") return known(word, select);
  const operator = OPERATORS.find((one) => reader.took(one));
  if (operator === undefined) throw invalidPattern("a selector lacks its operator");
  reader.skipSpace();
  const compares = comparison(operator, readOperand(reader, WORD));
  return (root) =>
    select(root).some((value) => {
      const text = textOf(value);
      return text !== undefined && compares(text);
    });
}

function known(word: string, select: Select): Holds {
  switch (word) {
    case "EXISTS":
      return (root) => select(root).length > 0;
    case "NOT EXISTS":
      return (root) => select(root).length === 0;
    case "IS NULL":
      return (root) => select(root).some((value) => value === null);
    case "IS TRUE":
      return (root) => select(root).some((value) => value === true);
    case "IS FALSE":
      return (root) => select(root).some((value) => value === false);
    default:
      throw invalidPattern(`${word} is no condition`);
  }
}

/** What is no single value equals nothing and differs from nothing. */
function textOf(value: unknown): string | undefined {
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
}

/** What a selector may walk through. */
const LIMITS = { depth: 100, values: 20_000, bytes: 1024 * 1024 };

function parsed(message: string): object | undefined {
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === "object" && value !== null && breachOf(value, LIMITS) === undefined
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}
