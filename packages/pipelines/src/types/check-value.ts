import { rulesOf } from "@slipway/model/flows/parameters/parameter-types.ts";
import type { Spec } from "./spec.ts";

/** Why a value is not of a type, in words that go on from its name; undefined where it is. */
export function checkValue(value: unknown, spec: Spec): string | undefined {
  const wrong = spec.type === "artifact" ? storedProblem(value) : rulesOf(spec.type).problem(value);
  if (wrong !== undefined) return `is ${shown(value)}: ${wrong}`;
  if (spec.enum !== undefined && !spec.enum.some((one) => shown(one) === shown(value)))
    return `is ${shown(value)}: expected one of ${spec.enum.map(shown).join(", ")}`;
  const { item, fields, values } = spec;
  if (item !== undefined)
    return first(value as readonly unknown[], (inner, index) =>
      within(`[${index}]`, checkValue(inner, item)),
    );
  if (fields !== undefined) return checkFields(value as Readonly<Record<string, unknown>>, fields);
  if (values !== undefined)
    return first(Object.entries(value as Readonly<Record<string, unknown>>), ([name, inner]) =>
      within(`.${name}`, checkValue(inner, values)),
    );
  return undefined;
}

function checkFields(
  value: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Spec>>,
): string | undefined {
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) return `has ${unknown}: expected ${Object.keys(fields).join(", ")}`;
  return first(Object.entries(fields), ([name, spec]) =>
    value[name] === undefined ? `has no ${name}` : within(`.${name}`, checkValue(value[name], spec)),
  );
}

const within = (place: string, wrong: string | undefined): string | undefined =>
  wrong === undefined ? undefined : `${place}${/^[[.]/.test(wrong) ? "" : " "}${wrong}`;

function first<T>(all: readonly T[], ask: (one: T, index: number) => string | undefined): string | undefined {
  for (const [index, one] of all.entries()) {
    const wrong = ask(one, index);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 80);

const storedProblem = (value: unknown): string | undefined =>
  typeof value === "string" && value.startsWith("s3://")
    ? undefined
    : "expected something stored, as s3://BUCKET/KEY";
