import { define, isObject, type Json, type JsonObject } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { own } from "../schema/own.ts";
import { partsOf } from "./parts.ts";

/** What is there with what is applied over it: objects and keyed lists part by part, everything else as a whole. */
export function merge(live: Json | undefined, applied: Json, schema: StructuralSchema): Json {
  if (live === undefined || partsOf(live, schema) === undefined || partsOf(applied, schema) === undefined) {
    return applied;
  }
  if (Array.isArray(live) && Array.isArray(applied)) return mergeLists(live, applied, schema);
  if (isObject(live) && isObject(applied)) return mergeObjects(live, applied, schema);
  return applied;
}

function mergeObjects(live: JsonObject, applied: JsonObject, schema: StructuralSchema): JsonObject {
  const result = { ...live };
  for (const [key, value] of Object.entries(applied)) {
    const before = Object.hasOwn(live, key) ? live[key] : undefined;
    define(result, key, merge(before, value, fieldSchema(schema, key)));
  }
  return result;
}

function fieldSchema(schema: StructuralSchema, key: string): StructuralSchema {
  const other = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  return own(schema.properties, key) ?? other;
}

/** In the order of what is applied; what only the live list has stays in front of what it stood in front of. */
function mergeLists(live: Json[], applied: Json[], schema: StructuralSchema): Json[] {
  const before = partsOf(live, schema) ?? [];
  const position = new Map(before.map((part, index) => [part.element, index]));
  const wanted = partsOf(applied, schema) ?? [];
  const shared = new Set(wanted.map((part) => part.element));
  const result: Json[] = [];
  let next = 0;
  const emitLiveUpTo = (end: number): void => {
    for (; next < end; next++) {
      const part = before[next];
      if (part !== undefined && !shared.has(part.element)) result.push(part.value);
    }
  };
  for (const part of wanted) {
    const at = position.get(part.element);
    if (at !== undefined) emitLiveUpTo(at);
    result.push(merge(at === undefined ? undefined : before[at]?.value, part.value, part.schema));
  }
  emitLiveUpTo(before.length);
  return result;
}
