import { isNotFound, keyOf } from "@slipway/model";
import {
  ALARM_STATE_ANNOTATION,
  type AlarmState,
  type AlarmStateValue,
  type MetricAlarm,
  metricAlarmKind,
} from "@slipway/model/kinds/metric-alarm/index.ts";
import { AwsError } from "../aws-error.ts";
import { type Members, text } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { alarmInArn, changeAlarm, findAlarm, noAlarm } from "./alarms.ts";
import { membersOf } from "./metric-input.ts";

const namesIn = ({ AlarmNames }: Members): readonly string[] =>
  Array.isArray(AlarmNames) ? [...new Set(AlarmNames.map(String))] : [];

/** DeleteAlarms: those that are there go, also where others of the names are none. */
export async function deleteAlarms(input: Members, call: LedgerCall): Promise<void> {
  for (const name of namesIn(input)) {
    const alarm = await findAlarm(call, name);
    if (alarm !== undefined) await call.store.remove(metricAlarmKind, keyOf(alarm)).catch(unlessGone);
  }
}

function unlessGone(error: unknown): void {
  if (!isNotFound(error)) throw error;
}

/** EnableAlarmActions and DisableAlarmActions; names of no alarm are passed over, as at AWS. */
export const enableAlarmActions = (input: Members, call: LedgerCall) => switchActions(input, call, true);
export const disableAlarmActions = (input: Members, call: LedgerCall) => switchActions(input, call, false);

async function switchActions(input: Members, call: LedgerCall, actionsEnabled: boolean): Promise<void> {
  for (const name of namesIn(input))
    await changeAlarm(call, name, (alarm) => ({ ...alarm, spec: { ...alarm.spec, actionsEnabled } }));
}

/** SetAlarmState: until the alarm is looked at again. */
export async function setAlarmState(input: Members, call: LedgerCall): Promise<void> {
  const data = input["StateReasonData"];
  if (data !== undefined && !isJson(String(data)))
    throw new AwsError("SLIP-AWS-003", "The value for parameter StateReasonData is no JSON.", {
      type: "InvalidFormatFault",
      status: 400,
    });
  const state: AlarmState = {
    stateValue: text(input, "StateValue") as AlarmStateValue,
    stateReason: text(input, "StateReason"),
    ...(data === undefined ? {} : { stateReasonData: String(data) }),
    stateUpdatedTimestamp: call.now.toISOString(),
  };
  const annotation = { [ALARM_STATE_ANNOTATION]: JSON.stringify(state) };
  const changed = await changeAlarm(call, text(input, "AlarmName"), (alarm) => ({
    ...alarm,
    metadata: { ...alarm.metadata, annotations: { ...alarm.metadata.annotations, ...annotation } },
  }));
  if (changed === undefined) throw noAlarm("ResourceNotFound", "The named resource does not exist.");
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

const MOST_TAGS = 50;
type Tags = NonNullable<MetricAlarm["spec"]["tags"]>;

export async function tagAlarm(input: Members, call: LedgerCall): Promise<void> {
  const given = membersOf(input["Tags"]).map(({ Key, Value }) => ({
    key: String(Key),
    value: String(Value ?? ""),
  }));
  const keys = new Set(given.map(({ key }) => key));
  await changeTags(input, call, (tags) => [...tags.filter(({ key }) => !keys.has(key)), ...given]);
}

export async function untagAlarm(input: Members, call: LedgerCall): Promise<void> {
  const keys = new Set((input["TagKeys"] as readonly unknown[]).map(String));
  await changeTags(input, call, (tags) => tags.filter(({ key }) => !keys.has(key)));
}

export async function listAlarmTags(input: Members, call: LedgerCall): Promise<Members> {
  const name = alarmInArn(call, text(input, "ResourceARN"));
  const alarm = name === undefined ? undefined : await findAlarm(call, name);
  if (alarm === undefined) throw missing(input);
  return { Tags: (alarm.spec.tags ?? []).map(({ key, value }) => ({ Key: key, Value: value })) };
}

async function changeTags(input: Members, call: LedgerCall, change: (tags: Tags) => Tags): Promise<void> {
  const name = alarmInArn(call, text(input, "ResourceARN"));
  const changed =
    name === undefined
      ? undefined
      : await changeAlarm(call, name, (alarm) => {
          const tags = change(alarm.spec.tags ?? []);
          if (tags.length > MOST_TAGS)
            throw new AwsError("SLIP-AWS-003", `An alarm has at most ${MOST_TAGS} tags.`, {
              type: "InvalidParameterValueException",
              status: 400,
            });
          return { ...alarm, spec: { ...alarm.spec, tags } };
        });
  if (changed === undefined) throw missing(input);
}

const missing = (input: Members): AwsError =>
  noAlarm("ResourceNotFoundException", `Unknown resource: ${text(input, "ResourceARN").slice(0, 300)}`);
