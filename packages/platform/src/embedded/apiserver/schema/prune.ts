import { isObject, type Json, type JsonObject } from "../json/json.ts";
import { child, index } from "../json/path.ts";
import { objectMetaSchema } from "../metadata/object-meta-schema.ts";
import type { StructuralSchema } from "../resources.ts";
import { own } from "./own.ts";

const preserves = (schema: StructuralSchema): boolean =>
  schema["x-kubernetes-preserve-unknown-fields"] === true;

/**
 * Removes, in place, the fields the schema does not know and returns their paths. A null that the schema does not allow goes
 * with them, unsaid, unless a default waits for its place.
 */
export function prune(value: JsonObject, schema: StructuralSchema): readonly string[] {
  const removed: string[] = [];
  pruneValue(value, schema, "", removed);
  return removed;
}

function pruneValue(value: Json, schema: StructuralSchema, path: string, removed: string[]): void {
  if (Array.isArray(value)) {
    if (schema.items === undefined) return;
    for (const [position, item] of value.entries()) {
      pruneValue(item, schema.items, index(path, position), removed);
    }
  } else if (isObject(value)) pruneObject(value, schema, path, removed);
}

function pruneObject(value: JsonObject, schema: StructuralSchema, path: string, removed: string[]): void {
  for (const key of Object.keys(value)) {
    const known = fieldSchema(schema, key);
    if (known !== undefined) {
      if (value[key] === null && !keepsNull(known)) delete value[key];
      else pruneValue(value[key] as Json, known, child(path, key), removed);
    } else if (!preserves(schema)) {
      delete value[key];
      removed.push(child(path, key));
    }
  }
}

const keepsNull = (schema: StructuralSchema): boolean =>
  schema.nullable === true || schema.default !== undefined;

const ANYTHING: StructuralSchema = { "x-kubernetes-preserve-unknown-fields": true, nullable: true };
const EMBEDDED: Readonly<Record<string, StructuralSchema>> = {
  apiVersion: { type: "string" },
  kind: { type: "string" },
  metadata: objectMetaSchema,
};

function fieldSchema(schema: StructuralSchema, key: string): StructuralSchema | undefined {
  const known = own(schema.properties, key);
  if (known !== undefined) return known;
  if (schema["x-kubernetes-embedded-resource"] === true && own(EMBEDDED, key) !== undefined) {
    return own(EMBEDDED, key);
  }
  if (typeof schema.additionalProperties === "object") return schema.additionalProperties;
  return schema.additionalProperties === true ? ANYTHING : undefined;
}
