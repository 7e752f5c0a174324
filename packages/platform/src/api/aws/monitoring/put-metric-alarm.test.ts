import { type Resource, SlipwayError } from "@slipway/model";
import type { MetricAlarm } from "@slipway/model/kinds/metric-alarm/index.ts";
import { beforeEach, expect, test } from "vitest";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { silentLog } from "#lib/log.ts";
import { KindCopy } from "#store/reflector/kind-copy.ts";
import type { Members } from "../call.ts";
import type { MonitoringCall } from "./monitoring-call.ts";
import { monitoringService } from "./monitoring-service.ts";

let objects: Map<string, MetricAlarm>;
let told: (readonly string[])[];
let call: MonitoringCall;
beforeEach(() => {
  objects = new Map();
  told = [];
  const copy = new KindCopy<MetricAlarm>({ where: undefined, log: silentLog });
  const keyOf = ({ metadata }: Resource): string => `${metadata.namespace}/${metadata.name}`;
  let revision = 0;
  const write = (object: MetricAlarm): MetricAlarm => {
    revision += 1;
    const written = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
    objects.set(keyOf(object), written);
    copy.listed(written, String(revision));
    return written;
  };
  const store = {
    list: async () => ({ items: [] }),
    get: async (_: unknown, key: string) => objects.get(key),
    create: async (_: unknown, object: MetricAlarm) => {
      if (objects.has(keyOf(object))) throw new SlipwayError("SLIP-API-002", "exists");
      return write(object);
    },
    replace: async (_: unknown, object: MetricAlarm) => {
      const { resourceVersion } = objects.get(keyOf(object))?.metadata ?? {};
      if (resourceVersion !== object.metadata.resourceVersion)
        throw new SlipwayError("SLIP-API-003", "stale");
      return write(object);
    },
  };
  call = {
    store,
    cache: { of: async () => copy },
    identity: { accountId: "000000000000", region: "us-east-1" },
    namespace: "team",
    now: new Date("2026-11-28T19:05:10Z"),
    ledger: createMemoryLedger(),
    tellWithoutEffect: (fields: readonly string[]) => told.push(fields),
  } as unknown as MonitoringCall;
});

const ask = async (operation: string, input: Members): Promise<Members> =>
  (await monitoringService.operations[operation]?.run(input, call)) ?? {};

const alarm = (more: Members = {}): Members => ({
  AlarmName: "High",
  Namespace: "Space",
  MetricName: "m",
  Statistic: "Average",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: "GreaterThanThreshold",
  ...more,
});

const names = ({ MetricAlarms: list }: Members): readonly unknown[] =>
  (list as readonly Members[]).map(({ AlarmName }) => AlarmName);

test("An alarm that two make at once is one, and the history tells of both", async () => {
  await Promise.all([1, 2, 3].map((Threshold) => ask("PutMetricAlarm", alarm({ Threshold }))));
  expect(objects.size).toBe(1);
  const { AlarmHistoryItems: items } = await ask("DescribeAlarmHistory", { AlarmName: "High" });
  expect((items as readonly Members[]).map(({ HistorySummary }) => HistorySummary).sort()).toEqual([
    'Alarm "High" created',
    'Alarm "High" updated',
    'Alarm "High" updated',
  ]);
});

test("An alarm has another object where kubectl gave its usual name away", async () => {
  await ask("PutMetricAlarm", alarm());
  const [[key, first] = []] = objects;
  if (key === undefined || first === undefined) throw new Error("no alarm");
  objects.set(key, { ...first, spec: { ...first.spec, name: "Other" } });
  await ask("PutMetricAlarm", alarm());
  expect([...objects.values()].map(({ spec }) => spec.name).sort()).toEqual(["High", "Other"]);
});

test.each([
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
])("The threshold %d is refused", async (Threshold, said) => {
  await expect(ask("PutMetricAlarm", alarm({ Threshold }))).rejects.toThrow(
    `The value ${said} for parameter Threshold is invalid.`,
  );
  expect(objects.size).toBe(0);
});

test("What nothing goes by is kept, and told", async () => {
  const idle = { AlarmActions: ["arn:aws:sns:us-east-1:000000000000:t"], OKActions: [] };
  await ask("PutMetricAlarm", alarm({ ...idle, EvaluateLowSampleCountPercentile: "ignore" }));
  await ask("PutMetricAlarm", alarm({ AlarmName: "Plain" }));
  expect(told).toEqual([["alarmActions", "evaluateLowSampleCountPercentile"]]);
  const [kept] = objects.values();
  expect(kept?.spec.evaluateLowSampleCountPercentile).toBe("ignore");
});

test("Alarms that are named are all found, page by page, however many others there are", async () => {
  for (let i = 0; i < 2_100; i++) {
    const AlarmName = `a${String(i).padStart(4, "0")}`;
    await ask("PutMetricAlarm", alarm({ AlarmName }));
  }
  const AlarmNames = ["a2099", "a0001", "none", "a2099", "a1000"];
  expect(names(await ask("DescribeAlarms", { AlarmNames }))).toEqual(["a0001", "a1000", "a2099"]);
  const first = await ask("DescribeAlarms", { AlarmNames, MaxRecords: 2 });
  expect(names(first)).toEqual(["a0001", "a1000"]);
  const second = await ask("DescribeAlarms", { AlarmNames, NextToken: first["NextToken"] });
  expect([names(second), second["NextToken"]]).toEqual([["a2099"], undefined]);
});

test.each(["null", "1", '{"a":1}', "no"])(
  "A token of ListMetrics with the labels %s is none",
  async (labels) => {
    const NextToken = Buffer.from(JSON.stringify(["put", "Space", "m", labels])).toString("base64url");
    await expect(ask("ListMetrics", { Namespace: "Space", NextToken })).rejects.toMatchObject({
      type: "InvalidParameterValueException",
    });
  },
);
