import type { Derivatives } from "../objectives/objective.ts";
import type { BinnedMatrix } from "./binned-matrix.ts";
import { ColumnSampler } from "./column-sampler.ts";
import type { Cuts } from "./cuts.ts";
import { HistogramPool } from "./histogram-pool.ts";
import { leafWeight, type Sums } from "./leaf.ts";
import { MersenneTwister } from "./mersenne-twister.ts";
import type { TreeParameters } from "./parameters.ts";
import { type Split, SplitFinder } from "./split-finder.ts";
import { TreeDraft } from "./tree-draft.ts";
import { WaitingNodes } from "./waiting-nodes.ts";

/** A leaf and the rows in it: `rows` from `start` to before `end`. */
interface LeafRows {
  readonly node: number;
  readonly start: number;
  readonly end: number;
}

export interface GrownTree {
  readonly draft: TreeDraft;
  readonly leaves: readonly LeafRows[];
  /** The rows that were grown on, leaf by leaf; valid until the next tree. */
  readonly rows: Uint32Array;
}

/** A node that may still be split. */
interface Candidate extends LeafRows {
  readonly depth: number;
  /** What it may be split by; absent where it may not be. */
  readonly columns: Uint32Array | undefined;
  readonly total: Sums;
  /** Absent when it was given back for want of memory. */
  histogram: Float64Array | undefined;
  readonly split: Split;
}

type Place = Omit<Candidate, "histogram" | "split">;

const HISTOGRAM_BYTES = 256 * 1024 * 1024;
/** Sums are rounded: two halves of a node that weighs a little too little may weigh enough. */
const SLACK = 1e-9;
const NONE = new Uint32Array();

/** Grows trees on one binned matrix, one after the other. */
export class TreeGrower {
  readonly #matrix: BinnedMatrix;
  readonly #cuts: Cuts;
  readonly #parameters: TreeParameters;
  readonly #finder: SplitFinder;
  readonly #pool: HistogramPool;
  readonly #scratch: Uint32Array;
  readonly #isWhole: boolean;
  readonly #columns: number;
  readonly #random: MersenneTwister;

  constructor(
    data: {
      readonly matrix: BinnedMatrix;
      readonly cuts: Cuts;
      /** No value is missing: as in XGBoost, sums over all rows are then added up by bins of the first column. */
      readonly isWhole: boolean;
      readonly columnSeed: number;
    },
    how: { readonly parameters: TreeParameters; readonly histogramBytes?: number | undefined },
  ) {
    const { matrix } = data;
    const { parameters, histogramBytes = HISTOGRAM_BYTES } = how;
    this.#matrix = matrix;
    this.#cuts = data.cuts;
    this.#isWhole = data.isWhole;
    this.#parameters = parameters;
    this.#finder = new SplitFinder(matrix.layout, parameters);
    this.#pool = new HistogramPool(matrix.layout.size, { bytes: histogramBytes });
    this.#scratch = new Uint32Array(matrix.rows);
    this.#columns = matrix.layout.bins.length;
    this.#random = new MersenneTwister(data.columnSeed);
    // XGBoost draws a tree's columns once more than it grows trees, before the first one.
    new ColumnSampler(this.#columns, parameters, this.#random);
  }

  /** Leaf values are left to the caller. `rows` is reordered. */
  grow(rows: Uint32Array, derivatives: Derivatives): GrownTree {
    const sampler = new ColumnSampler(this.#columns, this.#parameters, this.#random);
    const growth: Growth = {
      draft: new TreeDraft(),
      leaves: [],
      rows,
      derivatives,
      sampler,
      counted: this.#isWhole && sampler.tree[0] !== 0 ? Uint32Array.of(0, ...sampler.tree) : sampler.tree,
      waiting: new WaitingNodes(this.#parameters),
    };
    this.#plantRoot(growth);
    const { waiting } = growth;
    let leavesLeft =
      this.#parameters.maxLeaves > 0 ? this.#parameters.maxLeaves - 1 : Number.POSITIVE_INFINITY;
    for (let batch = waiting.take(leavesLeft); batch.length > 0; batch = waiting.take(leavesLeft)) {
      leavesLeft -= batch.length;
      for (const node of batch) this.#split(node, growth, { last: leavesLeft === 0 });
    }
    for (const node of waiting.rest()) this.#close(node, growth);
    return growth;
  }

  #plantRoot(growth: Growth): void {
    const range = { start: 0, end: growth.rows.length };
    const histogram = this.#count(range, growth);
    const total = this.#isWhole ? this.#sumOfFirstColumn(histogram) : sumOf(growth.rows, growth.derivatives);
    const node = this.#addNode(growth, -1, total);
    const columns = growth.sampler.next(0);
    this.#evaluate({ ...range, node, depth: 0, columns, total }, histogram, growth);
  }

  #sumOfFirstColumn(histogram: Float64Array): Sums {
    const { offsets, bins } = this.#matrix.layout;
    const first = (offsets[0] as number) * 2;
    let gradient = 0;
    let hessian = 0;
    for (let place = first; place < first + (bins[0] as number) * 2; place += 2) {
      gradient += histogram[place] as number;
      hessian += histogram[place + 1] as number;
    }
    return { gradient, hessian };
  }

  /** After the last split that `max_leaves` allows no columns are drawn. */
  #split(from: Candidate, growth: Growth, { last }: { readonly last: boolean }): void {
    const { split } = from;
    const range = { rows: growth.rows, start: from.start, end: from.end };
    const middle = this.#matrix.part(range, split, this.#scratch);
    const depth = from.depth + 1;
    const left = this.#addNode(growth, from.node, split.left);
    const right = this.#addNode(growth, from.node, split.right);
    growth.draft.split(from.node, {
      rule: split,
      threshold: this.#threshold(split),
      lossChange: split.lossChange,
      left,
      right,
    });
    const { maxDepth } = this.#parameters;
    const isEnd = last || (maxDepth > 0 && depth >= maxDepth);
    const columns = (): Uint32Array | undefined => (isEnd ? undefined : growth.sampler.next(depth));
    this.#settle(
      from,
      [
        { node: left, start: from.start, end: middle, depth, columns: columns(), total: split.left },
        { node: right, start: middle, end: from.end, depth, columns: columns(), total: split.right },
      ],
      growth,
    );
  }

  /** Counts the child that weighs less, as XGBoost does; the other one is the rest of their parent. */
  #settle(from: Candidate, [left, right]: readonly [Place, Place], growth: Growth): void {
    const [small, large] = right.total.hessian < left.total.hessian ? [right, left] : [left, right];
    const smallGrows = this.#mayGrow(small);
    const largeGrows = this.#mayGrow(large);
    const parent = from.histogram;
    from.histogram = undefined;
    const smallCounts =
      smallGrows || (largeGrows && parent !== undefined) ? this.#count(small, growth) : undefined;
    const largeCounts = largeGrows ? this.#rest(parent, smallCounts, large, growth) : undefined;
    if (parent && parent !== largeCounts) this.#pool.give(parent);
    if (smallCounts && !smallGrows) this.#pool.give(smallCounts);
    // The right child waits below the left one, so that a depth-first order goes left first.
    const places = [
      { place: small, counts: smallGrows ? smallCounts : undefined },
      { place: large, counts: largeCounts },
    ].sort((one, other) => growth.waiting.order(one.place, other.place));
    for (const { place, counts } of places) {
      if (counts) this.#evaluate(place, counts, growth);
      else growth.leaves.push(place);
    }
  }

  #rest(
    parent: Float64Array | undefined,
    small: Float64Array | undefined,
    large: Place,
    growth: Growth,
  ): Float64Array {
    if (!parent || !small) return this.#count(large, growth);
    for (let bin = 0; bin < parent.length; bin++) {
      parent[bin] = (parent[bin] as number) - (small[bin] as number);
    }
    return parent;
  }

  #evaluate(place: Place, histogram: Float64Array, growth: Growth): void {
    const split = this.#finder.find(histogram, place.total, place.columns ?? NONE);
    if (!split) {
      this.#pool.give(histogram);
      growth.leaves.push(place);
      return;
    }
    const keep = !this.#pool.scarce;
    if (!keep) this.#pool.give(histogram);
    growth.waiting.add({ ...place, split, histogram: keep ? histogram : undefined });
  }

  #close(candidate: Candidate, growth: Growth): void {
    if (candidate.histogram) this.#pool.give(candidate.histogram);
    growth.leaves.push(candidate);
  }

  #mayGrow({ start, end, columns, total }: Place): boolean {
    const { minChildWeight } = this.#parameters;
    if (end - start < 2 || !columns) return false;
    return total.hessian >= 2 * minChildWeight * (1 - SLACK);
  }

  #count({ start, end }: Pick<Place, "start" | "end">, { rows, derivatives, counted }: Growth): Float64Array {
    const histogram = this.#pool.take();
    this.#matrix.accumulate(histogram, { rows, start, end }, derivatives, counted);
    return histogram;
  }

  #addNode({ draft }: Growth, parent: number, total: Sums): number {
    return draft.addNode({ parent, hessian: total.hessian, weight: leafWeight(total, this.#parameters) });
  }

  /** The value below which rows go left; a split by presence alone is beyond all values of the column. */
  #threshold({ column, bin }: Split): number {
    const { offsets, values, below } = this.#cuts;
    return (bin < 0 ? below[column] : values[(offsets[column] as number) + bin]) as number;
  }
}

interface Growth extends GrownTree {
  readonly leaves: LeafRows[];
  readonly derivatives: Derivatives;
  readonly sampler: ColumnSampler;
  /** The columns whose histograms are needed. */
  readonly counted: Uint32Array;
  readonly waiting: WaitingNodes<Candidate>;
}

function sumOf(rows: Uint32Array, { gradients, hessians }: Derivatives): Sums {
  let gradient = 0;
  let hessian = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    gradient += gradients[row] as number;
    hessian += hessians[row] as number;
  }
  return { gradient, hessian };
}
