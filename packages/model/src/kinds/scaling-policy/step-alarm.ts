import { defined } from "../../defined.ts";
import type { Comparison, StepAlarm } from "../../scaling/index.ts";
import type { MetricAlarmSpec } from "../metric-alarm/index.ts";

const COMPARISONS: readonly string[] = [
  "GreaterThanThreshold",
  "GreaterThanOrEqualToThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
] satisfies readonly Comparison[];

/** The alarm that a step policy is carried out by, which watches the signal `metric`; undefined where its actions are off, or it has no threshold. */
export function stepAlarm(spec: MetricAlarmSpec, metric: string): StepAlarm | undefined {
  const { threshold, comparisonOperator = "", evaluationPeriods, datapointsToAlarm, treatMissingData } = spec;
  if (spec.actionsEnabled === false || threshold === undefined || evaluationPeriods === undefined)
    return undefined;
  if (!COMPARISONS.includes(comparisonOperator)) return undefined;
  return {
    metric,
    threshold,
    comparison: comparisonOperator as Comparison,
    evaluationPeriods,
    ...(treatMissingData === "breaching" || treatMissingData === "notBreaching" ? { treatMissingData } : {}),
    ...defined({ datapointsToAlarm }),
  };
}
