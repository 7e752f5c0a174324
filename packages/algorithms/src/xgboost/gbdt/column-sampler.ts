import type { MersenneTwister } from "./mersenne-twister.ts";
import type { TreeParameters } from "./parameters.ts";
import { shuffle } from "./shuffle.ts";

/**
 * Which columns a node may split by: drawn a tree, out of those a level, out of those a node. Draws are XGBoost's as
 * long as nodes are asked for in its order.
 */
export class ColumnSampler {
  readonly tree: Uint32Array;
  readonly #parameters: TreeParameters;
  readonly #random: MersenneTwister;
  readonly #levels = new Map<number, Uint32Array>();

  constructor(columns: number, parameters: TreeParameters, random: MersenneTwister) {
    this.#parameters = parameters;
    this.#random = random;
    const all = Uint32Array.from({ length: columns }, (_, column) => column);
    this.tree = this.#draw(all, parameters.colsampleByTree);
  }

  /** The columns of the next node of this depth. */
  next(depth: number): Uint32Array {
    return this.#draw(this.#level(depth), this.#parameters.colsampleByNode);
  }

  #level(depth: number): Uint32Array {
    const known = this.#levels.get(depth);
    if (known) return known;
    const drawn = this.#draw(this.tree, this.#parameters.colsampleByLevel);
    this.#levels.set(depth, drawn);
    return drawn;
  }

  /** A share of the columns, at least one, in ascending order. */
  #draw(columns: Uint32Array, share: number): Uint32Array {
    if (share >= 1) return columns;
    const wanted = Math.max(1, Math.floor(Math.fround(share * columns.length)));
    const drawn = columns.slice();
    shuffle(drawn, this.#random);
    return drawn.subarray(0, wanted).sort();
  }
}
