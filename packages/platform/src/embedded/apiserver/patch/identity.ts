import { isObject, type Json } from "../json/json.ts";

/** A text that is the same for the same JSON, whatever the order of fields: what lists are searched by in one look. */
export function identityOf(value: Json | undefined): string {
  return JSON.stringify(value, (_, item: Json) => (isObject(item) ? sorted(item) : item)) ?? "";
}

function sorted(object: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
