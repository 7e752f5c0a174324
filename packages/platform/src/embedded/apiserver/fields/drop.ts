import type { Json, JsonObject } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { emptyTree, type FieldTree, isEmptyTree } from "./field-tree.ts";
import { type Part, partsOf } from "./parts.ts";

/**
 * The value without the fields a manager owned before and nobody owns any more. A field goes with all that is in it unless
 * somebody owns some of that.
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
  if (before === undefined || isEmptyTree(before)) return [part];
  const now = owned.now.children.get(part.element) ?? emptyTree();
  // A declared field is there as long as somebody owns some of it; an item or map entry as long as somebody owns it as such.
  const goes = part.declared ? isEmptyTree(now) : before.member && !now.member;
  if (goes) return [];
  return [{ ...part, value: drop(part.value, part.schema, { before, now }) }];
}
