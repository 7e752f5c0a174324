import { apiVersionOf, isAlreadyExists, objectName } from "@slipway/model";
import { MONITORING } from "@slipway/model/aws/monitoring/service.ts";
import { toSpec } from "@slipway/model/aws/object.ts";
import {
  alarmProblems,
  type MetricAlarm,
  type MetricAlarmSpec,
  metricAlarmKind,
  withoutEffectInMetricAlarm,
} from "@slipway/model/kinds/metric-alarm/index.ts";
import { contentDigest } from "#lib/content-digest.ts";
import { appendAlarmHistory } from "#monitoring/alarm/alarm-history.ts";
import { MathError } from "#monitoring/math/math-error.ts";
import { parseExpression } from "#monitoring/math/parse-expression.ts";
import { isServedStatistic } from "#monitoring/metric-query.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { ALARM_PUT_ANNOTATION } from "./alarm-members.ts";
import { alarmSubject, changeAlarm, MOST_TRIES } from "./alarms.ts";
import { notServedHere, validationError } from "./monitoring-error.ts";

/** What AWS's API has and nothing here goes by. */
const NOT_SERVED = ["EvaluationWindow", "ThresholdMetricId"];

/** PutMetricAlarm: makes the alarm, or puts another in its place, whose state stays. Tags of one that is there stay too. */
export async function putMetricAlarm(input: Members, call: LedgerCall): Promise<void> {
  for (const member of NOT_SERVED) if (input[member] !== undefined) throw notServedHere(member);
  const spec = specOf(input);
  refuse(spec);
  for (let tries = 1; ; tries++) {
    const changed = await updated(call, spec);
    if (changed !== undefined) {
      await tell(call, changed, "updated");
      break;
    }
    try {
      await tell(call, await created(call, spec), "created");
      break;
    } catch (error) {
      // Somebody made the same alarm in between: it is put in that one's place.
      if (!isAlreadyExists(error) || tries === MOST_TRIES) throw error;
    }
  }
  const idle = withoutEffectInMetricAlarm(spec);
  if (idle.length > 0) call.tellWithoutEffect(idle);
}

function updated(call: LedgerCall, spec: MetricAlarmSpec): Promise<MetricAlarm | undefined> {
  return changeAlarm(call, spec.name, ({ metadata, spec: { tags }, ...alarm }) => ({
    ...alarm,
    metadata: { ...metadata, annotations: { ...metadata.annotations, ...putAt(call) } },
    spec: { ...spec, ...(tags === undefined ? {} : { tags }) },
  }));
}

const putAt = ({ now }: LedgerCall) => ({ [ALARM_PUT_ANNOTATION]: now.toISOString() });

function specOf(input: Members): MetricAlarmSpec {
  const { alarmName, ...spec } = toSpec({ service: MONITORING, name: "PutMetricAlarm" }, input) as Record<
    string,
    unknown
  >;
  return { ...(spec as unknown as MetricAlarmSpec), name: String(alarmName) };
}

function refuse(spec: MetricAlarmSpec): void {
  const [problem] = alarmProblems(spec);
  if (problem !== undefined) throw validationError(problem);
  const statistics = [
    spec.extendedStatistic,
    ...(spec.metrics ?? []).map(({ metricStat }) => metricStat?.stat),
  ];
  for (const statistic of statistics)
    if (statistic !== undefined && !isServedStatistic(statistic))
      throw notServedHere(`The statistic ${statistic.slice(0, 40)}`);
  for (const { id, expression } of spec.metrics ?? [])
    if (expression !== undefined) refuseMeaningless(id, expression);
}

function refuseMeaningless(id: string, expression: string): void {
  try {
    parseExpression(expression);
  } catch (error) {
    throw error instanceof MathError
      ? validationError(`Error in expression '${id}' [${error.message}]`)
      : error;
  }
}

/** Throws AlreadyExists where somebody made the alarm in between. */
async function created(call: LedgerCall, spec: MetricAlarmSpec): Promise<MetricAlarm> {
  const named = (name: string): MetricAlarm => ({
    apiVersion: apiVersionOf(metricAlarmKind) as MetricAlarm["apiVersion"],
    kind: "MetricAlarm",
    metadata: { name, namespace: call.namespace, annotations: putAt(call) },
    spec,
  });
  const usual = objectName(spec.name);
  try {
    return await call.store.create(metricAlarmKind, named(usual));
  } catch (error) {
    const there = isAlreadyExists(error)
      ? await call.store.get(metricAlarmKind, `${call.namespace}/${usual}`)
      : undefined;
    if (there === undefined || there.spec.name === spec.name) throw error;
    // Somebody gave this metadata.name to an alarm of another name.
    return call.store.create(metricAlarmKind, named(`alarm-${contentDigest(spec.name)}`));
  }
}

function tell(call: LedgerCall, alarm: MetricAlarm, what: "created" | "updated"): Promise<void> {
  return appendAlarmHistory(call.ledger, alarmSubject(alarm), {
    name: alarm.spec.name,
    id: `${alarm.metadata.resourceVersion ?? ""} ${what}`,
    at: call.now,
    type: "ConfigurationUpdate",
    summary: `Alarm "${alarm.spec.name}" ${what}`,
    data: JSON.stringify({ version: "1.0", type: what === "created" ? "Create" : "Update" }),
  });
}
