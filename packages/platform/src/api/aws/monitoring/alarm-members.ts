import { MONITORING } from "@slipway/model/aws/monitoring/service.ts";
import { asShape } from "@slipway/model/aws/object.ts";
import { alarmState, type MetricAlarm } from "@slipway/model/kinds/metric-alarm/index.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { alarmArn } from "./alarms.ts";

/** When somebody last put the alarm, as RFC 3339. */
export const ALARM_PUT_ANNOTATION = "slipway.dev/alarm-put";

/** An alarm as CloudWatch tells it. */
export function alarmMembers(alarm: MetricAlarm, call: LedgerCall): Members {
  const { name, tags: _, ...spec } = alarm.spec;
  const created = alarm.metadata.creationTimestamp;
  const put = alarm.metadata.annotations?.[ALARM_PUT_ANNOTATION] ?? created;
  const state = alarmState(alarm);
  const told = {
    ...alarm,
    spec: {
      actionsEnabled: true,
      oKActions: [],
      alarmActions: [],
      insufficientDataActions: [],
      ...(spec.metrics === undefined && spec.evaluationCriteria === undefined ? { dimensions: [] } : {}),
      ...spec,
      alarmName: name,
      alarmARN: alarmArn(call, name),
      alarmConfigurationUpdatedTimestamp: put,
    },
    status: { ...state, stateTransitionedTimestamp: transitionOf(alarm, state.stateUpdatedTimestamp) },
  };
  return asShape({ service: MONITORING, name: "MetricAlarm" }, "", told as unknown as MetricAlarm);
}

function transitionOf(alarm: MetricAlarm, updated: string): string {
  const { stateValue, stateTransitionedTimestamp = updated } = alarm.status ?? {};
  return alarmState(alarm).stateValue === stateValue ? stateTransitionedTimestamp : updated;
}
