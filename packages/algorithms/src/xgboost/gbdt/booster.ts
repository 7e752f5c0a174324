import type { Matrix } from "../data/matrix.ts";
import { linkOf } from "../objectives/link.ts";
import type { Derivatives, Objective } from "../objectives/objective.ts";
import { binMatrix, planBinning } from "./bin-matrix.ts";
import type { BinnedMatrix, SplitRule } from "./binned-matrix.ts";
import { cutColumns } from "./cuts.ts";
import { MersenneTwister } from "./mersenne-twister.ts";
import type { TreeParameters } from "./parameters.ts";
import { quantile } from "./quantile.ts";
import { RawRows } from "./raw-rows.ts";
import { RowSampler } from "./row-sampler.ts";
import type { Tree } from "./tree.ts";
import { type GrownTree, TreeGrower } from "./tree-grower.ts";

/** A data set that predictions are kept for while training goes on. */
export interface Watched {
  readonly matrix: Matrix;
  /** `outputs` margins a row, kept up to date. */
  readonly margins: Float32Array;
}

/** Says on which side of a split a row is. */
type Rows = Pick<BinnedMatrix, "rows"> & {
  goesLeft(row: number, rule: SplitRule, threshold: number): boolean;
};

interface Follower extends Watched {
  readonly raw: RawRows;
}

/** Gradient boosting over histograms: each round adds a tree an output (or several, as a forest). */
export class Booster {
  /** In the order of the model file: round by round, output by output. */
  readonly trees: Tree[] = [];
  readonly objective: Objective;
  /** In the predictions' unit: one for all outputs, or one an output. */
  readonly baseScores: readonly number[];
  readonly training: Watched;
  readonly validation: Watched | undefined;
  readonly #parameters: TreeParameters;
  readonly #grower: TreeGrower;
  readonly #binned: BinnedMatrix;
  readonly #follower: Follower | undefined;
  readonly #derivatives: Derivatives;
  /** Margins before the round's first tree, for trees side by side whose leaves are quantiles of what is left. */
  readonly #roundStart: Float32Array | undefined;
  readonly #random: MersenneTwister;
  readonly #sampler: RowSampler;

  constructor(
    data: { readonly training: Matrix; readonly validation: Matrix | undefined },
    how: {
      readonly objective: Objective;
      readonly parameters: TreeParameters;
      readonly baseScore: number | undefined;
      /** What histograms may take of memory, besides those under way. */
      readonly histogramBytes?: number | undefined;
    },
  ) {
    const { training, validation } = data;
    this.objective = how.objective;
    this.#parameters = how.parameters;
    this.baseScores = [how.baseScore ?? how.objective.baseScore(training)].flat();
    const cuts = cutColumns(training, how.parameters);
    this.#binned = binMatrix(training, planBinning(training, cuts));
    const isWhole = training.columns > 0 && training.indices.length === training.rows * training.columns;
    const quantiles = how.objective.leafQuantile !== undefined && how.parameters.parallelTrees > 1;
    this.#roundStart = quantiles ? new Float32Array(training.rows * how.objective.outputs) : undefined;
    this.#random = new MersenneTwister(how.parameters.seed);
    // The first number of all is the columns', whether or not they are drawn.
    const columnSeed = this.#random.next();
    this.#grower = new TreeGrower({ matrix: this.#binned, cuts, isWhole, columnSeed }, how);
    this.#sampler = new RowSampler(training.rows, how.parameters.subsample);
    this.training = this.#watch(training);
    this.#follower = validation && { ...this.#watch(validation), raw: new RawRows(validation) };
    this.validation = this.#follower;
    const { rows } = training;
    const derivatives = rows * how.objective.outputs;
    this.#derivatives = {
      gradients: new Float32Array(derivatives),
      hessians: new Float32Array(derivatives),
    };
  }

  /** Adds one round's trees and brings all margins up to date. */
  addRound(): void {
    const { margins, matrix } = this.training;
    this.objective.derive(margins, matrix, this.#derivatives);
    for (let output = 0; output < this.objective.outputs; output++) {
      const first = output * matrix.rows;
      const derivatives = {
        gradients: this.#derivatives.gradients.subarray(first, first + matrix.rows),
        hessians: this.#derivatives.hessians.subarray(first, first + matrix.rows),
      };
      this.#roundStart?.set(margins);
      for (let which = 0; which < this.#parameters.parallelTrees; which++) this.#addTree(output, derivatives);
    }
  }

  #addTree(output: number, derivatives: Derivatives): void {
    const { chosen, resting } = this.#sampler.draw(() => this.#random.next());
    const grown = this.#grower.grow(chosen, derivatives);
    this.#setLeaves(grown, output);
    this.#follow(this.training.margins, this.#binned, resting, grown, output);
    if (this.#follower) {
      const { margins, raw } = this.#follower;
      this.#follow(margins, raw, undefined, grown, output);
    }
    this.trees.push(grown.draft.finish());
  }

  /** Gives leaves their values and their rows what the leaves say. */
  #setLeaves({ draft, leaves, rows }: GrownTree, output: number): void {
    const { outputs, leafQuantile } = this.objective;
    const { margins } = this.training;
    const share = Math.fround(this.#parameters.eta / this.#parameters.parallelTrees);
    for (const leaf of leaves) {
      const weight =
        leafQuantile === undefined
          ? draft.weightOf(leaf.node)
          : this.#residualQuantile(rows.subarray(leaf.start, leaf.end), leafQuantile, output);
      const value = Math.fround(share * weight);
      draft.setLeafValue(leaf.node, value);
      for (let index = leaf.start; index < leaf.end; index++) {
        const place = (rows[index] as number) * outputs + output;
        margins[place] = (margins[place] as number) + value;
      }
    }
  }

  #residualQuantile(rows: Uint32Array, at: number, output: number): number {
    const { matrix } = this.training;
    const margins = this.#roundStart ?? this.training.margins;
    const { outputs } = this.objective;
    const residuals = Float32Array.from(
      rows,
      (row) => (matrix.labels[row] as number) - (margins[row * outputs + output] as number),
    );
    const weights = matrix.weights && Float32Array.from(rows, (row) => matrix.weights?.[row] ?? 1);
    return quantile(residuals, weights, at);
  }

  /** Adds the tree's answer to the margins of `rows`, or of all. */
  #follow(
    margins: Float32Array,
    data: Rows,
    rows: Uint32Array | undefined,
    { draft }: GrownTree,
    output: number,
  ): void {
    const { outputs } = this.objective;
    const count = rows?.length ?? data.rows;
    for (let index = 0; index < count; index++) {
      const row = rows ? (rows[index] as number) : index;
      const place = row * outputs + output;
      const value = draft.valueOf((rule, threshold) => data.goesLeft(row, rule, threshold));
      margins[place] = (margins[place] as number) + value;
    }
  }

  #watch(matrix: Matrix): Watched {
    const link = linkOf(this.objective.name);
    const starts = this.baseScores.map((score) => link?.marginOf(Math.fround(score)) ?? score);
    const margins = Float32Array.from(
      { length: matrix.rows * this.objective.outputs },
      (_, place) => starts[place % starts.length] as number,
    );
    return { matrix, margins };
  }
}
