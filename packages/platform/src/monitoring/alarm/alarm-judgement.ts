import {
  type AlarmState,
  type AlarmStateValue,
  alarmPeriod,
  type MetricAlarmSpec,
} from "@slipway/model/kinds/metric-alarm/index.ts";
import type { AlarmPoint } from "./alarm-points.ts";
import { thresholdComparison } from "./alarm-threshold.ts";
import { evaluateAlarm, type TreatMissing } from "./evaluate-alarm.ts";

/** Points that a reason names. */
const NAMED = 5;

/** The state that an alarm's points put it in, with CloudWatch's reason; undefined where that is the state it is in. */
export function judgeAlarm(
  spec: MetricAlarmSpec,
  {
    points,
    current,
    now,
  }: { readonly points: readonly AlarmPoint[]; readonly current: AlarmStateValue; readonly now: Date },
): AlarmState | undefined {
  const { evaluationPeriods = 1, datapointsToAlarm = evaluationPeriods, threshold = 0 } = spec;
  const { holds } = thresholdComparison(spec.comparisonOperator);
  const stateValue = evaluateAlarm({
    points: points.map(({ value }) => (value === undefined ? undefined : holds(value, threshold))),
    evaluationPeriods,
    datapointsToAlarm,
    treatMissing: (spec.treatMissingData ?? "missing") as TreatMissing,
    current,
  });
  if (stateValue === current) return undefined;
  return {
    stateValue,
    stateReason: reasonOf(spec, points, { stateValue, current }),
    stateReasonData: dataOf(spec, points, now),
    stateUpdatedTimestamp: now.toISOString(),
  };
}

function reasonOf(
  spec: MetricAlarmSpec,
  points: readonly AlarmPoint[],
  change: { readonly stateValue: AlarmStateValue; readonly current: AlarmStateValue },
): string {
  const {
    evaluationPeriods = 1,
    threshold = 0,
    datapointsToAlarm = evaluationPeriods,
    comparisonOperator,
  } = spec;
  const { words, holds } = thresholdComparison(comparisonOperator);
  const there = points.filter((point): point is AlarmPoint & { value: number } => point.value !== undefined);
  const newest = there.slice(-evaluationPeriods);
  if (newest.length === 0) {
    const treated = spec.treatMissingData === "breaching" ? "Breaching" : "NonBreaching";
    const unknown = `${evaluationPeriods} ${evaluationPeriods === 1 ? "datapoint was" : "datapoints were"} unknown`;
    if (change.stateValue === "INSUFFICIENT_DATA") return `Insufficient Data: ${unknown}.`;
    return `Threshold Crossed: no datapoints were received for ${evaluationPeriods} ${evaluationPeriods === 1 ? "period" : "periods"} and ${evaluationPeriods} missing ${evaluationPeriods === 1 ? "datapoint was" : "datapoints were"} treated as [${treated}].`;
  }
  const isAlarm = change.stateValue === "ALARM";
  const told = newest.filter(({ value }) => holds(value, threshold) === isAlarm);
  const named = told.slice(-NAMED).map(({ at, value }) => `${decimal(value)} (${timeText(at)})`);
  const needed = isAlarm ? datapointsToAlarm : Math.max(1, evaluationPeriods - datapointsToAlarm + 1);
  const were = told.length === 1 ? "was" : "were";
  return `Threshold Crossed: ${told.length} out of the last ${newest.length} datapoints [${named.join(", ")}] ${were} ${isAlarm ? "" : "not "}${words} the threshold (${decimal(threshold)}) (minimum ${needed} ${needed === 1 ? "datapoint" : "datapoints"} for ${change.current} -> ${change.stateValue} transition).`;
}

/** As CloudWatch writes it: 28/11/26 19:05:00. */
function timeText(at: number): string {
  const [, year, month, day, time] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(at).toISOString()) ?? [];
  return `${day}/${month}/${year} ${time}`;
}

const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

function dataOf(spec: MetricAlarmSpec, points: readonly AlarmPoint[], now: Date): string {
  const newest = points.slice(-(spec.evaluationPeriods ?? 1));
  const there = newest.filter(({ value }) => value !== undefined);
  return JSON.stringify({
    version: "1.0",
    queryDate: awsTime(now.getTime()),
    startDate: awsTime(newest[0]?.at ?? now.getTime()),
    statistic: spec.statistic ?? spec.extendedStatistic,
    period: alarmPeriod(spec),
    recentDatapoints: there.map(({ value }) => value),
    threshold: spec.threshold,
    evaluatedDatapoints: there.toReversed().map(({ at, value }) => ({ timestamp: awsTime(at), value })),
  });
}

const awsTime = (at: number): string => new Date(at).toISOString().replace("Z", "+0000");
