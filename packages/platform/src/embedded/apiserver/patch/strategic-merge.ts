import { badRequest } from "../errors/status-errors.ts";
import { define, equalJson, isObject, type Json, type JsonObject } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { own } from "../schema/own.ts";

const PATCH = "$patch";
const RETAIN = "$retainKeys";
const ORDER = "$setElementOrder/";
const DELETE_VALUES = "$deleteFromPrimitiveList/";

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
  applyListDirectives(result, patch, schema);
  return result;
}

function mergeField(before: Json | undefined, value: Json, schema: StructuralSchema): Json {
  return Array.isArray(value) ? mergeList(before, value, schema) : strategicMerge(before, value, schema);
}

function retained(before: JsonObject, keys: Json | undefined): JsonObject {
  if (!Array.isArray(keys)) return { ...before };
  return Object.fromEntries(Object.entries(before).filter(([key]) => keys.includes(key)));
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
  if (key !== undefined) return mergeKeyed(list, given, key, schema);
  if (schema["x-kubernetes-list-type"] !== "set") return given;
  return [...list, ...given.filter((value) => !list.some((item) => equalJson(item, value)))];
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
  const result = [...list];
  for (const item of patch) {
    if (!isObject(item))
      throw badRequest(`invalid patch: an item of a list that merges by "${key}" must be an object`);
    if (item[key] === undefined) {
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    }
    const at = result.findIndex((one) => isObject(one) && equalJson(one[key], item[key]));
    if (item[PATCH] === "delete") {
      if (at >= 0) result.splice(at, 1);
    } else if (at >= 0) result[at] = strategicMerge(result[at], item, schema.items ?? {});
    else result.push(strategicMerge(undefined, item, schema.items ?? {}));
  }
  return result;
}

function applyListDirectives(result: JsonObject, patch: JsonObject, schema: StructuralSchema): void {
  for (const [directive, value] of Object.entries(patch)) {
    if (!Array.isArray(value)) continue;
    if (directive.startsWith(DELETE_VALUES)) {
      const field = directive.slice(DELETE_VALUES.length);
      const list = result[field];
      if (!Array.isArray(list)) continue;
      result[field] = list.filter((item) => !value.some((gone) => equalJson(gone, item)));
    } else if (directive.startsWith(ORDER)) {
      const field = directive.slice(ORDER.length);
      const list = result[field];
      if (Array.isArray(list)) result[field] = inOrder(list, value, mergeKey(schemaOf(schema, field)));
    }
  }
}

/** Named items in the given order; the others stay behind the item they stood behind. */
function inOrder(list: readonly Json[], order: readonly Json[], key: string | undefined): Json[] {
  const identity = (item: Json): string =>
    JSON.stringify(key !== undefined && isObject(item) ? (item[key] ?? null) : item);
  const rank = new Map(order.map((item, position) => [identity(item), position]));
  let last = -1;
  const ranked = list.map((item, position) => {
    const own = rank.get(identity(item));
    if (own !== undefined) last = own;
    return { item, rank: own ?? last + 0.5, position };
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.position - b.position).map(({ item }) => item);
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !key.startsWith("$")));
}

function schemaOf(schema: StructuralSchema, key: string): StructuralSchema {
  const other = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  return own(schema.properties, key) ?? other;
}
