import { keyOf } from "@slipway/model";
import { alarmState, type MetricAlarm } from "@slipway/model/kinds/metric-alarm/index.ts";
import type { Cached, Place } from "#store/cache.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { alarmMembers } from "./alarm-members.ts";
import { allAlarms, BY_METRIC, BY_NAME, metricValue } from "./alarms.ts";
import { dimensionsIn } from "./metric-input.ts";
import { invalidCombination, invalidToken, notServedHere } from "./monitoring-error.ts";

const PAGE = 50;
/** Alarms that one call looks at: more that are left out are behind its token. */
const MOST_LOOKED_AT = 2_000;
/** Alarms of one name that are told: kubectl can make several. */
const MOST_NAMESAKES = 10;

/** DescribeAlarms, in the order of names. There are no composite alarms. */
export async function describeAlarms(input: Members, call: LedgerCall): Promise<Members> {
  for (const member of ["ChildrenOfAlarmName", "ParentsOfAlarmName"])
    if (input[member] !== undefined) throw notServedHere(member);
  const { AlarmNames: names, AlarmNamePrefix: prefix, AlarmTypes: types } = input;
  if (Array.isArray(names) && names.length > 0 && prefix !== undefined)
    throw invalidCombination("AlarmNamePrefix and AlarmNames are mutually exclusive");
  const all = await allAlarms(call);
  if (Array.isArray(types) && types.length > 0 && !types.includes("MetricAlarm"))
    return { MetricAlarms: [], CompositeAlarms: [] };
  const { alarms, next } = pageOf(all, call, input);
  return {
    MetricAlarms: alarms.map((alarm) => alarmMembers(alarm, call)),
    CompositeAlarms: [],
    ...(next === undefined ? {} : { NextToken: next }),
  };
}

function pageOf(
  all: Cached<MetricAlarm>,
  call: LedgerCall,
  input: Members,
): { readonly alarms: readonly MetricAlarm[]; readonly next?: string } {
  const most = Number(input["MaxRecords"] ?? PAGE);
  const prefix = String(input["AlarmNamePrefix"] ?? "");
  const wanted = wantedOf(input);
  const alarms: MetricAlarm[] = [];
  const after: Place = placeIn(input["NextToken"]) ?? { rank: prefix };
  const looked =
    namesIn(input)?.flatMap((name) => namesakes(all, call, { name, after })) ??
    all.by(BY_NAME, call.namespace, { after, limit: MOST_LOOKED_AT });
  for (const alarm of looked) {
    if (!alarm.spec.name.startsWith(prefix)) return { alarms };
    const last = alarms.at(-1);
    if (alarms.length >= most && last !== undefined) return { alarms, next: tokenOf(last) };
    if (wanted(alarm)) alarms.push(alarm);
  }
  const last = looked.at(-1);
  return last === undefined || looked.length < MOST_LOOKED_AT ? { alarms } : { alarms, next: tokenOf(last) };
}

/** In the order of the index; undefined where none is named. */
function namesIn({ AlarmNames: names }: Members): readonly string[] | undefined {
  return Array.isArray(names) && names.length > 0 ? [...new Set(names.map(String))].sort() : undefined;
}

function namesakes(
  all: Cached<MetricAlarm>,
  { namespace }: LedgerCall,
  { name, after }: { readonly name: string; readonly after: Place },
): readonly MetricAlarm[] {
  if (name < after.rank) return [];
  const from = name === after.rank ? after : { rank: name };
  return all
    .by(BY_NAME, namespace, { after: from, limit: MOST_NAMESAKES })
    .filter(({ spec }) => spec.name === name);
}

function wantedOf({ StateValue, ActionPrefix }: Members): (alarm: MetricAlarm) => boolean {
  return (alarm) => {
    const { oKActions = [], alarmActions = [], insufficientDataActions = [] } = alarm.spec;
    const actions = [...oKActions, ...alarmActions, ...insufficientDataActions];
    return (
      (StateValue === undefined || alarmState(alarm).stateValue === StateValue) &&
      (ActionPrefix === undefined || actions.some((action) => action.startsWith(String(ActionPrefix))))
    );
  };
}

function tokenOf(alarm: MetricAlarm): string {
  return Buffer.from(JSON.stringify([alarm.spec.name, keyOf(alarm)])).toString("base64url");
}

function placeIn(token: unknown): Place | undefined {
  if (token === undefined || token === null) return undefined;
  try {
    const [rank, key] = JSON.parse(Buffer.from(String(token), "base64url").toString()) as readonly unknown[];
    if (typeof rank === "string" && typeof key === "string")
      return { rank, key: key as `${string}/${string}` };
  } catch {
    // Told below.
  }
  throw invalidToken();
}

/** DescribeAlarmsForMetric: those that look at that metric alone, with the very dimensions. */
export async function describeAlarmsForMetric(input: Members, call: LedgerCall): Promise<Members> {
  const all = await allAlarms(call);
  const metric = {
    home: call.namespace,
    namespace: String(input["Namespace"]),
    name: String(input["MetricName"]),
  };
  const wanted = JSON.stringify(sorted(dimensionsIn(input["Dimensions"])));
  const found = all
    .by(BY_METRIC, metricValue(metric))
    .filter(
      ({ spec }) =>
        JSON.stringify(
          sorted(Object.fromEntries((spec.dimensions ?? []).map(({ name, value }) => [name, value]))),
        ) === wanted &&
        isAsked(input["Statistic"], spec.statistic) &&
        isAsked(input["ExtendedStatistic"], spec.extendedStatistic) &&
        isAsked(input["Period"], spec.period) &&
        isAsked(input["Unit"], spec.unit),
    );
  return { MetricAlarms: found.map((alarm) => alarmMembers(alarm, call)) };
}

const isAsked = (asked: unknown, has: unknown): boolean => asked === undefined || asked === has;
const sorted = (of: Readonly<Record<string, string>>) =>
  Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
