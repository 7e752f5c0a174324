import { saying } from "../without-effect.ts";
import type { MetricAlarmSpec } from "./type.ts";

/** Fields that are kept and told, and by which nothing goes. */
export function withoutEffectInMetricAlarm(spec: MetricAlarmSpec): readonly string[] {
  return saying({
    alarmActions: spec.alarmActions,
    evaluateLowSampleCountPercentile: spec.evaluateLowSampleCountPercentile,
    insufficientDataActions: spec.insufficientDataActions,
    oKActions: spec.oKActions,
  });
}
