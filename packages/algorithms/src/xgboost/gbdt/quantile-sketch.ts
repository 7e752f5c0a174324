import { combined, pruned, Summary } from "./summary.ts";

/** How much finer than the bins summaries are. */
const FINENESS = 8;

/**
 * What XGBoost's hist knows of a column when it chooses its cuts: all distinct values while they are few, and else a
 * summary whose errors are an eighth of a bin. Steps and roundings are XGBoost's, so that its cuts come out.
 */
export class QuantileSketch {
  readonly #limit: number;
  /** Values that are not summarised yet, and their weights. */
  readonly #values: Float32Array;
  readonly #weights: Float32Array;
  #queued = 0;
  #weighted = false;
  /** Each stands for twice as much as the one before; an empty place is undefined. */
  readonly #levels: (Summary | undefined)[] = [];

  /** For up to `entries` values. */
  constructor(entries: number, maxBin: number) {
    this.#limit = limitOf(entries, FINENESS * Math.max(1, Math.min(maxBin, entries)));
    this.#values = new Float32Array(2 * this.#limit);
    this.#weights = new Float32Array(2 * this.#limit);
  }

  push(value: number, weight: number): void {
    if (weight === 0) return;
    const last = this.#queued - 1;
    if (last >= 0 && this.#values[last] === value) {
      this.#weights[last] = (this.#weights[last] as number) + weight;
      this.#weighted = true;
      return;
    }
    if (this.#queued === this.#values.length) {
      this.#sink(this.#summarise());
      this.#queued = 0;
    }
    if (weight !== 1) this.#weighted = true;
    this.#weights[this.#queued] = weight;
    this.#values[this.#queued++] = value;
  }

  summary(): Summary {
    let result = pruned(this.#summarise(), this.#limit);
    for (const level of this.#levels) {
      if (level) result = pruned(combined(result, level), this.#limit);
    }
    return result;
  }

  /** Merges a summary with those that stand for as much. */
  #sink(summary: Summary): void {
    let more = summary;
    for (let at = 0; ; at++) {
      const level = this.#levels[at];
      if (!level) {
        this.#levels[at] = pruned(more, this.#limit);
        return;
      }
      more = combined(pruned(more, this.#limit), level);
      if (more.size <= this.#limit) {
        this.#levels[at] = more;
        return;
      }
      this.#levels[at] = undefined;
    }
  }

  #summarise(): Summary {
    return this.#weighted ? this.#summariseWeighted() : this.#summarisePlain();
  }

  /** Where all weights are 1. */
  #summarisePlain(): Summary {
    const sorted = this.#values.slice(0, this.#queued).sort();
    const result = new Summary(sorted.length);
    for (let start = 0; start < sorted.length; ) {
      let end = start + 1;
      while (end < sorted.length && sorted[end] === sorted[start]) end++;
      const at = result.size++;
      result.values[at] = sorted[start] as number;
      result.least[at] = start;
      result.most[at] = end;
      result.own[at] = end - start;
      start = end;
    }
    return result;
  }

  #summariseWeighted(): Summary {
    const values = this.#values;
    const weights = this.#weights;
    const order = Uint32Array.from({ length: this.#queued }, (_, index) => index);
    order.sort((one, other) => (values[one] as number) - (values[other] as number));
    const result = new Summary(order.length);
    let sum = 0;
    for (let start = 0; start < order.length; ) {
      const value = values[order[start] as number] as number;
      let own = 0;
      let end = start;
      for (; end < order.length && values[order[end] as number] === value; end++) {
        own = Math.fround(own + (weights[order[end] as number] as number));
      }
      const most = Math.fround(sum + own);
      const at = result.size++;
      result.values[at] = value;
      result.least[at] = sum;
      result.most[at] = most;
      result.own[at] = own;
      sum = most;
      start = end;
    }
    return result;
  }
}

/** Entries of a summary that is fine enough when `entries` values are merged in rounds. */
function limitOf(entries: number, fineness: number): number {
  const error = 1 / fineness;
  for (let levels = 1; ; levels++) {
    const limit = Math.min(entries, Math.ceil(levels / error) + 1);
    if (2 ** levels * limit >= entries) return limit;
  }
}
