import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { alarmState, metricAlarmKind } from "@slipway/model/kinds/metric-alarm/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";

/** Why an update of the endpoint is to be rolled back by one of its alarms; undefined while none says so. */
export async function rollbackAlarm(endpoint: Endpoint, turn: Turn): Promise<string | undefined> {
  const { metadata, spec } = endpoint;
  const { alarms = [] } = spec.deploymentConfig?.autoRollbackConfiguration ?? {};
  if (alarms.length === 0) return undefined;
  const all = await turn.cache.of(metricAlarmKind, turn.signal);
  for (const { alarmName = "" } of alarms) {
    const found = [...all.values()].find(
      (alarm) => alarm.metadata.namespace === metadata.namespace && alarm.spec.name === alarmName,
    );
    if (found === undefined) return `the alarm ${alarmName}, which is to watch the update, does not exist`;
    const { stateValue, stateReason } = alarmState(found);
    if (stateValue === "ALARM") return `the alarm ${alarmName} is in ALARM: ${stateReason}`;
  }
  return undefined;
}
