import { promQLProblems } from "./promql.ts";
import type { AlarmQuery, MetricAlarmSpec } from "./type.ts";

/** Operators that compare with a threshold; those of anomaly detection compare with a band, which nothing here makes. */
const OPERATORS = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
];
/** How missing data points may count. */
const TREATMENTS = ["breaching", "notBreaching", "ignore", "missing"];
/** CloudWatch's own: what is looked at may be a week old where periods are long, else a day. */
const [DAY_SECONDS, WEEK_SECONDS, HOUR_SECONDS] = [86_400, 604_800, 3_600];

/** Why an alarm cannot be evaluated as its spec stands, a sentence each in CloudWatch's words; none where it can. */
export function alarmProblems(spec: MetricAlarmSpec): readonly string[] {
  const problems: string[] = [];
  const {
    metricName,
    metrics,
    datapointsToAlarm = 1,
    evaluationPeriods,
    comparisonOperator,
    threshold,
  } = spec;
  if (spec.evaluationCriteria !== undefined) return [...promQLProblems(spec), ...treatmentProblems(spec)];
  if (spec.evaluationInterval !== undefined)
    problems.push("The parameter EvaluationInterval cannot be used without EvaluationCriteria.");
  if (evaluationPeriods === undefined) return ["The parameter EvaluationPeriods must be given."];
  if (comparisonOperator === undefined) return ["The parameter ComparisonOperator must be given."];
  if (metricName !== undefined && metrics !== undefined)
    problems.push("The parameters MetricName and Metrics list are mutually exclusive.");
  else if (metrics !== undefined) problems.push(...queryProblems(metrics));
  else problems.push(...metricProblems(spec));
  if (!OPERATORS.includes(comparisonOperator))
    problems.push(`The comparison operator ${comparisonOperator} is not served here.`);
  if (threshold === undefined) problems.push("The parameter Threshold must be given.");
  else if (!Number.isFinite(threshold))
    problems.push(`The value ${threshold} for parameter Threshold is invalid.`);
  problems.push(...treatmentProblems(spec));
  if (datapointsToAlarm > evaluationPeriods)
    problems.push("The parameter DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
  const period = alarmPeriod(spec);
  if (evaluationPeriods * period > (period >= HOUR_SECONDS ? WEEK_SECONDS : DAY_SECONDS))
    problems.push(
      "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400), or a week where Period is an hour or more.",
    );
  return problems;
}

function treatmentProblems({ treatMissingData: given }: MetricAlarmSpec): readonly string[] {
  if (given === undefined || TREATMENTS.includes(given)) return [];
  return [
    `The value ${given} for parameter TreatMissingData is invalid: it must be one of ${TREATMENTS.join(", ")}.`,
  ];
}

/** The seconds between two points of the alarm. */
export function alarmPeriod({ period, metrics }: MetricAlarmSpec): number {
  if (metrics === undefined) return period ?? 60;
  const all = metrics.flatMap(({ metricStat, period: own }) => [metricStat?.period, own]);
  return Math.max(...all.filter((one) => one !== undefined), 1);
}

function metricProblems({
  metricName,
  namespace,
  period,
  statistic,
  extendedStatistic,
}: MetricAlarmSpec): readonly string[] {
  if (metricName === undefined) return ["The parameters MetricName or Metrics must be given."];
  const problems: string[] = [];
  if (namespace === undefined) problems.push("The parameter Namespace must be given.");
  if (period === undefined) problems.push("The parameter Period must be given.");
  else problems.push(...periodProblems(period));
  if ((statistic === undefined) === (extendedStatistic === undefined))
    problems.push("Exactly one of Statistic and ExtendedStatistic must be given.");
  return problems;
}

function queryProblems(queries: readonly AlarmQuery[]): readonly string[] {
  const problems: string[] = [];
  const returning = queries.filter(({ returnData }) => returnData !== false);
  if (returning.length !== 1) problems.push("Exactly one element of the metrics list should return data.");
  const ids = queries.map(({ id }) => id);
  if (new Set(ids).size < ids.length) problems.push("The ids of the metrics list are not unique.");
  for (const { id, metricStat, expression } of queries) {
    if ((metricStat === undefined) === (expression === undefined))
      problems.push(`Exactly one of MetricStat and Expression must be given for ${id}.`);
    if (metricStat !== undefined) problems.push(...periodProblems(metricStat.period));
  }
  return problems;
}

function periodProblems(period: number): readonly string[] {
  const isServed = [10, 20, 30].includes(period) || (period >= 60 && period % 60 === 0);
  return isServed ? [] : ["The parameter Period must be 10, 20, 30 or a multiple of 60."];
}
