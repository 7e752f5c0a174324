import { newestValues, type Signals } from "../signal.ts";
import { type Comparison, isUpwards, type StepAlarm, type StepPolicy } from "./policy.ts";

export interface AlarmView {
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  /** The aggregate of the periods that have data; absent where none has. */
  readonly value?: number;
}

const BEYOND: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** An alarm's state, M out of N, and the metric as the policy aggregates it. */
export function alarmView(
  alarm: StepAlarm,
  signals: Signals,
  aggregation: StepPolicy["aggregation"],
): AlarmView {
  const { evaluationPeriods, datapointsToAlarm = evaluationPeriods, treatMissingData = "missing" } = alarm;
  const values = newestValues(signals[alarm.metric], evaluationPeriods);
  const found = values.filter((value) => value !== undefined);
  const missing = evaluationPeriods - found.length;
  const beyond = found.filter((value) => BEYOND[alarm.comparison](value, alarm.threshold)).length;
  const breaching = beyond + (treatMissingData === "breaching" ? missing : 0);
  const value = aggregate(found, aggregation);
  const known = value === undefined ? {} : { value };
  if (breaching >= datapointsToAlarm) return { state: "ALARM", ...known };
  if (found.length === 0 && treatMissingData === "missing") return { state: "INSUFFICIENT_DATA" };
  return { state: "OK", ...known };
}

function aggregate(
  values: readonly number[],
  aggregation: StepPolicy["aggregation"] = "Average",
): number | undefined {
  if (values.length === 0) return undefined;
  if (aggregation === "Minimum") return Math.min(...values);
  if (aggregation === "Maximum") return Math.max(...values);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What a breach counts as where nothing was measured: the least that there is. */
export const breachValue = ({ value }: AlarmView, { threshold }: StepAlarm): number => value ?? threshold;

/**
 * The adjustment for a value: above the threshold the lower bound is inclusive and the upper one exclusive, below it the other way round.
 * Undefined where no step has it.
 */
export function stepFor(value: number, { alarm, steps }: StepPolicy): number | undefined {
  const beyond = value - alarm.threshold;
  const upwards = isUpwards(alarm.comparison);
  return steps.find(({ lowerBound = Number.NEGATIVE_INFINITY, upperBound = Number.POSITIVE_INFINITY }) =>
    upwards ? beyond >= lowerBound && beyond < upperBound : beyond > lowerBound && beyond <= upperBound,
  )?.adjustment;
}
