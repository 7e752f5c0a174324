import type { TreeParameters } from "./parameters.ts";

interface WaitingNode {
  readonly depth: number;
  readonly split: { readonly lossChange: number };
}

/** XGBoost's. */
const BATCH = 256;

/** Nodes that wait to be split, in the order in which they are. */
export class WaitingNodes<N extends WaitingNode> {
  readonly #nodes: N[] = [];
  readonly #policy: "depth-first" | "breadth-first" | "best-first";

  /** Where neither a limit on leaves nor draws depend on the order, depth first needs the fewest histograms. */
  constructor({ growPolicy, maxLeaves, colsampleByNode }: TreeParameters) {
    if (growPolicy === "lossguide") this.#policy = "best-first";
    else this.#policy = maxLeaves > 0 || colsampleByNode < 1 ? "breadth-first" : "depth-first";
  }

  add(node: N): void {
    this.#nodes.push(node);
  }

  /** At most `most` nodes that are split next, none of them below another; empty when none waits. */
  take(most: number): readonly N[] {
    if (most === 0 || this.#nodes.length === 0) return [];
    if (this.#policy === "depth-first") return this.#nodes.splice(-1);
    if (this.#policy === "best-first") return this.#nodes.splice(this.#best(), 1);
    const deeper = this.#nodes.findIndex(({ depth }) => depth !== this.#nodes[0]?.depth);
    const level = deeper < 0 ? this.#nodes.length : deeper;
    return this.#nodes.splice(0, Math.min(level, most, BATCH));
  }

  /** Those that still wait. */
  rest(): readonly N[] {
    return this.#nodes;
  }

  #best(): number {
    let best = 0;
    for (let index = 1; index < this.#nodes.length; index++) {
      const better = this.#nodes[index]?.split.lossChange ?? 0;
      if (better > (this.#nodes[best]?.split.lossChange ?? 0)) best = index;
    }
    return best;
  }

  /** Which of two siblings is added first. */
  order(one: { readonly start: number }, other: { readonly start: number }): number {
    return this.#policy === "depth-first" ? other.start - one.start : one.start - other.start;
  }
}
