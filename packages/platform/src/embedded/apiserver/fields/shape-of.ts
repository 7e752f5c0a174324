import { isObject, type Json } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { own } from "../schema/own.ts";
import { partsOf } from "./parts.ts";

/** What can be owned of a value, as a text: two values with the same one have the same fields, whatever stands in them. */
export function shapeOf(value: Json, schema: StructuralSchema): string {
  if (Array.isArray(value)) return shapeOfList(value, schema);
  if (!isObject(value) || schema["x-kubernetes-map-type"] === "atomic") return "";
  const { properties, additionalProperties } = schema;
  const other = typeof additionalProperties === "object" ? additionalProperties : UNKNOWN;
  let shape = "";
  for (const key of Object.keys(value)) {
    shape += step(key, shapeOf(value[key] as Json, own(properties, key) ?? other));
  }
  return shape;
}

const UNKNOWN: StructuralSchema = {};

function shapeOfList(list: Json[], schema: StructuralSchema): string {
  const parts = partsOf(list, schema) ?? [];
  return `[${parts.map((part) => step(part.element, shapeOf(part.value, part.schema))).join("")}]`;
}

/** With the length before the name, nothing in a name can be taken for what comes after it. */
const step = (name: string, below: string): string => `${name.length}:${name}(${below})`;
