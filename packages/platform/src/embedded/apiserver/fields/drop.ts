import type { Json, JsonObject } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { type FieldTree, isEmptyTree } from "./field-tree.ts";
import { type Part, partsOf } from "./parts.ts";

/**
 * The value without the fields a manager owned before and nobody owns any more. An item or map entry goes with all that is in
 * it; a field that holds others keeps those that were not the manager's.
 */
export function drop(
  value: Json,
  schema: StructuralSchema,
  owned: { readonly before: FieldTree; readonly now: FieldTree },
): Json {
  const parts = partsOf(value, schema);
  if (parts === undefined) return value;
  const kept = parts.flatMap((part) => keep(part, owned));
  if (Array.isArray(value)) return kept.map((part) => part.value);
  const result: JsonObject = {};
  for (const part of kept) result[part.element.slice(2)] = part.value;
  return result;
}

function keep(part: Part, owned: { readonly before: FieldTree; readonly now: FieldTree }): readonly Part[] {
  const before = owned.before.children.get(part.element);
  const now = owned.now.children.get(part.element);
  if (before === undefined) return [part];
  const unowned = isEmptyTree(now);
  if (unowned && before.member) return [];
  const value = drop(part.value, part.schema, {
    before,
    now: now ?? { member: false, children: new Map() },
  });
  return [{ ...part, value }];
}
