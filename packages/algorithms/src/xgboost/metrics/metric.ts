import type { Targets } from "../objectives/objective.ts";

/** How good predictions are. Names and formulas are those of XGBoost and of SageMaker's XGBoost. */
export interface Metric {
  /** As it stands in the metric lines. */
  readonly name: string;
  readonly higherIsBetter: boolean;
  /** It is computed from margins: those of SageMaker's container are. */
  readonly ofMargins?: true;
  /** `predictions` has `outputs` entries a row: probabilities where the objective has classes, or margins. */
  evaluate(predictions: Float32Array, targets: Targets, outputs: number): number;
}
