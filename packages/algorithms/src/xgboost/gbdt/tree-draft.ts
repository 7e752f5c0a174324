import type { SplitRule } from "./binned-matrix.ts";
import type { Tree } from "./tree.ts";

/** A tree while it grows: nodes are added, and split once. */
export class TreeDraft {
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #parent: number[] = [];
  readonly #rule: (SplitRule | undefined)[] = [];
  readonly #threshold: number[] = [];
  readonly #lossChange: number[] = [];
  readonly #hessian: number[] = [];
  readonly #weight: number[] = [];

  get size(): number {
    return this.#left.length;
  }

  addNode(node: { readonly parent: number; readonly hessian: number; readonly weight: number }): number {
    this.#left.push(-1);
    this.#right.push(-1);
    this.#parent.push(node.parent);
    this.#rule.push(undefined);
    this.#threshold.push(0);
    this.#lossChange.push(0);
    this.#hessian.push(node.hessian);
    return this.#weight.push(node.weight) - 1;
  }

  split(
    node: number,
    by: {
      readonly rule: SplitRule;
      readonly threshold: number;
      readonly lossChange: number;
      readonly left: number;
      readonly right: number;
    },
  ): void {
    this.#left[node] = by.left;
    this.#right[node] = by.right;
    this.#rule[node] = by.rule;
    this.#threshold[node] = by.threshold;
    this.#lossChange[node] = by.lossChange;
  }

  setLeafValue(node: number, value: number): void {
    this.#threshold[node] = value;
  }

  /** The node's own best weight. */
  weightOf(node: number): number {
    return this.#weight[node] as number;
  }

  /** What a row gets, found by `goesLeft`; a threshold is the value below which rows go left. */
  valueOf(goesLeft: (rule: SplitRule, threshold: number) => boolean): number {
    let node = 0;
    for (let rule = this.#rule[0]; rule !== undefined; rule = this.#rule[node]) {
      const left = goesLeft(rule, this.#threshold[node] as number);
      node = (left ? this.#left[node] : this.#right[node]) as number;
    }
    return this.#threshold[node] as number;
  }

  finish(): Tree {
    return {
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      parent: Int32Array.from(this.#parent),
      column: Uint32Array.from(this.#rule, (rule) => rule?.column ?? 0),
      threshold: Float32Array.from(this.#threshold),
      missingLeft: Uint8Array.from(this.#rule, (rule) => (rule?.missingLeft ? 1 : 0)),
      lossChange: Float32Array.from(this.#lossChange),
      hessian: Float32Array.from(this.#hessian),
      weight: Float32Array.from(this.#weight),
    };
  }
}
