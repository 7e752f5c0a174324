import type { Tree } from "../gbdt/tree.ts";
import type { Fields } from "./fields.ts";
import { notScored } from "./not-scored.ts";

/** Reads a tree and makes sure that walking it ends: children exist, and each node has one parent. */
export function parseTree(fields: Fields, columns: number): Tree {
  const parameters = fields.object("tree_param");
  if (parameters.number("size_leaf_vector", 0) > 1) throw notScored("its leaves are vectors");
  if ("split_type" in fields.raw && Array.from(fields.numbers("split_type")).some((type) => type > 0)) {
    throw notScored("it splits by categories (categorical features), while features are scored as numbers");
  }
  const left = Int32Array.from(fields.numbers("left_children"));
  const tree: Tree = {
    left,
    right: Int32Array.from(fields.numbers("right_children")),
    parent: Int32Array.from(fields.numbers("parents"), (parent) => (parent >= left.length ? -1 : parent)),
    column: Uint32Array.from(fields.numbers("split_indices")),
    threshold: Float32Array.from(fields.numbers("split_conditions")),
    missingLeft: Uint8Array.from(fields.numbers("default_left"), Number),
    lossChange: Float32Array.from(fields.numbers("loss_changes")),
    hessian: Float32Array.from(fields.numbers("sum_hessian")),
    weight: Float32Array.from(fields.numbers("base_weights")),
  };
  checkTree(tree, columns);
  return tree;
}

function checkTree(tree: Tree, columns: number): void {
  const size = tree.left.length;
  if (size === 0) throw new Error("a tree has no nodes");
  for (const [name, entries] of Object.entries(tree)) {
    if (entries.length !== size) {
      throw new Error(`a tree's ${name} has ${entries.length} entries for ${size} nodes`);
    }
  }
  const hasParent = new Uint8Array(size);
  for (let node = 0; node < size; node++) {
    if ((tree.left[node] as number) >= 0) checkSplit(tree, node, columns, hasParent);
  }
}

function checkSplit(tree: Tree, node: number, columns: number, hasParent: Uint8Array): void {
  for (const child of [tree.left[node] as number, tree.right[node] as number]) {
    if (!(child > 0 && child < hasParent.length) || hasParent[child]) {
      throw new Error(`a tree's node ${node} has a wrong child`);
    }
    hasParent[child] = 1;
  }
  if ((tree.column[node] as number) >= columns) {
    throw new Error(`a tree's node ${node} splits by a feature beyond ${columns}`);
  }
}
