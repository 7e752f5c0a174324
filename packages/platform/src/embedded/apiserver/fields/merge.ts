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

function mergeLists(live: Json[], applied: Json[], schema: StructuralSchema): Json[] {
  const left = new Map((partsOf(live, schema) ?? []).map((part) => [part.element, part]));
  const right = new Map((partsOf(applied, schema) ?? []).map((part) => [part.element, part]));
  return mergedOrder([...left.keys()], [...right.keys()]).flatMap((element) => {
    const [mine, theirs] = [left.get(element), right.get(element)];
    if (theirs !== undefined) return [merge(mine?.value, theirs.value, theirs.schema)];
    return mine === undefined ? [] : [mine.value];
  });
}

/**
 * As structured-merge-diff orders it: shared elements in the order of what is applied, elements of one list alone where they
 * come up, the live list's first.
 */
function mergedOrder(live: readonly string[], applied: readonly string[]): readonly string[] {
  const [inLive, inApplied] = [new Set(live), new Set(applied)];
  const shared = applied.filter((element) => inLive.has(element));
  const order: string[] = [];
  let next = 0;
  let passed = 0;
  const passLive = (): void => {
    for (; next < live.length; next++) {
      const mine = live[next] as string;
      if (!inApplied.has(mine)) order.push(mine);
      else if (mine === shared[passed]) return;
    }
  };
  for (const theirs of applied) {
    passLive();
    order.push(theirs);
    if (theirs === shared[passed]) passed += 1;
  }
  passLive();
  return order;
}
