import type { Matrix } from "../data/matrix.ts";
import { linkOf } from "../objectives/link.ts";
import type { Derivatives, Objective } from "../objectives/objective.ts";
import { type Binning, binMatrix, planBinning } from "./bin-matrix.ts";
import type { BinnedMatrix } from "./binned-matrix.ts";
import { cutColumns } from "./cuts.ts";
import { leafWeight } from "./leaf.ts";
import { packGradients } from "./packed.ts";
import type { TreeParameters } from "./parameters.ts";
import { quantile } from "./quantile.ts";
import { randomStream } from "./random.ts";
import type { Tree } from "./tree.ts";
import { type GrownTree, TreeGrower } from "./tree-grower.ts";

/** A data set that predictions are kept for while training goes on. */
export interface Watched {
  readonly matrix: Matrix;
  /** `outputs` margins a row, kept up to date. */
  readonly margins: Float32Array;
}

interface Follower extends Watched {
  readonly binned: BinnedMatrix;
}

/** XGBoost cuts into 256 bins; one place in a byte is needed for missing values. */
const MOST_IN_A_BYTE = 255;
const DEFAULT_MAX_BIN = 256;

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
  readonly #packed: Float64Array;
  readonly #rows: Uint32Array;
  readonly #resting: Uint32Array;

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
    const binning = bin(training, how.parameters);
    this.#binned = binMatrix(training, binning);
    this.#grower = new TreeGrower(this.#binned, binning.cuts, how.parameters, how.histogramBytes);
    this.training = this.#watch(training);
    this.#follower = validation && { ...this.#watch(validation), binned: binMatrix(validation, binning) };
    this.validation = this.#follower;
    const { rows } = training;
    const derivatives = rows * how.objective.outputs;
    this.#derivatives = {
      gradients: new Float32Array(derivatives),
      hessians: new Float32Array(derivatives),
    };
    this.#packed = new Float64Array(rows);
    this.#rows = new Uint32Array(rows);
    this.#resting = new Uint32Array(rows);
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
      for (let which = 0; which < this.#parameters.parallelTrees; which++) this.#addTree(output, derivatives);
    }
  }

  #addTree(output: number, derivatives: Derivatives): void {
    const treeKey = this.trees.length;
    const { chosen, resting } = this.#sample(treeKey);
    const noise = randomStream(this.#parameters.seed, treeKey, 1);
    const packed = packGradients(derivatives, chosen, noise, this.#packed);
    const grown = this.#grower.grow(chosen, packed, treeKey);
    this.#setLeaves(grown, output, derivatives);
    this.#follow(this.training.margins, this.#binned, resting, grown, output);
    if (this.#follower) {
      const { margins, binned } = this.#follower;
      this.#follow(margins, binned, undefined, grown, output);
    }
    this.trees.push(grown.draft.finish());
  }

  /** Gives leaves their values, from exact sums, and their rows what the leaves say. */
  #setLeaves({ draft, leaves, rows }: GrownTree, output: number, derivatives: Derivatives): void {
    const { outputs } = this.objective;
    const { margins } = this.training;
    // Both sides of a split weigh enough, whatever exact sums say; a root that is a leaf may not.
    const minChildWeight = leaves.length === 1 ? this.#parameters.minChildWeight : 0;
    for (const leaf of leaves) {
      const its = rows.subarray(leaf.start, leaf.end);
      const value = Math.fround(this.#leafValue(its, output, { ...derivatives, minChildWeight }));
      draft.setLeafValue(leaf.node, value);
      for (let index = leaf.start; index < leaf.end; index++) {
        const place = (rows[index] as number) * outputs + output;
        margins[place] = (margins[place] as number) + value;
      }
    }
  }

  #leafValue(
    rows: Uint32Array,
    output: number,
    { gradients, hessians, minChildWeight }: Derivatives & { readonly minChildWeight: number },
  ): number {
    const { eta, parallelTrees } = this.#parameters;
    const share = eta / parallelTrees;
    const at = this.objective.leafQuantile;
    if (at !== undefined) return share * this.#residualQuantile(rows, at, output);
    let gradient = 0;
    let hessian = 0;
    for (let index = 0; index < rows.length; index++) {
      gradient += gradients[rows[index] as number] as number;
      hessian += hessians[rows[index] as number] as number;
    }
    return share * leafWeight(gradient, hessian, { ...this.#parameters, minChildWeight });
  }

  #residualQuantile(rows: Uint32Array, at: number, output: number): number {
    const { matrix, margins } = this.training;
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
    binned: BinnedMatrix,
    rows: Uint32Array | undefined,
    { draft }: GrownTree,
    output: number,
  ): void {
    const { outputs } = this.objective;
    const count = rows?.length ?? binned.rows;
    for (let index = 0; index < count; index++) {
      const row = rows ? (rows[index] as number) : index;
      const place = row * outputs + output;
      const value = draft.valueOf((rule) => binned.goesLeft(row, rule));
      margins[place] = (margins[place] as number) + value;
    }
  }

  /** The rows that a tree learns from, and the others. */
  #sample(treeKey: number): { readonly chosen: Uint32Array; readonly resting: Uint32Array } {
    const { subsample, seed } = this.#parameters;
    const random = randomStream(seed, treeKey, 0);
    let chosen = 0;
    let resting = 0;
    for (let row = 0; row < this.#binned.rows; row++) {
      if (subsample >= 1 || random() < subsample) this.#rows[chosen++] = row;
      else this.#resting[resting++] = row;
    }
    return { chosen: this.#rows.subarray(0, chosen), resting: this.#resting.subarray(0, resting) };
  }

  #watch(matrix: Matrix): Watched {
    const link = linkOf(this.objective.name);
    const starts = this.baseScores.map((score) => link?.marginOf(score) ?? score);
    const margins = Float32Array.from(
      { length: matrix.rows * this.objective.outputs },
      (_, place) => starts[place % starts.length] as number,
    );
    return { matrix, margins };
  }
}

function bin(matrix: Matrix, { maxBin, seed }: TreeParameters): Binning {
  const bins = maxBin === DEFAULT_MAX_BIN ? MOST_IN_A_BYTE : maxBin;
  return planBinning(matrix, cutColumns(matrix, { maxBin: bins, seed }));
}
