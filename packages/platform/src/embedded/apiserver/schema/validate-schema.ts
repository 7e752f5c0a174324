import type { FieldError } from "../errors/field-error.ts";
import type { Json } from "../json/json.ts";
import type { ResourceDefinition } from "../resources.ts";
import { validate } from "./validate.ts";

/**
 * How an object breaks its resource's schema. The documents of built-in kinds call fields required that Go fills with their
 * zero values; only those of a spec are really asked for.
 */
export function validateSchema(object: Json, resource: ResourceDefinition): readonly FieldError[] {
  const errors = validate(object, resource.schema);
  if (resource.custom) return errors;
  return errors.filter((error) => error.reason !== "FieldValueRequired" || error.field.startsWith("spec."));
}
