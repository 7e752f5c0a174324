import { equalJson, type Json } from "../json/json.ts";
import type { StructuralSchema } from "../resources.ts";
import { childOf, emptyTree, type FieldTree } from "./field-tree.ts";
import { type Part, partsOf } from "./parts.ts";

export interface Comparison {
  /** Fields that are new or have another value. */
  readonly changed: FieldTree;
  readonly removed: FieldTree;
}

export function compare(
  before: Json | undefined,
  after: Json | undefined,
  schema: StructuralSchema,
): Comparison {
  const result = { changed: emptyTree(), removed: emptyTree() };
  walk(before, after, schema, result);
  return result;
}

function walk(
  before: Json | undefined,
  after: Json | undefined,
  schema: StructuralSchema,
  at: { readonly changed: FieldTree; readonly removed: FieldTree },
): void {
  if (before === after) return;
  const [left, right] = [split(before, schema), split(after, schema)];
  if (left === undefined || right === undefined) {
    if (after === undefined) at.removed.member = true;
    else if (before === undefined || !equalJson(before, after)) at.changed.member = true;
    return;
  }
  if (before === undefined) at.changed.member = true;
  if (after === undefined) at.removed.member = true;
  for (const [element, part] of both(left, right)) {
    if (part.before === part.after) continue;
    walk(part.before, part.after, part.schema, {
      changed: childOf(at.changed, element),
      removed: childOf(at.removed, element),
    });
  }
}

/** The parts of a value that has some; none of a missing one; undefined of one that is a whole. */
function split(value: Json | undefined, schema: StructuralSchema): readonly Part[] | undefined {
  return value === undefined ? [] : partsOf(value, schema);
}

interface Pair {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly schema: StructuralSchema;
}

function both(left: readonly Part[], right: readonly Part[]): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const part of left)
    pairs.set(part.element, { before: part.value, after: undefined, schema: part.schema });
  for (const part of right) {
    const before = pairs.get(part.element)?.before;
    pairs.set(part.element, { before, after: part.value, schema: part.schema });
  }
  return pairs;
}
