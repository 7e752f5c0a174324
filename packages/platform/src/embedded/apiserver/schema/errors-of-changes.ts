import type { FieldError } from "../errors/field-error.ts";
import { equalJson, isObject, type Json } from "../json/json.ts";

/**
 * The complaints about what this write changes. What was stored before a schema grew stricter must not stop writes
 * elsewhere in the object.
 */
export function errorsOfChanges(
  errors: readonly FieldError[],
  now: Json,
  before: Json,
): readonly FieldError[] {
  return errors.filter((error) => !standsInUnchanged(error.field, now, before));
}

/** Whether the field, or anything it stands in, is as it was. */
function standsInUnchanged(field: string, now: Json, before: Json): boolean {
  let [left, right]: [Json | undefined, Json | undefined] = [now, before];
  for (const step of field.split(/\.|\[|\]\.?/).filter((part) => part !== "")) {
    left = stepInto(left, step);
    right = stepInto(right, step);
    if (left === undefined || right === undefined) return false;
    if (equalJson(left, right)) return true;
  }
  return false;
}

function stepInto(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(step)];
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}
