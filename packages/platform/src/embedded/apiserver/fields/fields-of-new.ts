import type { Json, JsonObject } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { type Part, partsOf } from "./parts.ts";

/** FieldsV1 of all that an object which was not there before says: what comparing it with nothing comes to, without the trees. */
export function fieldsOfNew(view: JsonObject, schema: StructuralSchema): JsonObject {
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
