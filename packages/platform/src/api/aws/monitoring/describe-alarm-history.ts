import { objectName } from "@slipway/model";
import { metricAlarmKind } from "@slipway/model/kinds/metric-alarm/index.ts";
import type { Subject } from "#ledger/ledger.ts";
import { type AlarmHistoryItem, alarmHistory } from "#monitoring/alarm/alarm-history.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { alarmSubject, allAlarms, BY_NAME, findAlarm } from "./alarms.ts";
import { invalidToken } from "./monitoring-error.ts";

const PAGE = 100;
/** The newest items that are told, of all alarms asked for. */
const MOST_ITEMS = 2_000;
/** Alarms whose history is told where none is named. */
const MOST_ALARMS = 200;

/** DescribeAlarmHistory: changes of state and of configuration, also of an alarm that is gone. */
export async function describeAlarmHistory(input: Members, call: LedgerCall): Promise<Members> {
  const subjects = await subjectsOf(call, input["AlarmName"]);
  const found = subjects.length === 0 ? [] : await alarmHistory(call.ledger, subjects, MOST_ITEMS);
  const wanted = found.filter(wantedOf(input)).sort((a, b) => a.at.getTime() - b.at.getTime());
  const ordered = input["ScanBy"] === "TimestampAscending" ? wanted : wanted.reverse();
  const begin = placeIn(input["NextToken"]);
  const most = Number(input["MaxRecords"] ?? PAGE);
  const next = begin + most < ordered.length ? { NextToken: String(begin + most) } : {};
  return { AlarmHistoryItems: ordered.slice(begin, begin + most).map(told), ...next };
}

async function subjectsOf(call: LedgerCall, name: unknown): Promise<readonly Subject[]> {
  const all = await allAlarms(call);
  if (name === undefined) return all.by(BY_NAME, call.namespace, { limit: MOST_ALARMS }).map(alarmSubject);
  const alarm = await findAlarm(call, String(name));
  if (alarm !== undefined) return [alarmSubject(alarm)];
  const where = { namespace: call.namespace, kind: metricAlarmKind.kind, name: objectName(String(name)) };
  return (await call.ledger.subjects({ where, limit: 1 })).subjects;
}

function wantedOf({ HistoryItemType, StartDate, EndDate }: Members): (item: AlarmHistoryItem) => boolean {
  const from = StartDate instanceof Date ? StartDate.getTime() : Number.NEGATIVE_INFINITY;
  const to = EndDate instanceof Date ? EndDate.getTime() : Number.POSITIVE_INFINITY;
  return ({ type, at }) =>
    (HistoryItemType === undefined || HistoryItemType === type) && at.getTime() >= from && at.getTime() <= to;
}

function told({ name, at, type, summary, data }: AlarmHistoryItem): Members {
  return {
    AlarmName: name,
    AlarmType: "MetricAlarm",
    Timestamp: at,
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: data,
  };
}

function placeIn(token: unknown): number {
  if (token === undefined || token === null) return 0;
  if (!/^\d{1,6}$/.test(String(token))) throw invalidToken();
  return Number(token);
}
