/** Labels and, when there are any, weights of a data set. */
export interface Targets {
  readonly labels: Float32Array;
  readonly weights: Float32Array | undefined;
}

/** First and second derivatives of the loss by the margin: one a row, output after output. */
export interface Derivatives {
  readonly gradients: Float32Array;
  readonly hessians: Float32Array;
}

/** What is learned: a loss with its derivatives. Names, formulas and defaults are XGBoost's. */
export interface Objective {
  readonly name: string;
  /** Margins a row: 1, or the number of classes. */
  readonly outputs: number;
  readonly defaultMetric: string;
  readonly label: {
    /** What a label must be, for messages. */
    readonly rule: string;
    readonly isRight: (label: number) => boolean;
  };
  /** Leaf weights that derivatives cannot give are this quantile of the leaf's residuals. */
  readonly leafQuantile?: number;
  /** The score that every prediction starts from, in the predictions' own unit: one for all outputs, or one an output. */
  baseScore(targets: Targets): number | readonly number[];
  /** `margins` has `outputs` entries a row. */
  derive(margins: Float32Array, targets: Targets, into: Derivatives): void;
  /** The objective's entry in the model file. */
  readonly fileEntry: Readonly<Record<string, unknown>>;
}

/** What of the hyperparameters an objective depends on. */
export interface ObjectiveParameters {
  readonly name: string;
  readonly classes: number | undefined;
  readonly scalePositive: number;
  readonly maxDeltaStep: number;
  readonly tweedieVariancePower: number;
}
