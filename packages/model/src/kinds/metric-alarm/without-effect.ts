import { SCALING_POLICY_ARN } from "../scaling-policy/policy-arn.ts";
import { saying } from "../without-effect.ts";
import type { MetricAlarmSpec } from "./type.ts";

/** Fields that are kept and told, and by which nothing goes. */
export function withoutEffectInMetricAlarm(spec: MetricAlarmSpec): readonly string[] {
  return saying({
    // A scaling policy is carried out by the alarms that name it.
    alarmActions: spec.alarmActions?.filter((arn) => !arn.startsWith(SCALING_POLICY_ARN)),
    evaluateLowSampleCountPercentile: spec.evaluateLowSampleCountPercentile,
    insufficientDataActions: spec.insufficientDataActions,
    oKActions: spec.oKActions,
  });
}
