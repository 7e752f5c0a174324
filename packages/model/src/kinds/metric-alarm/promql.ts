import type { MetricAlarmSpec, PromQLCriteria } from "./type.ts";

/** What CloudWatch has an alarm say otherwise where it has a query. */
const OTHERS = [
  ...["namespace", "metricName", "dimensions", "period", "unit", "statistic", "extendedStatistic", "metrics"],
  ...["threshold", "comparisonOperator", "thresholdMetricID", "evaluationPeriods", "datapointsToAlarm"],
] as const;

const LONGEST_SECONDS = 86_400;
const LONGEST_QUERY = 10_000;

/** The query of an alarm that has one in place of metrics. */
export const promQLOf = ({ evaluationCriteria }: MetricAlarmSpec): PromQLCriteria | undefined =>
  evaluationCriteria?.promQLCriteria;

/** Why a query cannot be evaluated as it stands, a sentence each. */
export function promQLProblems(spec: MetricAlarmSpec): readonly string[] {
  const { query, pendingPeriod = 0, recoveryPeriod = 0 } = promQLOf(spec) ?? { query: "" };
  const { evaluationInterval: interval } = spec;
  const problems = OTHERS.filter((field) => spec[field as keyof MetricAlarmSpec] !== undefined).map(
    (field) =>
      `The parameter ${field[0]?.toUpperCase()}${field.slice(1)} cannot be used with EvaluationCriteria.`,
  );
  if (query.length < 1 || query.length > LONGEST_QUERY)
    problems.push(`The parameter Query must have from 1 to ${LONGEST_QUERY} characters.`);
  for (const [name, seconds] of Object.entries({
    PendingPeriod: pendingPeriod,
    RecoveryPeriod: recoveryPeriod,
  }))
    if (seconds < 0 || seconds > LONGEST_SECONDS)
      problems.push(`The parameter ${name} must be from 0 to ${LONGEST_SECONDS}.`);
  if (interval === undefined) problems.push("The parameter EvaluationInterval must be given.");
  else if (!isInterval(interval))
    problems.push("The parameter EvaluationInterval must be 10, 20, 30 or a multiple of 60 up to 3600.");
  return problems;
}

const isInterval = (seconds: number): boolean =>
  [10, 20, 30].includes(seconds) || (seconds >= 60 && seconds <= 3_600 && seconds % 60 === 0);
