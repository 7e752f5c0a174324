import { define, isObject, type Json, type JsonObject } from "../json/json.ts";

/** RFC 7396: null removes, objects merge, everything else replaces. Returns a new value that may share parts of both. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else define(result, key, mergePatch(Object.hasOwn(result, key) ? (result[key] as Json) : null, value));
  }
  return result;
}
