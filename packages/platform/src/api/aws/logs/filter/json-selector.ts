import { invalidPattern } from "./pattern-error.ts";
import type { PatternReader } from "./pattern-reader.ts";

/** The values that a selector finds; none where it leads nowhere. */
export type Select = (root: unknown) => readonly unknown[];

type Step = { readonly name: string } | { readonly index: number } | "each";

/** More values than any message's members that are meant one by one. */
const MOST_FOUND = 1_000;

/** Reads `$.name['other name'][0][*]`. */
export function jsonSelector(reader: PatternReader): Select {
  reader.need("$");
  const steps: Step[] = [];
  for (let step = nextStep(reader); step !== undefined; step = nextStep(reader)) steps.push(step);
  if (steps.length === 0) throw invalidPattern("a selector names no member");
  return (root) => {
    let found: unknown[] = [root];
    for (const step of steps) found = found.flatMap((value) => follow(value, step)).slice(0, MOST_FOUND);
    return found;
  };
}

function nextStep(reader: PatternReader): Step | undefined {
  if (reader.peek() === ".") {
    reader.need(".");
    if (reader.peek() === "[") return nextStep(reader);
    const name = reader.match(/\*|[A-Za-z0-9_-]+/y);
    if (name === "") throw invalidPattern("a selector ends with a dot");
    return name === "*" ? "each" : { name };
  }
  if (reader.peek() !== "[") return undefined;
  reader.need("[");
  const step = bracketed(reader);
  reader.need("]");
  return step;
}

function bracketed(reader: PatternReader): Step {
  for (const quote of ["'", '"'])
    if (reader.took(quote)) return { name: reader.upTo(quote, { unescape: true }) };
  if (reader.took("*")) return "each";
  const digits = reader.match(/\d{1,9}/y);
  if (digits === "") throw invalidPattern("brackets of a selector hold neither a number nor a quoted name");
  return { index: Number(digits) };
}

function follow(value: unknown, step: Step): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (step === "each") return Array.isArray(value) ? value : Object.values(value);
  if ("index" in step) return Array.isArray(value) && step.index in value ? [value[step.index]] : [];
  return Object.hasOwn(value, step.name) ? [(value as Readonly<Record<string, unknown>>)[step.name]] : [];
}
