import type { Tree } from "../../../packages/algorithms/src/xgboost/gbdt/tree.ts";
import type { TreeModel } from "../../../packages/algorithms/src/xgboost/model/model.ts";

const TOLERANCE = 2e-4;
/** XGBoost subtracts scores in single precision: gains are not surer than this. */
const LEAST_GAIN = 1e-2;
/** Two splits were equally good: both trees are right, and what follows from them differs. */
export const TIE = "tie";

/** Where two models' trees part, in words; nothing where they are the same but for rounding. */
export function treeDifference(ours: TreeModel, theirs: TreeModel): string | undefined {
  if (ours.trees.length !== theirs.trees.length) {
    return `${ours.trees.length} trees, not ${theirs.trees.length}`;
  }
  for (const [index, tree] of ours.trees.entries()) {
    const output = ours.treeOutputs[index] as number;
    // The intercepts of several outputs stand in the leaves of our first trees.
    const first = ours.treeOutputs.indexOf(output) === index;
    const folded = ours.outputs > 1 && first ? scoreOf(theirs, output) - scoreOf(ours, output) : 0;
    const said = nodeDifference([tree, 0], [theirs.trees[index] as Tree, 0], folded);
    if (said) return said === TIE ? TIE : `tree ${index}: ${said}`;
  }
  return undefined;
}

const scoreOf = ({ baseScores }: TreeModel, output: number): number =>
  baseScores[output] ?? baseScores[0] ?? 0;

type Place = readonly [tree: Tree, node: number];

function nodeDifference(ours: Place, theirs: Place, folded: number): string | undefined {
  const [our, their] = [describe(ours), describe(theirs)];
  if (our.leaf !== their.leaf) {
    const gain = our.leaf ? their.gain : our.gain;
    if (Math.abs(gain) < LEAST_GAIN) return TIE;
    return `a ${our.leaf ? "leaf" : "split"} where XGBoost has the other, of gain ${gain}`;
  }
  if (our.leaf) {
    const gap = Math.abs(our.value - folded - their.value);
    return gap < TOLERANCE * Math.max(1, Math.abs(their.value))
      ? undefined
      : `leaf ${our.value - folded}, not ${their.value}`;
  }
  // Beside the split's own gain: equal gains are a matter of the last bit.
  const same =
    our.column === their.column && sameSide(our.value, their.value) && our.missingLeft === their.missingLeft;
  if (!same)
    return Math.abs(our.gain - their.gain) <= 1e-4 * their.gain + LEAST_GAIN
      ? TIE
      : `${JSON.stringify(our)}, not ${JSON.stringify(their)}`;
  for (const side of ["left", "right"] as const) {
    const said = nodeDifference([ours[0], our[side]], [theirs[0], their[side]], folded);
    if (said) return said;
  }
  return undefined;
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

/** Values lie between -10 and 30: a split beyond is by presence alone, and each engine has its own end. */
function sameSide(ours: number, theirs: number): boolean {
  const side = (value: number): number => (value > 30 ? 1 : value < -10 ? -1 : 0);
  return side(ours) === 0 ? ours === theirs : side(ours) === side(theirs);
}
