import type { Tree } from "../../../packages/algorithms/src/xgboost/gbdt/tree.ts";
import type { TreeModel } from "../../../packages/algorithms/src/xgboost/model/model.ts";

const TOLERANCE = 2e-4;

export interface TreeDifference {
  readonly tree: number;
  /** The steps from the root to the node where the trees part, each L or R. */
  readonly path: string;
  readonly said: string;
  /** The gains of both are the same number for single precision, in which XGBoost subtracts the node's score from its children's. */
  readonly tie: boolean;
}

/** What a node's score and its two children's lose by being rounded, as a share of their sum. */
const ROUNDING = 4 * 2 ** -24;

/** The first place where two models' trees part; nothing where they are the same but for rounding. */
export function treeDifference(
  ours: TreeModel,
  theirs: TreeModel,
  lambda: number,
): TreeDifference | undefined {
  if (ours.trees.length !== theirs.trees.length) {
    return { tree: 0, path: "", said: `${ours.trees.length} trees, not ${theirs.trees.length}`, tie: false };
  }
  for (const index of ours.trees.keys()) {
    const found = differenceBelow(rootsOf(ours, theirs, lambda, index), "");
    if (found) return { tree: index, ...found };
  }
  return undefined;
}

/** Whether two models part at a place: in a tree before, which bears on all later ones, or at the node itself. */
export function partAt(
  place: Pick<TreeDifference, "tree" | "path">,
  [ours, theirs]: readonly [TreeModel, TreeModel],
  lambda: number,
): boolean {
  const first = treeDifference(ours, theirs, lambda);
  if (!first || first.tree !== place.tree) return first !== undefined && first.tree < place.tree;
  let pair = rootsOf(ours, theirs, lambda, place.tree);
  for (const step of place.path) {
    if (nodeDifference(pair)) return false;
    pair = childrenOf(pair, step === "L" ? "left" : "right");
  }
  return nodeDifference(pair) !== undefined;
}

function rootsOf(ours: TreeModel, theirs: TreeModel, lambda: number, index: number): Pair {
  const output = ours.treeOutputs[index] as number;
  // The intercepts of several outputs stand in the leaves of our first trees.
  const first = ours.treeOutputs.indexOf(output) === index;
  const folded = ours.outputs > 1 && first ? scoreOf(theirs, output) - scoreOf(ours, output) : 0;
  return { ours: [ours.trees[index] as Tree, 0], theirs: [theirs.trees[index] as Tree, 0], folded, lambda };
}

const scoreOf = ({ baseScores }: TreeModel, output: number): number =>
  baseScores[output] ?? baseScores[0] ?? 0;

type Place = readonly [tree: Tree, node: number];

interface Pair {
  readonly ours: Place;
  readonly theirs: Place;
  /** What our leaves hold besides their own value. */
  readonly folded: number;
  readonly lambda: number;
}

function differenceBelow(pair: Pair, path: string): Omit<TreeDifference, "tree"> | undefined {
  const said = nodeDifference(pair);
  if (said) return { path, said, tie: isTie(pair) };
  if (describe(pair.ours).leaf) return undefined;
  return (
    differenceBelow(childrenOf(pair, "left"), `${path}L`) ??
    differenceBelow(childrenOf(pair, "right"), `${path}R`)
  );
}

function childrenOf(pair: Pair, side: "left" | "right"): Pair {
  const child = (place: Place): Place => [place[0], describe(place)[side]];
  return { ...pair, ours: child(pair.ours), theirs: child(pair.theirs) };
}

function isTie({ ours: [tree, node], theirs, lambda }: Pair): boolean {
  const our = describe([tree, node]);
  const their = describe(theirs);
  if (our.leaf && their.leaf) return false;
  const score = (tree.weight[node] as number) ** 2 * ((tree.hessian[node] as number) + lambda);
  return Math.abs(our.gain - their.gain) <= ROUNDING * (score + Math.max(our.gain, their.gain));
}

/** How two nodes differ, their children aside. */
function nodeDifference({ ours, theirs, folded }: Pair): string | undefined {
  const [our, their] = [describe(ours), describe(theirs)];
  if (our.leaf !== their.leaf) {
    return `a ${our.leaf ? "leaf" : "split"} where XGBoost has the other, of gain ${our.leaf ? their.gain : our.gain}`;
  }
  if (our.leaf) {
    const gap = Math.abs(our.value - folded - their.value);
    const close = gap < TOLERANCE * Math.max(1, Math.abs(their.value));
    return close ? undefined : `leaf ${our.value - folded}, not ${their.value}`;
  }
  const same =
    our.column === their.column && our.value === their.value && our.missingLeft === their.missingLeft;
  return same ? undefined : `${JSON.stringify(our)}, not ${JSON.stringify(their)}`;
}

function describe([tree, node]: Place) {
  return {
    leaf: (tree.left[node] as number) < 0,
    value: tree.threshold[node] as number,
    column: tree.column[node] as number,
    missingLeft: tree.missingLeft[node] as number,
    gain: tree.lossChange[node] as number,
    left: tree.left[node] as number,
    right: tree.right[node] as number,
  };
}
