import { isObject, type JsonObject } from "../json/json.ts";

/** `spec.finalizers`, which is a namespace's alone: those who have still to see to its contents. */
export function specFinalizers(namespace: JsonObject): readonly string[] {
  const spec = isObject(namespace["spec"]) ? namespace["spec"] : {};
  const finalizers = spec["finalizers"];
  return Array.isArray(finalizers) ? finalizers.map(String) : [];
}
