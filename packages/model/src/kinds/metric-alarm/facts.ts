import { isTrue } from "../../conditions.ts";
import type { KindFacts } from "../facts.ts";
import { alarmState } from "./alarm-state.ts";
import { metricAlarmKind } from "./index.ts";
import { metricAlarmCrd } from "./schema.ts";
import type { MetricAlarm } from "./type.ts";

export const metricAlarmFacts: KindFacts<MetricAlarm> = {
  kind: metricAlarmKind,
  crd: metricAlarmCrd,
  about: "which measurements are to be told, and whether they are beyond a threshold",
  words: ["ma", "alarm", "alarms"],
  conditions: ["Ready"],
  // An alarm in ALARM does what it is for.
  outcome: (alarm) => ({
    state: isTrue(alarm.status?.conditions, "Ready") ? "done" : "working",
    word: alarmState(alarm).stateValue,
  }),
};
