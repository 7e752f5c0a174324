import { isObject, type Json, type JsonObject } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { own } from "../schema/own.ts";

/** What Go's decoding does to a built-in kind, in place: null is absent, a quantity given as a number becomes text. */
export function normaliseBuiltin(value: JsonObject, schema: StructuralSchema): void {
  for (const key of Object.keys(value)) {
    const item = value[key] as Json;
    if (item === null) delete value[key];
    else {
      const field = own(schema.properties, key) ?? additional(schema);
      if (field !== undefined) value[key] = normalised(item, field);
    }
  }
}

function normalised(value: Json, schema: StructuralSchema): Json {
  if (schema.format === "quantity" && typeof value === "number") return String(value);
  const items = schema.items;
  if (Array.isArray(value) && items !== undefined) return value.map((item) => normalised(item, items));
  if (isObject(value)) normaliseBuiltin(value, schema);
  return value;
}

function additional(schema: StructuralSchema): StructuralSchema | undefined {
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}
