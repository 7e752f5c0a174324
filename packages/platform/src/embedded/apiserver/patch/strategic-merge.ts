import { badRequest } from "../errors/status-errors.ts";
import { define, isObject, type Json, type JsonObject } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { own } from "../schema/own.ts";
import { arrange } from "./arrange.ts";
import { identityOf } from "./identity.ts";

const PATCH = "$patch";
const RETAIN = "$retainKeys";
const ORDER = "$setElementOrder";
const DELETE_VALUES = "$deleteFromPrimitiveList";

/**
 * Kubernetes' strategic merge: as a merge patch, but keyed lists merge item by item and sets of values add up. The
 * directives `$patch`, `$retainKeys`, `$setElementOrder` and `$deleteFromPrimitiveList` are understood.
 */
export function strategicMerge(target: Json | undefined, patch: Json, schema: StructuralSchema): Json {
  if (!isObject(patch)) return patch;
  if (patch[PATCH] === "replace") return withoutDirectives(patch);
  if (patch[PATCH] === "delete") return {};
  const before = isObject(target) ? target : {};
  const result = retained(before, patch[RETAIN]);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith("$")) continue;
    if (value === null) delete result[key];
    else
      define(
        result,
        key,
        mergeField(Object.hasOwn(result, key) ? result[key] : undefined, value, schemaOf(schema, key)),
      );
  }
  applyListDirectives(result, before, patch, schema);
  return result;
}

function mergeField(before: Json | undefined, value: Json, schema: StructuralSchema): Json {
  return Array.isArray(value) ? mergeList(before, value, schema) : strategicMerge(before, value, schema);
}

function retained(before: JsonObject, keys: Json | undefined): JsonObject {
  if (!Array.isArray(keys)) return { ...before };
  const kept = new Set(keys);
  return Object.fromEntries(Object.entries(before).filter(([key]) => kept.has(key)));
}

function mergeList(before: Json | undefined, patch: Json[], schema: StructuralSchema): Json[] {
  const replacing = patch.some(
    (item) => isObject(item) && item[PATCH] === "replace" && Object.keys(item).length === 1,
  );
  const given = patch.filter(
    (item) => !(isObject(item) && item[PATCH] === "replace" && Object.keys(item).length === 1),
  );
  const key = mergeKey(schema);
  const list = Array.isArray(before) && !replacing ? before : [];
  if (key !== undefined) {
    return arrange(mergeKeyed(list, given, key, schema), { asked: given, server: list, key });
  }
  if (schema["x-kubernetes-list-type"] !== "set") return given;
  const present = new Set(list.map(identityOf));
  const all = [...list, ...given.filter((value) => !present.has(identityOf(value)))];
  return arrange(all, { asked: given, server: list, key });
}

function mergeKey(schema: StructuralSchema): string | undefined {
  return schema["x-kubernetes-list-type"] === "map" ? schema["x-kubernetes-list-map-keys"]?.[0] : undefined;
}

function mergeKeyed(
  list: readonly Json[],
  patch: readonly Json[],
  key: string,
  schema: StructuralSchema,
): Json[] {
  const result = new Map(list.map((item, at) => [isObject(item) ? identityOf(item[key]) : `#${at}`, item]));
  for (const item of patch) {
    if (!isObject(item))
      throw badRequest(`invalid patch: an item of a list that merges by "${key}" must be an object`);
    if (item[key] === undefined) {
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    }
    const identity = identityOf(item[key]);
    if (item[PATCH] === "delete") result.delete(identity);
    else result.set(identity, strategicMerge(result.get(identity), item, schema.items ?? {}));
  }
  return [...result.values()];
}

function applyListDirectives(
  result: JsonObject,
  before: JsonObject,
  patch: JsonObject,
  schema: StructuralSchema,
): void {
  for (const [directive, value] of Object.entries(patch)) {
    const [verb = "", field = ""] = directive.split(/\/(.*)/, 2);
    const list = result[field];
    if (!Array.isArray(value) || !Array.isArray(list)) continue;
    if (verb === DELETE_VALUES) {
      const gone = new Set(value.map(identityOf));
      result[field] = list.filter((item) => !gone.has(identityOf(item)));
    } else if (verb === ORDER) {
      const server = Array.isArray(before[field]) ? before[field] : [];
      result[field] = arrange(list, { asked: value, server, key: mergeKey(schemaOf(schema, field)) });
    }
  }
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !key.startsWith("$")));
}

function schemaOf(schema: StructuralSchema, key: string): StructuralSchema {
  const other = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  return own(schema.properties, key) ?? other;
}
