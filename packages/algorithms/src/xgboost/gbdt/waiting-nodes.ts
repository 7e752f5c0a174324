import type { TreeParameters } from "./parameters.ts";

interface WaitingNode {
  readonly split: { readonly lossChange: number };
}

/** Nodes that wait to be split, in the order in which they are. */
export class WaitingNodes<N extends WaitingNode> {
  readonly #nodes: N[] = [];
  readonly #policy: "depth-first" | "breadth-first" | "best-first";

  /** Without a limit on leaves the order makes no difference, and depth first needs the fewest histograms. */
  constructor({ growPolicy, maxLeaves }: TreeParameters) {
    if (growPolicy === "lossguide") this.#policy = "best-first";
    else this.#policy = maxLeaves > 0 ? "breadth-first" : "depth-first";
  }

  add(node: N): void {
    this.#nodes.push(node);
  }

  take(): N | undefined {
    if (this.#policy === "depth-first") return this.#nodes.pop();
    if (this.#policy === "breadth-first") return this.#nodes.shift();
    let best = 0;
    for (let index = 1; index < this.#nodes.length; index++) {
      const better = this.#nodes[index]?.split.lossChange ?? 0;
      if (better > (this.#nodes[best]?.split.lossChange ?? 0)) best = index;
    }
    return this.#nodes.splice(best, 1)[0];
  }

  /** Which of two siblings is added first. */
  order(one: { readonly start: number }, other: { readonly start: number }): number {
    return this.#policy === "depth-first" ? other.start - one.start : one.start - other.start;
  }
}
