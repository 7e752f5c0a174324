import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { Tree } from "../gbdt/tree.ts";
import type { TreeModel } from "./model.ts";

const NO_PARENT = 2147483647;
const FLUSH_AT = 1 << 20;

/**
 * Writes a model as XGBoost's JSON, which its versions from 1.0 on load. The file appears whole or not at all;
 * `draft` is where it is written first, on the same file system.
 */
export async function writeModel(model: TreeModel, path: string, draft: string): Promise<void> {
  await mkdir(dirname(draft), { recursive: true });
  await mkdir(dirname(path), { recursive: true });
  const file = await open(draft, "w");
  try {
    let text = "";
    for (const part of modelText(model)) {
      text += part;
      if (text.length < FLUSH_AT) continue;
      await file.writeFile(text);
      text = "";
    }
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** The JSON piece by piece: whole it may be larger than a string can be. */
export function* modelText(given: TreeModel): Generator<string> {
  const model = withOneBaseScore(given);
  const perRound = model.parallelTrees * model.outputs;
  const rounds = model.trees.length / perRound;
  yield `{"learner":{"attributes":${JSON.stringify(model.attributes)},"feature_names":[],"feature_types":[],`;
  yield '"gradient_booster":{"model":{"gbtree_model_param":';
  yield JSON.stringify({
    num_parallel_tree: String(model.parallelTrees),
    num_trees: String(model.trees.length),
    size_leaf_vector: "0",
  });
  yield `,"iteration_indptr":[${Array.from({ length: rounds + 1 }, (_, round) => round * perRound)}]`;
  yield `,"tree_info":[${model.treeOutputs}],"trees":[`;
  for (const [index, tree] of model.trees.entries()) {
    yield `${index > 0 ? "," : ""}${treeText(tree, index, model.columns)}`;
  }
  yield ']},"name":"gbtree"},"learner_model_param":';
  yield JSON.stringify({
    base_score: floatText(model.baseScores[0] ?? 0),
    boost_from_average: "1",
    num_class: String(model.outputs > 1 ? model.outputs : 0),
    num_feature: String(model.columns),
    num_target: "1",
  });
  yield `,"objective":${JSON.stringify(model.objectiveEntry)}},"version":[1,7,6]}`;
}

/**
 * Versions before 3.1 read a single base score: those of several outputs go into the leaves of their outputs' first
 * trees, which every version then predicts the same from.
 */
function withOneBaseScore(model: TreeModel): TreeModel {
  if (model.baseScores.length === 1) return model;
  const seen = new Set<number>();
  const trees = model.trees.map((tree, index) => {
    const output = model.treeOutputs[index] as number;
    if (seen.has(output)) return tree;
    seen.add(output);
    const score = model.baseScores[output] as number;
    const threshold = tree.threshold.map((value, node) =>
      (tree.left[node] as number) < 0 ? value + score : value,
    );
    return { ...tree, threshold };
  });
  return { ...model, baseScores: [0], trees };
}

function treeText(tree: Tree, id: number, columns: number): string {
  const size = tree.left.length;
  const parents = Array.from(tree.parent, (parent) => (parent < 0 ? NO_PARENT : parent));
  const parameters = JSON.stringify({
    num_deleted: "0",
    num_feature: String(columns),
    num_nodes: String(size),
    size_leaf_vector: "0",
  });
  return [
    `{"base_weights":${floats(tree.weight)}`,
    '"categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[]',
    `"default_left":[${tree.missingLeft}]`,
    `"id":${id}`,
    `"left_children":[${tree.left}]`,
    `"loss_changes":${floats(tree.lossChange)}`,
    `"parents":[${parents}]`,
    `"right_children":[${tree.right}]`,
    `"split_conditions":${floats(tree.threshold)}`,
    `"split_indices":[${tree.column}]`,
    `"split_type":[${new Uint8Array(size)}]`,
    `"sum_hessian":${floats(tree.hessian)}`,
    `"tree_param":${parameters}}`,
  ].join(",");
}

const floats = (values: Float32Array): string => `[${Array.from(values, floatText).join(",")}]`;

/** The shortest text that means the same single-precision number; XGBoost's parser takes no integer among floats. */
export function floatText(value: number): string {
  const single = Math.fround(value);
  let text = String(single);
  for (let digits = 6; digits <= 9; digits++) {
    const shorter = Number(single.toPrecision(digits));
    if (Math.fround(shorter) !== single) continue;
    text = String(shorter);
    break;
  }
  return /[.e]/.test(text) ? text : `${text}.0`;
}
