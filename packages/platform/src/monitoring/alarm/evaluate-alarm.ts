import type { AlarmStateValue } from "@slipway/model/kinds/metric-alarm/index.ts";

export type TreatMissing = "missing" | "ignore" | "breaching" | "notBreaching";

/** What an alarm's state follows from. */
export interface Evaluation {
  /** The newest data points, oldest first, by whether they are beyond the threshold; undefined where there is none. */
  readonly points: readonly (boolean | undefined)[];
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissing: TreatMissing;
  readonly current: AlarmStateValue;
}

/**
 * More than the evaluation periods are looked at, so that points which are there stand for newer ones that are missing:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html.
 */
export const FURTHER_PERIODS = 2;

/** The state that an alarm is in by its newest data points; how missing ones count is asked only where too few are there. */
export function evaluateAlarm(evaluation: Evaluation): AlarmStateValue {
  const { points, evaluationPeriods, datapointsToAlarm, treatMissing, current } = evaluation;
  const newest = points.slice(-evaluationPeriods);
  const there = points.filter((point) => point !== undefined);
  // Where none of the newest is missing, older ones count for nothing.
  const counted = newest.includes(undefined) ? there.slice(-evaluationPeriods) : newest;
  const breaching = counted.filter((point) => point === true).length;
  const missing = evaluationPeriods - counted.length;
  if (breaching >= datapointsToAlarm) return "ALARM";
  if (missing === 0) return "OK";
  switch (treatMissing) {
    case "breaching":
      return breaching + missing >= datapointsToAlarm ? "ALARM" : "OK";
    case "notBreaching":
      return "OK";
    case "ignore":
      return there.includes(false) ? "OK" : current;
    case "missing":
      if (there.length === 0) return "INSUFFICIENT_DATA";
      return isPremature(points, datapointsToAlarm) ? "ALARM" : "OK";
  }
}

/** The oldest point there is breaches and is as old as it must be, and all newer ones breach or are missing. */
function isPremature(points: readonly (boolean | undefined)[], datapointsToAlarm: number): boolean {
  const oldest = points.findIndex((point) => point !== undefined);
  return points.length - oldest >= datapointsToAlarm && !points.includes(false);
}
