import type { BinnedMatrix, HistogramLayout } from "./binned-matrix.ts";
import { ColumnSampler } from "./column-sampler.ts";
import type { Cuts } from "./cuts.ts";
import { HistogramPool } from "./histogram-pool.ts";
import { leafWeight } from "./leaf.ts";
import { type PackedGradients, packedGradient, packedHessian } from "./packed.ts";
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
  /** Its path from the root, for drawing columns. */
  readonly key: number;
  readonly total: number;
  /** Absent when it was given back for want of memory. */
  histogram: Float64Array | undefined;
  readonly split: Split;
}

type Place = Omit<Candidate, "histogram" | "split">;

const HISTOGRAM_BYTES = 256 * 1024 * 1024;
const LARGEST = 3.4028234663852886e38;

/** Grows trees on one binned matrix, one after the other. */
export class TreeGrower {
  readonly #matrix: BinnedMatrix;
  readonly #cuts: Cuts;
  readonly #parameters: TreeParameters;
  readonly #finder: SplitFinder;
  readonly #pool: HistogramPool;
  readonly #scratch: Uint32Array;
  readonly #columns: Uint32Array;

  constructor(
    matrix: BinnedMatrix,
    cuts: Cuts,
    parameters: TreeParameters,
    histogramBytes: number = HISTOGRAM_BYTES,
  ) {
    this.#matrix = matrix;
    this.#cuts = cuts;
    this.#parameters = parameters;
    this.#finder = new SplitFinder(matrix.layout, parameters);
    this.#pool = new HistogramPool(matrix.layout.size, { bytes: histogramBytes });
    this.#scratch = new Uint32Array(matrix.rows);
    this.#columns = usedColumns(matrix.layout);
  }

  /** Leaf values are left to the caller. `rows` is reordered; `treeKey` tells apart what trees draw. */
  grow(rows: Uint32Array, packed: PackedGradients, treeKey: number): GrownTree {
    this.#finder.useUnits(packed);
    const growth: Growth = {
      draft: new TreeDraft(),
      leaves: [],
      rows,
      packed,
      sampler: new ColumnSampler(this.#columns, treeKey, this.#parameters),
      waiting: new WaitingNodes(this.#parameters),
    };
    this.#plantRoot(growth);
    const { maxLeaves } = this.#parameters;
    let leafCount = 1;
    for (let next = growth.waiting.take(); next; next = growth.waiting.take()) {
      if (maxLeaves > 0 && leafCount >= maxLeaves) this.#close(next, growth);
      else {
        this.#split(next, growth);
        leafCount++;
      }
    }
    return growth;
  }

  #plantRoot(growth: Growth): void {
    const total = sumOf(growth.rows, growth.packed.values);
    const node = this.#addNode(growth, -1, total);
    const place = { node, start: 0, end: growth.rows.length, depth: 0, key: 1, total };
    if (!this.#mayGrow(place)) growth.leaves.push(place);
    else this.#evaluate(place, this.#count(place, growth), growth);
  }

  #split(from: Candidate, growth: Growth): void {
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
    const key = from.key * 2;
    this.#settle(
      from,
      [
        { node: left, start: from.start, end: middle, depth, key, total: split.left },
        { node: right, start: middle, end: from.end, depth, key: key + 1, total: split.right },
      ],
      growth,
    );
  }

  /** Counts the smaller child; the larger one is the rest of their parent. */
  #settle(from: Candidate, [left, right]: readonly [Place, Place], growth: Growth): void {
    const [small, large] = left.end - left.start <= right.end - right.start ? [left, right] : [right, left];
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
    const columns = growth.sampler.at(place.depth, place.key);
    const split = this.#finder.find(histogram, place.total, columns);
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

  #mayGrow({ start, end, depth, total }: Place): boolean {
    const { maxDepth, minChildWeight } = this.#parameters;
    if (end - start < 2 || (maxDepth > 0 && depth >= maxDepth)) return false;
    return this.#finder.hessianOf(total) >= 2 * minChildWeight;
  }

  #count(place: Place, { rows, packed, sampler }: Growth): Float64Array {
    const histogram = this.#pool.take();
    const range = { rows, start: place.start, end: place.end };
    this.#matrix.accumulate(histogram, range, packed.values, sampler.tree);
    return histogram;
  }

  #addNode({ draft, packed }: Growth, parent: number, total: number): number {
    const gradient = packedGradient(total) / packed.gradientUnits;
    const hessian = packedHessian(total) / packed.hessianUnits;
    return draft.addNode({ parent, hessian, weight: leafWeight(gradient, hessian, this.#parameters) });
  }

  /** The value below which rows go left; a split by presence alone is at an end of the number line. */
  #threshold({ column, bin }: Split): number {
    if (bin < 0) return -LARGEST;
    if (bin === (this.#matrix.layout.bins[column] as number) - 1) return LARGEST;
    return this.#cuts.values[(this.#cuts.offsets[column] as number) + bin] as number;
  }
}

interface Growth extends GrownTree {
  readonly leaves: LeafRows[];
  readonly packed: PackedGradients;
  readonly sampler: ColumnSampler;
  readonly waiting: WaitingNodes<Candidate>;
}

function usedColumns(layout: HistogramLayout): Uint32Array {
  return Uint32Array.from(layout.bins.keys()).filter((column) => (layout.bins[column] as number) > 0);
}

function sumOf(rows: Uint32Array, packed: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < rows.length; index++) sum += packed[rows[index] as number] as number;
  return sum;
}
