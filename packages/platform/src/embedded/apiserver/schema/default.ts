import { deepFreeze } from "#embedded/storage/freeze.ts";
import { define, isObject, type Json, type JsonObject } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { own } from "./own.ts";

/**
 * The value with the defaults of absent fields filled in: itself when none is missing, else a copy that shares what it
 * can. A null that the schema does not allow counts as absent.
 */
export function withDefaults<T extends Json>(value: T, schema: StructuralSchema): T {
  if (!hasDefaults(schema)) return value;
  if (Array.isArray(value)) return defaultArray(value, schema) as T;
  return isObject(value) ? (defaultObject(value, schema) as T) : value;
}

function defaultArray(value: Json[], schema: StructuralSchema): Json[] {
  const items = schema.items;
  if (items === undefined) return value;
  const filled = value.map((item) => withDefaults(item, items));
  return filled.some((item, position) => item !== value[position]) ? filled : value;
}

function defaultObject(value: JsonObject, schema: StructuralSchema): JsonObject {
  let result = value;
  const set = (key: string, filled: Json): void => {
    if (Object.hasOwn(result, key) && result[key] === filled) return;
    if (result === value) result = { ...value };
    define(result, key, filled);
  };
  for (const [key, field] of defaultingFields(schema)) {
    const present = Object.hasOwn(value, key) && (value[key] !== null || field.nullable === true);
    if (present) set(key, withDefaults(value[key] as Json, field));
    else if (field.default !== undefined) set(key, withDefaults(deepFreeze(field.default) as Json, field));
  }
  if (typeof schema.additionalProperties !== "object") return result;
  for (const key of Object.keys(value)) {
    if (own(schema.properties, key) !== undefined) continue;
    set(key, withDefaults(value[key] as Json, schema.additionalProperties));
  }
  return result;
}

const fields = new WeakMap<StructuralSchema, readonly (readonly [string, StructuralSchema])[]>();

function defaultingFields(schema: StructuralSchema): readonly (readonly [string, StructuralSchema])[] {
  const known = fields.get(schema);
  if (known !== undefined) return known;
  const found = Object.entries(schema.properties ?? {}).filter(([, field]) => hasDefaults(field));
  fields.set(schema, found);
  return found;
}

const defaulting = new WeakMap<StructuralSchema, boolean>();

/** Whether there is a default anywhere below: most of a schema has none and need not be walked. */
export function hasDefaults(schema: StructuralSchema): boolean {
  const known = defaulting.get(schema);
  if (known !== undefined) return known;
  const children = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.items === undefined ? [] : [schema.items]),
    ...(typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : []),
  ];
  const has = schema.default !== undefined || children.some(hasDefaults);
  defaulting.set(schema, has);
  return has;
}
