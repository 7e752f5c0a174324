import type { Kind } from "../../resource.ts";
import type { MetricAlarm } from "./type.ts";

export { ALARM_STATE_ANNOTATION, alarmState, stateAskedFor } from "./alarm-state.ts";
export { promQLOf } from "./promql.ts";
export type * from "./type.ts";
export { alarmPeriod, alarmProblems } from "./validation.ts";
export { withoutEffectInMetricAlarm } from "./without-effect.ts";

export const metricAlarmKind: Kind<MetricAlarm> = {
  group: "slipway.dev",
  version: "v1alpha1",
  kind: "MetricAlarm",
  plural: "metricalarms",
  namespaced: true,
};
