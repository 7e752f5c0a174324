import { characters } from "../characters.ts";
import { defined } from "../defined.ts";
import { type ShapeRef, shapeOf } from "./lookup.ts";
import type { AwsService } from "./service.ts";
import type { Shape } from "./shape.ts";

/** Where in a value: names, list indexes from 0, keys of maps (`part` says whether the key or its value is meant). */
export type Step =
  | { readonly name: string }
  | { readonly index: number }
  | { readonly key: string; readonly part: "key" | "value" };

export type Problem =
  | { readonly is: "missing" }
  | { readonly is: "type"; readonly expected: string }
  | { readonly is: "enum"; readonly allowed: readonly string[] }
  | { readonly is: "pattern"; readonly pattern: string }
  | {
      readonly is: "length";
      readonly of: "text" | "list" | "map";
      readonly min?: number;
      readonly max?: number;
    }
  | { readonly is: "range"; readonly min?: number; readonly max?: number };

/** One breach of a constraint of the AWS API. */
export interface Violation {
  readonly at: readonly Step[];
  readonly problem: Problem;
  /** The shape that the value does not meet. */
  readonly shape: ShapeRef;
  readonly value: unknown;
  /** The list or map that holds the value, if one does. */
  readonly within?: unknown;
}

/** `field`: names as in objects (ACK's). `member`: names as on AWS's wire. */
export type Naming = "field" | "member";

/** More says nothing new, and a hostile request could hold millions. */
const MOST = 100;

/** How a value is looked at. */
export interface Looking {
  readonly naming: Naming;
  /** Whether somebody here knows a value that an open enumeration does not have. Absent: such values are not judged. */
  isKnown?(value: string): boolean;
}

/** Every breach of `shape`'s constraints in `value`, in the order of the shape, at most a hundred. */
export function violations(
  shape: ShapeRef,
  value: unknown,
  { naming, isKnown = () => true }: Looking,
): readonly Violation[] {
  const found: Violation[] = [];
  check({ shape, value, at: [], naming, isKnown, found });
  return found.slice(0, MOST);
}

interface Look {
  readonly shape: ShapeRef;
  readonly value: unknown;
  readonly within?: unknown;
  readonly at: readonly Step[];
  readonly naming: Naming;
  readonly isKnown: (value: string) => boolean;
  readonly found: Violation[];
}

function check(look: Look): void {
  if (look.found.length >= MOST) return;
  const shape = shapeOf(look.shape);
  if (!hasType(shape, look.value, look.shape.service)) {
    report(look, { is: "type", expected: EXPECTED[shape.type] });
    return;
  }
  switch (shape.type) {
    case "structure":
      checkMembers(look, shape);
      break;
    case "list":
      checkItems(look, shape);
      break;
    case "map":
      checkEntries(look, shape);
      break;
    case "string":
      checkText(look, shape);
      break;
    case "integer":
    case "number":
      checkRange(look, shape);
      break;
    case "boolean":
    case "timestamp":
      break;
  }
}

const EXPECTED: Readonly<Record<Shape["type"], string>> = {
  structure: "an object",
  list: "a list",
  map: "an object",
  string: "a string",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  timestamp: "a time",
};

function hasType(shape: Shape, value: unknown, { anyNumber = false }: AwsService): boolean {
  switch (shape.type) {
    case "structure":
    case "map":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "list":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number" && (anyNumber || Number.isFinite(value));
    case "timestamp":
      return isTime(value);
    default:
      return typeof value === shape.type;
  }
}

/** What no reader of a protocol has made a time of may be anything, an object with a member `toString` too. */
function isTime(value: unknown): boolean {
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return ["string", "number"].includes(typeof value) && !Number.isNaN(Date.parse(String(value)));
}

type Of<T extends Shape["type"]> = Extract<Shape, { readonly type: T }>;

function checkMembers(look: Look, shape: Of<"structure">): void {
  const given = look.value as Readonly<Record<string, unknown>>;
  const { naming, isKnown, found } = look;
  for (const [member, [field, type]] of Object.entries(shape.members)) {
    const name = naming === "field" ? field : member;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const at = [...look.at, { name }];
    const inside = { naming, isKnown, found, shape: sibling(look.shape, type), at };
    if (value !== undefined && value !== null) check({ ...inside, value });
    else if (shape.required?.includes(member)) report({ ...inside, value: undefined }, { is: "missing" });
  }
}

const sibling = ({ service }: ShapeRef, name: string): ShapeRef => ({ service, name });

function checkItems(look: Look, shape: Of<"list">): void {
  const items = look.value as readonly unknown[];
  checkCount(look, { of: "list", count: items.length, ...shape });
  const member = sibling(look.shape, shape.member);
  items.forEach((value, index) => {
    check({ ...look, shape: member, value, within: items, at: [...look.at, { index }] });
  });
}

function checkEntries(look: Look, shape: Of<"map">): void {
  const entries = Object.entries(look.value as Readonly<Record<string, unknown>>);
  checkCount(look, { of: "map", count: entries.length, ...shape });
  const [ofKey, ofValue] = [sibling(look.shape, shape.key), sibling(look.shape, shape.value)];
  for (const [key, value] of entries) {
    const inside = { ...look, within: look.value };
    check({ ...inside, shape: ofKey, value: key, at: [...look.at, { key, part: "key" }] });
    check({ ...inside, shape: ofValue, value, at: [...look.at, { key, part: "value" }] });
  }
}

function checkText(look: Look, shape: Of<"string">): void {
  const text = look.value as string;
  if (shape.enum !== undefined && !shape.enum.includes(text) && !(shape.open === true && look.isKnown(text)))
    report(look, { is: "enum", allowed: shape.enum });
  const outOfLength = checkCount(look, { of: "text", count: characters(text), ...shape });
  if (shape.pattern === undefined || outOfLength) return;
  if (!compiled(shape.pattern).test(text)) report(look, { is: "pattern", pattern: shape.pattern });
}

function checkRange(look: Look, { min, max }: Of<"integer" | "number">): void {
  const number = look.value as number;
  if (min !== undefined && number < min) report(look, { is: "range", min });
  if (max !== undefined && number > max) report(look, { is: "range", max });
}

interface Count {
  readonly of: "text" | "list" | "map";
  readonly count: number;
  readonly min?: number;
  readonly max?: number;
}

function checkCount(look: Look, { of, count, min, max }: Count): boolean {
  if (min !== undefined && count < min) report(look, { is: "length", of, min });
  else if (max !== undefined && count > max) report(look, { is: "length", of, max });
  else return false;
  return true;
}

function report({ found, at, shape, value, within }: Look, problem: Problem): void {
  found.push({ at, problem, shape, value, ...defined({ within }) });
}

/** Whether messages must not quote values of the shape. */
export function isSensitive(ref: ShapeRef): boolean {
  const shape = shapeOf(ref);
  return shape.type === "string" && shape.sensitive === true;
}

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  let regexp = patterns.get(pattern);
  if (regexp === undefined) {
    regexp = new RegExp(`^(?:${pattern})$`, "u");
    patterns.set(pattern, regexp);
  }
  return regexp;
}
