import {
  ALARM_STATE_ANNOTATION,
  type MetricAlarm,
  type MetricAlarmSpec,
} from "@slipway/model/kinds/metric-alarm/index.ts";
import { beforeEach, expect, test } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { silentLog } from "#lib/log.ts";
import { alarmHistory } from "#monitoring/alarm/alarm-history.ts";
import { putSubject, seriesKey } from "#monitoring/metric-places.ts";
import { type PromQL, PromQLFailure, type PromQLSeries } from "#monitoring/promql/promql.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { metricAlarmController } from "./metric-alarm-controller.ts";

const NOW = new Date("2026-11-28T19:05:10Z");
const metric = { namespace: "Space", name: "m", dimensions: {} };

let ledger: ReturnType<typeof createMemoryLedger>;
let told: string[];
/** What the home's Prometheus does. */
let answer: () => Promise<readonly PromQLSeries[]>;
const promQL: PromQL = { range: () => answer() };
beforeEach(() => {
  answer = () => Promise.reject(new Error("nobody is to be asked"));
  ledger = createMemoryLedger();
  told = [];
});

const alarm = (spec: Partial<MetricAlarmSpec> = {}): MetricAlarm => ({
  apiVersion: "slipway.dev/v1alpha1",
  kind: "MetricAlarm",
  metadata: { namespace: "team", name: "high", uid: "u", creationTimestamp: "2026-11-28T19:00:00Z" },
  spec: {
    name: "High",
    namespace: "Space",
    metricName: "m",
    statistic: "Average",
    period: 60,
    evaluationPeriods: 1,
    threshold: 5,
    comparisonOperator: "GreaterThanThreshold",
    ...spec,
  },
});

/** Puts a value some minutes before the minute that is not over. */
let puts = 0;
async function put(minutesAgo: number, value: number) {
  const at = new Date(Date.parse("2026-11-28T19:05:00Z") - minutesAgo * 60_000);
  const span = { from: puts, to: puts + 1 };
  const source = `test ${puts}`;
  puts += 1;
  await ledger.appendMetrics(putSubject("team", "Space"), source, { from: 0, to: span.to }, [
    { ...seriesKey(metric, "None"), value, at },
  ]);
}

async function pass(object: MetricAlarm, now = NOW) {
  const turn = {
    now,
    cache: {},
    signal: new AbortController().signal,
    log: silentLog,
    events: { record: (_about: unknown, { reason }: { reason: string }) => told.push(reason) },
  } as unknown as Turn;
  const outcome = await metricAlarmController({ ledger, promQL }).reconciler.reconcile(object as never, turn);
  return { ...outcome, object: { ...object, status: outcome.status } as MetricAlarm };
}

test("An alarm without measurements has no data, and is looked at when the next minute is over", async () => {
  const { status, recheckAfterMs } = await pass(alarm());
  expect(status).toMatchObject({
    stateValue: "INSUFFICIENT_DATA",
    stateReason: "Unchecked: Initial alarm creation",
    conditions: [{ type: "Ready", status: "True" }],
  });
  expect(recheckAfterMs).toBe(55_000);
  expect(told).toEqual([]);
});

test("It goes to ALARM and back by the minutes that are over, each change told once, also after a kill", async () => {
  await put(2, 1);
  await put(1, 7.5);
  await put(0, 1);
  const first = await pass(alarm());
  expect(first.status).toMatchObject({
    stateValue: "ALARM",
    stateReason:
      "Threshold Crossed: 1 out of the last 1 datapoints [7.5 (28/11/26 19:04:00)] was greater than the threshold (5.0) (minimum 1 datapoint for INSUFFICIENT_DATA -> ALARM transition).",
    stateUpdatedTimestamp: NOW.toISOString(),
    stateTransitionedTimestamp: NOW.toISOString(),
  });
  await pass(alarm());
  const later = new Date(NOW.getTime() + 60_000);
  const second = await pass(first.object, later);
  expect(second.status).toMatchObject({
    stateValue: "OK",
    stateReason: expect.stringContaining("was not greater than the threshold (5.0)"),
  });
  expect((await pass(second.object, later)).status).toEqual(second.status);
  const subject = { namespace: "team", kind: "MetricAlarm", name: "high", uid: "u" };
  expect((await alarmHistory(ledger, [subject], 10)).map(({ summary }) => summary)).toEqual([
    "Alarm updated from INSUFFICIENT_DATA to ALARM",
    "Alarm updated from ALARM to OK",
  ]);
});

test("A state that is asked for holds until the next look", async () => {
  await put(1, 1);
  const asked = { stateValue: "ALARM", stateReason: "by hand", stateUpdatedTimestamp: NOW.toISOString() };
  const object = alarm();
  const annotations = { [ALARM_STATE_ANNOTATION]: JSON.stringify(asked) };
  const set = await pass({ ...object, metadata: { ...object.metadata, annotations } });
  expect(set.status).toMatchObject(asked);
  const next = await pass(set.object, new Date(NOW.getTime() + 10_000));
  expect(next.status).toMatchObject({ stateValue: "OK" });
});

test("A state that is asked for with a time to come is taken up once, and so is the next one", async () => {
  await put(1, 1);
  const asked = (stateValue: string, stateUpdatedTimestamp: string) => ({
    [ALARM_STATE_ANNOTATION]: JSON.stringify({ stateValue, stateReason: "by hand", stateUpdatedTimestamp }),
  });
  const annotated = (object: MetricAlarm, annotations: Record<string, string>): MetricAlarm => ({
    ...object,
    metadata: { ...object.metadata, annotations },
  });
  const set = await pass(annotated(alarm(), asked("ALARM", "2999-01-01T00:00:00Z")));
  expect(set.status).toMatchObject({ stateValue: "ALARM", stateUpdatedTimestamp: NOW.toISOString() });
  const later = new Date(NOW.getTime() + 10_000);
  const judged = await pass(set.object, later);
  expect(judged.status).toMatchObject({ stateValue: "OK", stateUpdatedTimestamp: later.toISOString() });
  // The step says what it changes, and the loop keeps the rest.
  const kept = { ...judged.object, status: { ...set.status, ...judged.status } } as MetricAlarm;
  expect((await pass(kept, later)).status).toMatchObject({ stateValue: "OK" });
  const again = await pass(annotated(kept, asked("ALARM", NOW.toISOString())), later);
  expect(again.status).toMatchObject({ stateValue: "ALARM", stateReason: "by hand" });
});

test("An expression over metrics is compared, and one without a meaning is told", async () => {
  await put(1, 4);
  const stat = { metric: { namespace: "Space", metricName: "m" }, period: 60, stat: "Sum" };
  const { metricName: _, namespace: __, statistic: ___, period: ____, ...spec } = alarm().spec;
  const over = (expression: string): MetricAlarm => ({
    ...alarm(),
    spec: {
      ...spec,
      metrics: [
        { id: "m1", metricStat: stat, returnData: false },
        { id: "e1", expression },
      ],
    },
  });
  expect((await pass(over("m1 * 2"))).status).toMatchObject({ stateValue: "ALARM" });
  expect((await pass(over("m1 +"))).status).toMatchObject({
    conditions: [{ type: "Ready", status: "False", reason: "InvalidExpression" }],
  });
});

test("What cannot be evaluated is told, and is not tried again", async () => {
  const outcome = await pass(alarm({ comparisonOperator: "LessThanLowerThreshold" }));
  expect(outcome.status).toMatchObject({ conditions: [{ status: "False", reason: "InvalidAlarm" }] });
  expect(outcome.failure).toBeUndefined();
  expect(outcome.recheckAfterMs).toBeUndefined();
});

const query: MetricAlarm = {
  ...alarm(),
  spec: {
    name: "Query",
    evaluationCriteria: { promQLCriteria: { query: "up == 0" } },
    evaluationInterval: 10,
  },
};

test("An alarm with a query is OK at first, and in ALARM while the home's Prometheus answers with a series", async () => {
  answer = async () => [];
  const first = await pass(query);
  expect(first.status).toMatchObject({ stateValue: "OK", stateReason: "Unchecked: Initial alarm creation" });
  expect(first.recheckAfterMs).toBe(10_500);
  answer = async () => [{ labels: { job: "j" }, values: new Map([[NOW.getTime() / 1_000, "0"]]) }];
  const raised = await pass(first.object);
  expect(raised.status).toMatchObject({
    stateValue: "ALARM",
    conditions: [{ type: "Ready", status: "True" }],
  });
  expect(told).toEqual(["AlarmALARM"]);
});

test("Of a query that cannot be asked there are no data, it says why, and it is asked again", async () => {
  answer = () => Promise.reject(new PromQLFailure("the home's Prometheus does not answer: refused"));
  const { status, recheckAfterMs, object } = await pass(query);
  expect(status).toMatchObject({
    stateValue: "INSUFFICIENT_DATA",
    stateReason: "Insufficient Data: the home's Prometheus does not answer: refused.",
    conditions: [{ type: "Ready", status: "False", reason: "QueryFailed" }],
  });
  expect(recheckAfterMs).toBe(10_500);
  answer = async () => [];
  expect((await pass(object)).status).toMatchObject({
    stateValue: "OK",
    conditions: [{ type: "Ready", status: "True" }],
  });
});

test.each([
  [{ evaluationPeriods: 1 }, "EvaluationPeriods cannot be used with EvaluationCriteria"],
  [{ metricName: "m" }, "MetricName cannot be used with EvaluationCriteria"],
  [{ evaluationInterval: 15 }, "EvaluationInterval must be 10, 20, 30 or a multiple of 60"],
])("A query with %o is refused, and nobody is asked", async (more, message) => {
  const { status } = await pass({ ...query, spec: { ...query.spec, ...more } });
  expect(status).toMatchObject({
    conditions: [{ status: "False", reason: "InvalidAlarm", message: expect.stringContaining(message) }],
  });
});
