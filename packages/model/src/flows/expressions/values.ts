import type { Json } from "../json.ts";
import { ExpressionError } from "./expression-error.ts";

/** Levels of lists and objects in a value that an expression reads or gives. */
const DEEPEST = 1_000;

/** A value as CEL has it: whole numbers are its int, all others its double. Throws ExpressionError where it is nested too deep. */
export const toCel = (value: Json): unknown => celOf(value, 0);

function celOf(value: Json, depth: number): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (value === null || typeof value !== "object") return value;
  if (depth === DEEPEST) throw new ExpressionError(`reads a value nested deeper than ${DEEPEST} levels`, 0);
  if (Array.isArray(value)) return value.map((inner) => celOf(inner, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, celOf(inner, depth + 1)]));
}

/** What may come out of one expression, as the length of its JSON. */
const MOST_CHARACTERS = 2 ** 20;

/** Throws ExpressionError for what JSON cannot say, or what is too long. Times and durations become texts, as CEL's `string` makes them. */
export function fromCel(value: unknown): Json {
  return jsonOf(value, { left: MOST_CHARACTERS, depth: 0 });
}

interface Budget {
  left: number;
  depth: number;
}

function jsonOf(value: unknown, budget: Budget): Json {
  budget.left -= typeof value === "string" ? value.length + 2 : 4;
  if (budget.left < 0) throw new ExpressionError(`gives more than ${MOST_CHARACTERS} characters`, 0);
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "bigint":
      return exact(value);
    case "number":
      return finite(value);
    default:
      return nested(value, budget);
  }
}

function nested(value: unknown, budget: Budget): Json {
  budget.depth += 1;
  if (budget.depth > DEEPEST)
    throw new ExpressionError(`gives a value nested deeper than ${DEEPEST} levels`, 0);
  const json = composed(value, budget);
  budget.depth -= 1;
  return json;
}

function composed(value: unknown, budget: Budget): Json {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((inner) => jsonOf(inner, budget));
  if (value instanceof Date) return timeOf(value);
  if (value instanceof Map) return Object.fromEntries(membersOf(value, budget));
  if (Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(membersOf(Object.entries(value as object), budget));
  if (isPlainNumber(value)) return finite(Number(value.value));
  throw new ExpressionError(`gives ${value.constructor?.name ?? "something"}, which is no JSON`, 0);
}

function* membersOf(
  entries: Iterable<readonly [unknown, unknown]>,
  budget: Budget,
): Iterable<readonly [string, Json]> {
  for (const [name, inner] of entries) {
    budget.left -= String(name).length + 3;
    yield [String(name), jsonOf(inner, budget)];
  }
}

function timeOf(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new ExpressionError("gives a time beyond all calendars", 0);
  return date.toISOString();
}

/** CEL's uint. */
const isPlainNumber = (value: unknown): value is { readonly value: number | bigint } =>
  typeof value === "object" &&
  value !== null &&
  "value" in value &&
  /^(number|bigint)$/.test(typeof value.value);

function exact(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw new ExpressionError(`gives ${value}, which JSON's numbers cannot hold`, 0);
  return number;
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new ExpressionError(`gives ${value}, which JSON cannot say`, 0);
  return value;
}
