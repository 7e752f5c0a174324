import { cbor, dateToTag } from "@smithy/core/cbor";
import type { Random } from "../../soak/random.ts";
import type { FuzzRequest } from "../support/fuzz-request.ts";
import { type Json, mutateBytes, mutateJson, mutateText, pick } from "../support/mutate.ts";
import { signed } from "../support/sign.ts";
import type { FuzzTarget } from "../support/target.ts";
import { spoil } from "./sagemaker-request.ts";

type Input = (random: Random) => { [key: string]: Json };

/** A time in the last hours, in the form that each protocol writes it in. */
const at = (random: Random): Json => ({ $time: Math.floor(Date.now() / 1_000) - random.between(0, 20_000) });
const millis = (random: Random): Json => Date.now() - random.between(0, 20_000_000);

const GROUP = "/aws/sagemaker/TrainingJobs";
const PATTERNS = [
  "",
  "error",
  "?a ?b -c",
  "%err.r%",
  '{ $.loss > 0.1 && ($.a = "b" || $.c[0] NOT EXISTS) }',
  "[ip, user, status = 4*, ..., bytes > 10]",
];

const LOGS: Readonly<Record<string, Input>> = {
  DescribeLogGroups: () => ({ logGroupNamePrefix: "/aws/sagemaker", limit: 5 }),
  DescribeLogStreams: (random) => ({
    logGroupName: GROUP,
    orderBy: pick(random, ["LogStreamName", "LastEventTime"]),
    descending: true,
    limit: 5,
  }),
  GetLogEvents: (random) => ({
    logGroupName: GROUP,
    logStreamName: "fuzz/algo-1-1",
    startTime: millis(random),
    endTime: millis(random),
    startFromHead: true,
    limit: 10,
    nextToken: pick(random, ["f/0", "b/99/s", "x"]),
  }),
  FilterLogEvents: (random) => ({
    logGroupName: GROUP,
    logStreamNamePrefix: "fuzz",
    filterPattern: random.chance(0.5) ? pick(random, PATTERNS) : mutateText(random, pick(random, PATTERNS)),
    startTime: millis(random),
    endTime: millis(random),
    limit: 10,
  }),
};

const NAMESPACE = "fuzz";
const DIMENSIONS: Json = [{ Name: "host", Value: "a" }];
const EXPRESSIONS = [
  "m1 + m1 * 2",
  "SUM(METRICS())",
  "RATE(m1) / PERIOD(m1)",
  "IF(m1 > 1, m1, 0)",
  `SEARCH('{${NAMESPACE},host} MetricName="m"', 'Average', 60)`,
  "FILL(m1, LINEAR)",
  "[m1, m1]",
];
const stat = (random: Random): Json => ({
  Metric: { Namespace: NAMESPACE, MetricName: "m", Dimensions: DIMENSIONS },
  Period: 60,
  Stat: pick(random, ["Average", "Sum", "p99.9", "SampleCount", "TM(2%:98%)"]),
});
const expression = (random: Random): string =>
  random.chance(0.5) ? pick(random, EXPRESSIONS) : mutateText(random, pick(random, EXPRESSIONS));
const queries = (random: Random): Json => [
  { Id: "m1", MetricStat: stat(random), ReturnData: false },
  { Id: "e1", Expression: expression(random), Label: "e" },
];
const alarm = (random: Random) => `alarm-${random.between(1, 5)}`;
const arn = (random: Random) => `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${alarm(random)}`;

const MONITORING: Readonly<Record<string, Input>> = {
  PutMetricData: (random) => ({
    Namespace: NAMESPACE,
    MetricData: [
      { MetricName: "m", Dimensions: DIMENSIONS, Value: 1.5, Unit: "Count", Timestamp: at(random) },
      { MetricName: "m", Dimensions: DIMENSIONS, Values: [1, 2], Counts: [1, 3], Timestamp: at(random) },
      {
        MetricName: "m",
        StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 },
        StorageResolution: 1,
      },
    ],
  }),
  GetMetricData: (random) => ({
    MetricDataQueries: queries(random),
    StartTime: { $time: Math.floor(Date.now() / 1_000) - random.between(1, 100_000) },
    EndTime: { $time: Math.floor(Date.now() / 1_000) },
    ScanBy: "TimestampAscending",
    MaxDatapoints: 100,
  }),
  GetMetricStatistics: (random) => ({
    Namespace: NAMESPACE,
    MetricName: "m",
    Dimensions: DIMENSIONS,
    StartTime: { $time: Math.floor(Date.now() / 1_000) - random.between(1, 100_000) },
    EndTime: { $time: Math.floor(Date.now() / 1_000) },
    Period: pick(random, [60, 300, 1, 7]),
    ...(random.chance(0.5) ? { Statistics: ["Average", "Sum"] } : { ExtendedStatistics: ["p50"] }),
  }),
  ListMetrics: () => ({ Namespace: NAMESPACE, MetricName: "m", Dimensions: [{ Name: "host" }] }),
  PutMetricAlarm: (random) => ({
    AlarmName: alarm(random),
    EvaluationPeriods: 2,
    DatapointsToAlarm: 1,
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: 1.5,
    TreatMissingData: pick(random, ["missing", "breaching", "ignore"]),
    Tags: [{ Key: "a", Value: "b" }],
    ...(random.chance(0.5)
      ? { Metrics: queries(random) }
      : { Namespace: NAMESPACE, MetricName: "m", Period: 60, Statistic: "Average" }),
  }),
  DescribeAlarms: (random) => ({
    AlarmNamePrefix: "alarm",
    MaxRecords: 3,
    StateValue: pick(random, ["OK", "ALARM"]),
  }),
  DescribeAlarmsForMetric: () => ({
    Namespace: NAMESPACE,
    MetricName: "m",
    Period: 60,
    Statistic: "Average",
  }),
  DescribeAlarmHistory: (random) => ({ AlarmName: alarm(random), StartDate: at(random), MaxRecords: 5 }),
  SetAlarmState: (random) => ({
    AlarmName: alarm(random),
    StateValue: pick(random, ["OK", "ALARM", "INSUFFICIENT_DATA"]),
    StateReason: "fuzz",
    StateReasonData: pick(random, ["{}", "[1]", "{"]),
  }),
  EnableAlarmActions: (random) => ({ AlarmNames: [alarm(random)] }),
  DisableAlarmActions: (random) => ({ AlarmNames: [alarm(random)] }),
  DeleteAlarms: (random) => ({ AlarmNames: [alarm(random), "none"] }),
  ListTagsForResource: (random) => ({ ResourceARN: arn(random) }),
  TagResource: (random) => ({ ResourceARN: arn(random), Tags: [{ Key: "a", Value: "b" }] }),
  UntagResource: (random) => ({ ResourceARN: arn(random), TagKeys: ["a"] }),
};

/** One request of the operation, but for its signature. */
interface Drawn {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

type Wire = (operation: string, input: Json) => Drawn;

const json =
  (target: string, version: string): Wire =>
  (operation, input) => ({
    path: "/",
    headers: {
      "content-type": `application/x-amz-json-${version}`,
      "x-amz-target": `${target}.${operation}`,
    },
    body: Buffer.from(JSON.stringify(withTimes(input, (seconds) => seconds))),
  });

const rpcCbor: Wire = (operation, input) => ({
  path: `/service/GraniteServiceVersion20100801/operation/${operation}`,
  headers: {
    "smithy-protocol": "rpc-v2-cbor",
    "content-type": "application/cbor",
    accept: "application/cbor",
  },
  body: Buffer.from(cbor.serialize(withTimes(input, (seconds) => dateToTag(new Date(seconds * 1_000))))),
});

const query: Wire = (operation, input) => {
  const flat = flattened(withTimes(input, (seconds) => new Date(seconds * 1_000).toISOString()));
  const text = new URLSearchParams([["Action", operation], ["Version", "2010-08-01"], ...flat]).toString();
  return {
    path: "/",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: Buffer.from(text),
  };
};

/** As AWS's query protocol writes structures and lists. */
function flattened(value: unknown, under = ""): [string, string][] {
  const below = (name: string): string => (under === "" ? name : `${under}.${name}`);
  if (Array.isArray(value)) return value.flatMap((item, i) => flattened(item, below(`member.${i + 1}`)));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([name, item]) => flattened(item, below(name)));
  return [[under, String(value)]];
}

function withTimes(value: Json, write: (seconds: number) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withTimes(item, write));
  if (typeof value !== "object" || value === null) return value;
  const { $time } = value;
  if (typeof $time === "number" && Math.abs($time) < 8e12) return write($time);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTimes(item, write)]));
}

const SERVICES: readonly (readonly [string, Readonly<Record<string, Input>>, readonly Wire[]])[] = [
  ["logs", LOGS, [json("Logs_20140328", "1.1")]],
  ["monitoring", MONITORING, [json("GraniteServiceVersion20100801", "1.0"), rpcCbor, query]],
];

/** A whole call of CloudWatch's metrics, alarms or logs in one of their protocols, changed here and there. */
export async function serviceRequest(random: Random, target: FuzzTarget): Promise<FuzzRequest> {
  const [service, operations, wires] = pick(random, SERVICES);
  const [operation, input] = pick(random, Object.entries(operations));
  // As text it has no places that are not there, which an encoder would refuse before the door.
  const given: Json = JSON.parse(
    JSON.stringify(random.chance(0.5) ? mutateJson(random, input(random)) : input(random)),
  );
  const { path, headers, body: whole } = pick(random, wires)(operation, given);
  const body = random.chance(0.05) ? mutateBytes(random, whole) : whole;
  const made = await signed(target, { service, method: "POST", path, query: [], headers, body });
  if (random.chance(0.05)) spoil(random, made.headers);
  return { door: "foreign", method: "POST", ...made, body };
}
