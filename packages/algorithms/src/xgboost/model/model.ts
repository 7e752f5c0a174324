import type { Tree } from "../gbdt/tree.ts";

interface ModelHead {
  /** XGBoost's name of the objective, which says how margins become predictions. */
  readonly objective: string;
  /** The objective's entry in the model file. */
  readonly objectiveEntry: Readonly<Record<string, unknown>>;
  /** Margins a row. */
  readonly outputs: number;
  /** In the unit of predictions; one for all outputs or one an output. */
  readonly baseScores: readonly number[];
  /** Number of features. */
  readonly columns: number;
  readonly attributes: Readonly<Record<string, string>>;
}

/** An ensemble of trees. */
export interface TreeModel extends ModelHead {
  readonly kind: "trees";
  readonly trees: readonly Tree[];
  /** Which output each tree adds to. */
  readonly treeOutputs: readonly number[];
  /** What each tree's answer is multiplied by; absent means 1. */
  readonly treeWeights?: readonly number[];
  /** Trees side by side in one round and output. */
  readonly parallelTrees: number;
}

/** A linear model: for each column one weight an output, then the biases. */
export interface LinearModel extends ModelHead {
  readonly kind: "linear";
  readonly weights: Float32Array;
}

export type Model = TreeModel | LinearModel;
