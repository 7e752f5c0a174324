import { isObject, type Json } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { own } from "../schema/own.ts";
import { keysOf } from "../schema/validate.ts";

/** A field of an object or an item of a list that can be owned by itself. */
export interface Part {
  readonly element: string;
  readonly value: Json;
  readonly schema: StructuralSchema;
  /** A field its type declares, as against a key of a map or an item of a list. */
  readonly declared: boolean;
}

const UNKNOWN: StructuralSchema = {};

/** What a value is made of, by its schema; undefined when it can only be owned as a whole. */
export function partsOf(value: Json, schema: StructuralSchema): readonly Part[] | undefined {
  if (Array.isArray(value)) return itemsOf(value, schema);
  if (!isObject(value) || schema["x-kubernetes-map-type"] === "atomic") return undefined;
  return Object.entries(value).map(([key, item]) => {
    const declared = own(schema.properties, key);
    const other = typeof schema.additionalProperties === "object" ? schema.additionalProperties : UNKNOWN;
    return { element: `f:${key}`, value: item, schema: declared ?? other, declared: declared !== undefined };
  });
}

function itemsOf(list: Json[], schema: StructuralSchema): readonly Part[] | undefined {
  const kind = schema["x-kubernetes-list-type"];
  if (kind !== "set" && kind !== "map") return undefined;
  const items = schema.items ?? UNKNOWN;
  const parts = list.map((value) => ({
    element: kind === "set" ? `v:${JSON.stringify(value)}` : `k:${sortedJson(keysOf(value, schema))}`,
    value,
    schema: items,
    declared: false,
  }));
  return new Set(parts.map((part) => part.element)).size === parts.length ? parts : undefined;
}

function sortedJson(keys: Readonly<Record<string, Json>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1))));
}
