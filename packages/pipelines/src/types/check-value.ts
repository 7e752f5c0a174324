import type { Spec } from "./spec.ts";

/** Why a value is not of a type, in words that go on from its name; undefined where it is. */
export function checkValue(value: unknown, spec: Spec): string | undefined {
  const expected = EXPECTED[spec.type];
  if (!expected.is(value)) return `is ${shown(value)}: expected ${expected.name}`;
  if (spec.enum !== undefined && !spec.enum.some((one) => shown(one) === shown(value)))
    return `is ${shown(value)}: expected one of ${spec.enum.map(shown).join(", ")}`;
  const { item, fields } = spec;
  if (item !== undefined)
    return first(value as readonly unknown[], (inner, index) =>
      within(`[${index}]`, checkValue(inner, item)),
    );
  if (fields !== undefined) return checkFields(value as Readonly<Record<string, unknown>>, fields);
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

export const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 80);

const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A day that there is: 2026-02-30 is none. */
const isDay = (value: unknown): boolean => {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
};

const EXPECTED: Readonly<
  Record<Spec["type"], { readonly name: string; readonly is: (value: unknown) => boolean }>
> = {
  string: { name: "a text", is: (value) => typeof value === "string" },
  number: { name: "a number", is: (value) => typeof value === "number" && Number.isFinite(value) },
  integer: { name: "a whole number", is: Number.isSafeInteger },
  boolean: { name: "true or false", is: (value) => typeof value === "boolean" },
  date: { name: "a day as 2026-11-30", is: isDay },
  list: { name: "a list", is: Array.isArray },
  object: { name: "an object", is: isObject },
  artifact: {
    name: "something stored, as s3://BUCKET/KEY",
    is: (value) => typeof value === "string" && value.startsWith("s3://"),
  },
};
