import { isObject, type Json } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { childOf, emptyTree, type FieldTree } from "./field-tree.ts";
import { partsOf } from "./parts.ts";

/** The fields that a value given to server-side apply says something about. */
export function fieldsOf(value: Json, schema: StructuralSchema): FieldTree {
  const tree = emptyTree();
  collect(value, schema, tree);
  return tree;
}

function collect(value: Json, schema: StructuralSchema, tree: FieldTree): void {
  const parts = partsOf(value, schema);
  if (parts === undefined) {
    tree.member = true;
    return;
  }
  for (const part of parts) {
    const child = childOf(tree, part.element);
    collect(part.value, part.schema, child);
    const empty = part.value === null || (isObject(part.value) && Object.keys(part.value).length === 0);
    if (empty || !part.declared) child.member = true;
  }
}
