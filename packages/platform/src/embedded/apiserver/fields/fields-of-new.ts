import { LRUCache } from "lru-cache";
import type { Json, JsonObject } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { sharedFields } from "./managers.ts";
import { type Part, partsOf } from "./parts.ts";
import { shapeOf } from "./shape-of.ts";

/** Shapes of one kind that are kept in mind: clients write objects of few. */
const SHAPE_CHARACTERS = 200_000;
const shapes = new WeakMap<StructuralSchema, LRUCache<string, JsonObject>>();

/**
 * FieldsV1 of all that an object which was not there before says: what comparing it with nothing comes to, without the trees.
 * Objects of one shape share it, frozen.
 */
export function fieldsOfNew(view: JsonObject, schema: StructuralSchema): JsonObject {
  const known = shapes.get(schema) ?? new LRUCache({ maxSize: SHAPE_CHARACTERS });
  shapes.set(schema, known);
  const shape = shapeOf(view, schema);
  const found = known.get(shape);
  if (found !== undefined) return found;
  const fields = sharedFields(readFields(view, schema));
  known.set(shape, fields, { size: shape.length + 1 });
  return fields;
}

function readFields(view: JsonObject, schema: StructuralSchema): JsonObject {
  const fields: JsonObject = {};
  for (const part of inOrder(view, schema)) {
    const below = fieldsIn(part.value, part.schema);
    // `metadata` is there in every object: nobody owns it as such.
    if (part.element === "f:metadata") delete below["."];
    if (part.element !== "f:metadata" || Object.keys(below).length > 0) fields[part.element] = below;
  }
  return fields;
}

function fieldsIn(value: Json, schema: StructuralSchema): JsonObject {
  const fields: JsonObject = {};
  const parts = inOrder(value, schema);
  if (parts.length > 0) fields["."] = {};
  for (const part of parts) fields[part.element] = fieldsIn(part.value, part.schema);
  return fields;
}

function inOrder(value: Json, schema: StructuralSchema): readonly Part[] {
  return [...(partsOf(value, schema) ?? [])].sort((a, b) => (a.element < b.element ? -1 : 1));
}
