import fc from "fast-check";
import { expect, test } from "vitest";
import {
  childOf,
  difference,
  emptyTree,
  type FieldTree,
  fromFieldsV1,
  intersection,
  pathsOf,
  toFieldsV1,
  union,
} from "./field-tree.ts";

type Path = readonly string[];

/** Sets of paths, the plain form of what a tree says. */
const somePaths = fc.array(
  fc.array(fc.constantFrom("f:a", "f:b", 'k:{"name":"x"}', 'v:"y"'), { minLength: 1, maxLength: 3 }),
  { maxLength: 8 },
);

function treeOf(paths: readonly Path[]): FieldTree {
  const tree = emptyTree();
  for (const path of paths) {
    let node = tree;
    for (const element of path) node = childOf(node, element);
    node.member = true;
  }
  return tree;
}

const sorted = (tree: FieldTree): readonly string[] => [...pathsOf(tree)].sort();
const plain = (paths: readonly Path[]): readonly string[] => [...new Set(sorted(treeOf(paths)))];

test("FieldsV1 can be written and read back", () => {
  fc.assert(
    fc.property(somePaths, (paths) => {
      expect(sorted(fromFieldsV1(toFieldsV1(treeOf(paths))))).toEqual(plain(paths));
    }),
  );
});

test("Trees are sets of paths: union, difference and intersection are theirs", () => {
  fc.assert(
    fc.property(somePaths, somePaths, (left, right) => {
      const [a, b] = [treeOf(left), treeOf(right)];
      const [as, bs] = [plain(left), plain(right)];
      expect(sorted(union(a, b))).toEqual([...new Set([...as, ...bs])].sort());
      expect(sorted(difference(a, b))).toEqual(as.filter((path) => !bs.includes(path)));
      expect(sorted(intersection(a, b))).toEqual(as.filter((path) => bs.includes(path)));
    }),
  );
});
