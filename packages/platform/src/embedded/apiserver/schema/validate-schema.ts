import type { FieldError } from "../errors/field-error.ts";
import type { JsonObject } from "../json/json.ts";
import type { ResourceDefinition, StructuralSchema } from "../resources.ts";
import { validate } from "./validate.ts";

/**
 * How an object breaks its resource's schema. The documents of built-in kinds call fields required that Go fills with their
 * zero values; only those of a spec are really asked for. `before`: what is the very same in it is not looked at again.
 */
export function validateSchema(
  object: JsonObject,
  resource: ResourceDefinition,
  before?: JsonObject,
): readonly FieldError[] {
  const errors = validate(object, before === undefined ? resource.schema : ofRest(resource, object, before));
  if (resource.custom) return errors;
  return errors.filter((error) => error.reason !== "FieldValueRequired" || error.field.startsWith("spec."));
}

/** The schema without the fields that are the same value in both. */
function ofRest({ schema }: ResourceDefinition, now: JsonObject, before: JsonObject): StructuralSchema {
  const isSame = (key: string): boolean =>
    Object.hasOwn(now, key) && Object.hasOwn(before, key) && now[key] === before[key];
  const fields = Object.entries(schema.properties ?? {}).map(
    ([key, field]) => [key, isSame(key) ? ANYTHING : field] as const,
  );
  return { ...schema, properties: Object.fromEntries(fields) };
}

const ANYTHING: StructuralSchema = { nullable: true };
