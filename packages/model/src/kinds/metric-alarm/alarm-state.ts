import { promQLOf } from "./promql.ts";
import type { AlarmState, MetricAlarm } from "./type.ts";

/** Asks for a state until the alarm is evaluated again: the JSON of an AlarmState. Whoever may change the alarm may ask. */
export const ALARM_STATE_ANNOTATION = "slipway.dev/alarm-state";

const VALUES: readonly unknown[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];

/**
 * The state that somebody has asked for and that the alarm has not been put into yet; undefined where nobody has. What was taken up is
 * known by its time, whatever that is.
 */
export function stateAskedFor({ metadata, status }: MetricAlarm): AlarmState | undefined {
  const text = metadata.annotations?.[ALARM_STATE_ANNOTATION];
  const asked = text === undefined ? undefined : parsed(text);
  if (asked === undefined) return undefined;
  const { stateTakenUp, stateUpdatedTimestamp = "" } = status ?? {};
  const isNew =
    stateTakenUp === undefined
      ? asked.stateUpdatedTimestamp > stateUpdatedTimestamp
      : asked.stateUpdatedTimestamp !== stateTakenUp;
  return isNew ? asked : undefined;
}

/** The state of an alarm as it is to be told now; one that nobody has looked at yet has no data. */
export function alarmState(alarm: MetricAlarm): AlarmState {
  const asked = stateAskedFor(alarm);
  if (asked !== undefined) return asked;
  const { stateValue, stateReason = "", stateReasonData, stateUpdatedTimestamp = "" } = alarm.status ?? {};
  if (stateValue === undefined) return initialState(alarm);
  const state = { stateValue, stateReason, stateUpdatedTimestamp };
  return stateReasonData === undefined ? state : { ...state, stateReasonData };
}

/** In CloudWatch's words. */
function initialState({ metadata, spec }: MetricAlarm): AlarmState {
  const created = new Date(metadata.creationTimestamp ?? 0).toISOString();
  return {
    // The reference: "For PromQL alarms, the alarm state is instead immediately set to OK."
    stateValue: promQLOf(spec) === undefined ? "INSUFFICIENT_DATA" : "OK",
    stateReason: "Unchecked: Initial alarm creation",
    stateUpdatedTimestamp: created,
  };
}

function parsed(text: string): AlarmState | undefined {
  try {
    const { stateValue, stateReason, stateReasonData, stateUpdatedTimestamp } = JSON.parse(
      text,
    ) as Partial<AlarmState>;
    if (!VALUES.includes(stateValue) || stateValue === undefined) return undefined;
    const time = new Date(String(stateUpdatedTimestamp));
    if (Number.isNaN(time.getTime())) return undefined;
    const state = { stateValue, stateReason: String(stateReason), stateUpdatedTimestamp: time.toISOString() };
    return stateReasonData === undefined ? state : { ...state, stateReasonData: String(stateReasonData) };
  } catch {
    return undefined;
  }
}
