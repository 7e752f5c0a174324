import type { StructuralSchema } from "../kinds/crd.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { FlowProblem } from "./graph/problem.ts";
import type { Json } from "./json.ts";

type Place = FlowProblem["path"];

/** Of problems so many are looked for. */
const MOST = 20;
/** Levels of a value. */
const DEEPEST = 500;

/** Where a value is not of the form that a schema says, fields that it does not know included; unlike a server, which drops those. */
export function shapeProblems(value: unknown, schema: StructuralSchema): readonly FlowProblem[] {
  const problems: FlowProblem[] = [];
  check(value, schema, { place: [], problems });
  return problems;
}

interface Where {
  readonly place: Place;
  readonly problems: FlowProblem[];
}

function check(value: unknown, schema: StructuralSchema, where: Where): void {
  if (where.problems.length >= MOST) return;
  const wrong = wrongIn(value, schema, where.place);
  if (wrong !== undefined) where.problems.push({ path: where.place, message: wrong });
  else if (Array.isArray(value)) checkItems(value, schema, where);
  else if (schema.type === "object") checkMembers(value as Readonly<Record<string, unknown>>, schema, where);
}

function wrongIn(value: unknown, schema: StructuralSchema, place: Place): string | undefined {
  const { type, enum: allowed, minimum, maximum } = schema;
  if (place.length > DEEPEST) return `is nested deeper than ${DEEPEST} levels`;
  if (type !== undefined && !isOf(type, value)) return `is ${shown(value)}: expected ${A[type]}`;
  if (allowed !== undefined && !allowed.includes(value))
    return `is ${shown(value)}: ${didYouMean(value, allowed) ?? `expected ${allowed.join(", ")}`}`;
  if (typeof value === "number" && minimum !== undefined && value < minimum)
    return `is ${value}: expected ${minimum} at least`;
  if (typeof value === "number" && maximum !== undefined && value > maximum)
    return `is ${value}: expected ${maximum} at most`;
  return undefined;
}

function checkItems(
  value: readonly unknown[],
  { items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY }: StructuralSchema,
  { place, problems }: Where,
): void {
  const { length } = value;
  if (length < minItems)
    problems.push({ path: place, message: `has ${length} items: expected ${minItems} at least` });
  if (length > maxItems)
    problems.push({ path: place, message: `has ${length} items: expected ${maxItems} at most` });
  for (const [index, item] of value.entries()) check(item, items, { place: [...place, index], problems });
}

function checkMembers(
  value: Readonly<Record<string, unknown>>,
  schema: StructuralSchema,
  { place, problems }: Where,
): void {
  const { required = [], properties = {}, additionalProperties } = schema;
  const isOpen = schema["x-kubernetes-preserve-unknown-fields"] === true;
  for (const name of required)
    if (!Object.hasOwn(value, name)) problems.push({ path: place, message: `has no ${name}` });
  const others = typeof additionalProperties === "object" ? additionalProperties : undefined;
  for (const [name, member] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : others;
    if (known !== undefined) check(member, known, { place: [...place, name], problems });
    else if (!isOpen) {
      const names = Object.keys(properties);
      const expected = didYouMean(name, names) ?? `expected ${names.join(", ")}`;
      problems.push({ path: [...place, name], message: `is not known: ${expected}`, isName: true });
    }
  }
}

const A: Readonly<Record<NonNullable<StructuralSchema["type"]>, string>> = {
  object: "an object",
  array: "a list",
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
};

function isOf(type: NonNullable<StructuralSchema["type"]>, value: unknown): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return type === "integer" ? Number.isSafeInteger(value) : typeof value === type;
}

const shown = (value: unknown): string => (JSON.stringify(value as Json) ?? "nothing").slice(0, 80);
