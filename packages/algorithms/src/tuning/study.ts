import type { Range, Values } from "./space/range.ts";

/** SageMaker's strategies (HyperParameterTuningJobStrategyType), and the tree-structured Parzen estimator. */
export type Strategy = "Bayesian" | "Random" | "Grid" | "Hyperband" | "TPE";

/** What is looked for, and where. */
export interface Study {
  readonly ranges: readonly Range[];
  readonly goal: "Minimize" | "Maximize";
  readonly strategy: Strategy;
  /** Equal seeds and equal results give equal proposals; a whole number of 32 bits. */
  readonly seed: number;
  /** Of Hyperband, whose proposals look at results by the epochs that they took. */
  readonly resources?: Resources;
  readonly warmStart?: WarmStart;
}

/** SageMaker's HyperbandStrategyConfig: epochs, whole numbers from 1 on. */
export interface Resources {
  readonly min: number;
  readonly max: number;
}

/** What earlier jobs found; their objectives have the study's goal. */
export interface WarmStart {
  /** SageMaker's: whether parents' results are results of this study, or of one that resembles it. */
  readonly type: "IdenticalDataAndAlgorithm" | "TransferLearning";
  readonly parents: readonly (readonly Observed[])[];
}

/** A trial that has ended. */
export interface Observed {
  readonly values: Values;
  /** The objective metric; `undefined` for a trial that failed. What is not finite counts as failed too. */
  readonly objective: number | undefined;
  /** After how many epochs Hyperband had the objective; the most where absent. */
  readonly epochs?: number;
}

/** All that a proposal depends on besides the study; the order of the trials changes nothing. */
export interface History {
  readonly observed: readonly Observed[];
  /** Of the trials that were proposed and have not ended. */
  readonly pending: readonly Values[];
}
