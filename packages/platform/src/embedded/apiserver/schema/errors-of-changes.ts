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
  const compared = new Map<Json, boolean>();
  return errors.filter((error) => !standsInUnchanged(error.field, { now, before, compared }));
}

/** Whether the field, or anything it stands in, is as it was; what many fields stand in is compared once. */
function standsInUnchanged(
  field: string,
  {
    now,
    before,
    compared,
  }: { readonly now: Json; readonly before: Json; readonly compared: Map<Json, boolean> },
): boolean {
  let [left, right]: [Json | undefined, Json | undefined] = [now, before];
  for (const step of field.split(/\.|\[|\]\.?/).filter((part) => part !== "")) {
    left = stepInto(left, step);
    right = stepInto(right, step);
    if (left === undefined || right === undefined) return false;
    const known = isContainer(left) ? compared.get(left) : undefined;
    const same = known ?? equalJson(left, right);
    if (isContainer(left)) compared.set(left, same);
    if (same) return true;
  }
  return false;
}

const isContainer = (value: Json): boolean => typeof value === "object" && value !== null;

function stepInto(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(step)];
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}
