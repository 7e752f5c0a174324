/** CloudWatch's comparison operators for a static threshold. */
export type Comparison =
  | "GreaterThanThreshold"
  | "GreaterThanOrEqualToThreshold"
  | "LessThanThreshold"
  | "LessThanOrEqualToThreshold";

/** The alarm that invokes a step policy, as far as the policy goes by it. */
export interface StepAlarm {
  /** The signal that it watches. */
  readonly metric: string;
  readonly threshold: number;
  readonly comparison: Comparison;
  /** How many of the newest periods are looked at. */
  readonly evaluationPeriods: number;
  /** How many of them must be beyond the threshold; absent means all. */
  readonly datapointsToAlarm?: number;
  /** What a period without data counts as; absent means missing, which is neither. */
  readonly treatMissingData?: "missing" | "breaching" | "notBreaching";
}

/** Relative to the alarm's threshold; an absent bound is infinity. */
export interface StepAdjustment {
  readonly lowerBound?: number;
  readonly upperBound?: number;
  /** Copies, percent, or how many there are to be, by the policy's adjustment type. */
  readonly adjustment: number;
}

/** Scales in steps by how far an alarm is breached, as Application Auto Scaling's StepScaling. */
export interface StepPolicy {
  readonly type: "StepScaling";
  readonly name: string;
  readonly alarm: StepAlarm;
  readonly adjustmentType: "ChangeInCapacity" | "PercentChangeInCapacity" | "ExactCapacity";
  /** Ranges without overlap or gap: see `stepProblems`. */
  readonly steps: readonly StepAdjustment[];
  /** The least change by percent; absent means 1. */
  readonly minAdjustmentMagnitude?: number;
  /** What becomes of the data points of the alarm's periods; absent means Average. */
  readonly aggregation?: "Average" | "Minimum" | "Maximum";
  /** Absent means 300. */
  readonly cooldownSeconds?: number;
}

/** Whether values above the threshold breach it. */
export const isUpwards = (comparison: Comparison): boolean => comparison.startsWith("Greater");
