import { isObject, type Json, type JsonObject } from "../json/json.ts";

/**
 * A set of fields, as a tree of path elements in FieldsV1's notation: `f:name` a field, `k:{…}` and `v:…` an item of a
 * list. `member` says whether the path itself is in the set, whatever is below it.
 */
export interface FieldTree {
  member: boolean;
  readonly children: Map<string, FieldTree>;
}

export const emptyTree = (): FieldTree => ({ member: false, children: new Map() });

export function childOf(tree: FieldTree, element: string): FieldTree {
  const known = tree.children.get(element);
  if (known !== undefined) return known;
  const made = emptyTree();
  tree.children.set(element, made);
  return made;
}

export function isEmptyTree(tree: FieldTree | undefined): boolean {
  if (tree === undefined) return true;
  if (tree.member) return false;
  for (const child of tree.children.values()) if (!isEmptyTree(child)) return false;
  return true;
}

/** Whether both sets hold the same paths. */
export function sameTree(a: FieldTree, b: FieldTree): boolean {
  if (a === b) return true;
  if (a.member !== b.member) return false;
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (other === undefined ? !isEmptyTree(child) : !sameTree(child, other)) return false;
  }
  for (const [element, child] of b.children) {
    if (!a.children.has(element) && !isEmptyTree(child)) return false;
  }
  return true;
}

export function union(a: FieldTree, b: FieldTree): FieldTree {
  const result: FieldTree = { member: a.member || b.member, children: new Map(a.children) };
  for (const [element, child] of b.children) {
    const other = a.children.get(element);
    result.children.set(element, other === undefined ? child : union(other, child));
  }
  return result;
}

export function difference(a: FieldTree, b: FieldTree | undefined): FieldTree {
  if (b === undefined) return a;
  return combine(a, b, (left, right) => left && !right, difference);
}

export function intersection(a: FieldTree, b: FieldTree | undefined): FieldTree {
  if (b === undefined) return emptyTree();
  return combine(a, b, (left, right) => left && right, intersection);
}

function combine(
  a: FieldTree,
  b: FieldTree,
  member: (a: boolean, b: boolean) => boolean,
  below: (a: FieldTree, b: FieldTree | undefined) => FieldTree,
): FieldTree {
  const result: FieldTree = { member: member(a.member, b.member), children: new Map() };
  for (const [element, child] of a.children) {
    const combined = below(child, b.children.get(element));
    if (!isEmptyTree(combined)) result.children.set(element, combined);
  }
  return result;
}

/** FieldsV1: a member without anything below is `{}`, one with something below has `.`. */
export function toFieldsV1(tree: FieldTree): JsonObject {
  const result: JsonObject = {};
  const children = [...tree.children].filter(([, child]) => !isEmptyTree(child));
  if (tree.member && children.length > 0) result["."] = {};
  for (const [element, child] of children.sort(([a], [b]) => (a < b ? -1 : 1))) {
    result[element] = toFieldsV1(child);
  }
  return result;
}

export function fromFieldsV1(fields: Json | undefined): FieldTree {
  const tree = emptyTree();
  if (!isObject(fields)) return tree;
  for (const [element, below] of Object.entries(fields)) {
    if (element === ".") tree.member = true;
    else {
      const child = fromFieldsV1(below);
      if (child.children.size === 0) child.member = true;
      tree.children.set(element, child);
    }
  }
  return tree;
}

/** Every member's path as messages show it: `.spec.env[name="A"].value`. */
export function pathsOf(tree: FieldTree, path = ""): readonly string[] {
  const below = [...tree.children].flatMap(([element, child]) =>
    pathsOf(child, `${path}${shownElement(element)}`),
  );
  return tree.member && path !== "" ? [path, ...below] : below;
}

function shownElement(element: string): string {
  const text = element.slice(2);
  if (element.startsWith("f:")) return `.${text}`;
  if (element.startsWith("v:")) return `[=${text}]`;
  const keys = Object.entries(JSON.parse(text) as JsonObject);
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
}
