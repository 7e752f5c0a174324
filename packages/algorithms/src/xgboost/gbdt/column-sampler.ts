import type { TreeParameters } from "./parameters.ts";
import { randomStream } from "./random.ts";

/** Which columns a node may split by: drawn a tree, out of those a level, out of those a node. */
export class ColumnSampler {
  readonly tree: Uint32Array;
  readonly #parameters: TreeParameters;
  readonly #treeKey: number;
  readonly #levels = new Map<number, Uint32Array>();

  constructor(columns: Uint32Array, treeKey: number, parameters: TreeParameters) {
    this.#parameters = parameters;
    this.#treeKey = treeKey;
    this.tree = draw(columns, parameters.colsampleByTree, [parameters.seed, treeKey, -1]);
  }

  /** `nodeKey` tells nodes of one level apart, whatever order they are grown in. */
  at(depth: number, nodeKey: number): Uint32Array {
    const { seed, colsampleByNode } = this.#parameters;
    const level = this.#level(depth);
    return draw(level, colsampleByNode, [seed, this.#treeKey, depth, nodeKey]);
  }

  #level(depth: number): Uint32Array {
    const { seed, colsampleByLevel } = this.#parameters;
    const known = this.#levels.get(depth);
    if (known) return known;
    const drawn = draw(this.tree, colsampleByLevel, [seed, this.#treeKey, depth, -1]);
    this.#levels.set(depth, drawn);
    return drawn;
  }
}

/** A share of the columns, at least one, in ascending order. */
function draw(columns: Uint32Array, share: number, keys: readonly number[]): Uint32Array {
  if (share >= 1) return columns;
  const random = randomStream(...keys);
  const wanted = Math.max(1, Math.floor(share * columns.length));
  const shuffled = columns.slice();
  for (let index = 0; index < wanted; index++) {
    const other = index + Math.floor(random() * (shuffled.length - index));
    const kept = shuffled[other] as number;
    shuffled[other] = shuffled[index] as number;
    shuffled[index] = kept;
  }
  return shuffled.subarray(0, wanted).sort();
}
