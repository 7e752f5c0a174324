import type { NamedCall } from "./answers.ts";

/** A whole hour, so that periods of moto's and of AWS's begin alike. */
const HOUR = Math.floor(Date.now() / 3_600_000 - 1) * 3_600;
const at = (minutes: number): number => HOUR + minutes * 60;
const SPACE = { Namespace: "Space" };
const HOST = [{ Name: "Host", Value: "a" }];
const COUNT = { Unit: "Count" };
const ALL = ["SampleCount", "Sum", "Average", "Minimum", "Maximum"];

const put = (what: string, ...MetricData: readonly object[]): NamedCall => [
  `PutMetricData, ${what}`,
  "put_metric_data",
  { ...SPACE, MetricData },
];
const single = (MetricName: string, Value: number, minutes: number, more: object = {}) => ({
  MetricName,
  Value,
  Unit: "Count",
  Timestamp: at(minutes),
  ...more,
});
const statistics = (what: string, input: object = {}): NamedCall => [
  `GetMetricStatistics, ${what}`,
  "get_metric_statistics",
  {
    ...SPACE,
    MetricName: "single",
    StartTime: at(0),
    EndTime: at(10),
    Period: 60,
    Statistics: ALL,
    ...input,
  },
];
const stat = (MetricName: string, Stat: string, more: object = {}) => ({
  Label: `${MetricName} ${Stat}`,
  MetricStat: { Metric: { ...SPACE, MetricName }, Period: 60, Stat, ...more },
});
const data = (what: string, MetricDataQueries: readonly object[], more: object = {}): NamedCall => [
  `GetMetricData, ${what}`,
  "get_metric_data",
  { MetricDataQueries, StartTime: at(0), EndTime: at(10), ...more },
];
const list = (what: string, input: object): NamedCall => [`ListMetrics, ${what}`, "list_metrics", input];

export const METRICS: readonly NamedCall[] = [
  put("values", single("single", 1.5, 1), single("single", 2.5, 1), single("single", 7, 3)),
  put("values with counts", {
    MetricName: "counted",
    Values: [1, 10],
    Counts: [3, 2],
    Timestamp: at(2),
    ...COUNT,
  }),
  put("values without counts", { MetricName: "several", Values: [1, 10], Timestamp: at(2), ...COUNT }),
  put("set of statistics", {
    MetricName: "set",
    StatisticValues: { SampleCount: 4, Sum: 20, Minimum: 1, Maximum: 9 },
    Timestamp: at(2),
    ...COUNT,
  }),
  put("no unit", { MetricName: "none", Value: 1, Timestamp: at(2) }),
  put("units", single("units", 1, 2, { Unit: "Bytes" }), single("units", 2, 2, { Unit: "Count" })),
  put("dimension", single("hosts", 3, 2, { Dimensions: HOST })),
  put("value too great", single("wrong", 2 ** 361, 1)),
  put("value and values", { ...single("wrong", 1, 1), Values: [1] }),
  put("counts of another length", { MetricName: "wrong", Values: [1, 2], Counts: [1] }),
  put("no value", { MetricName: "wrong" }),
  put("no data"),
  put("too old", single("wrong", 1, -40_000)),
  put("too far ahead", single("wrong", 1, 500)),
  put("dimension without a value", single("wrong", 1, 1, { Dimensions: [{ Name: "a", Value: "" }] })),
  put("unit that is none", single("wrong", 1, 1, { Unit: "Parsecs" })),
  [
    "PutMetricData, namespace of AWS's",
    "put_metric_data",
    { Namespace: "AWS/X", MetricData: [single("x", 1, 1)] },
  ],
  ["PutMetricData, no namespace", "put_metric_data", { MetricData: [single("x", 1, 1)] }],
  list("namespace", SPACE),
  list("name", { ...SPACE, MetricName: "hosts" }),
  list("other name", { ...SPACE, MetricName: "none" }),
  list("dimension", { ...SPACE, Dimensions: HOST }),
  list("dimension's name", { ...SPACE, Dimensions: [{ Name: "Host" }] }),
  list("other dimension", { ...SPACE, Dimensions: [{ Name: "Host", Value: "b" }] }),
  list("other namespace", { Namespace: "None" }),
  list("bad token", { NextToken: "nonsense" }),
  statistics("all"),
  statistics("one", { Statistics: ["Sum"] }),
  statistics("longer periods", { Period: 300, Statistics: ["Sum"] }),
  statistics("of counts", { MetricName: "counted" }),
  statistics("of values", { MetricName: "several" }),
  statistics("of a set", { MetricName: "set" }),
  statistics("of units", { MetricName: "units", Statistics: ["Sum"] }),
  statistics("of one unit", { MetricName: "units", Unit: "Count", Statistics: ["Sum"] }),
  statistics("of dimensions", { MetricName: "hosts", Dimensions: HOST }),
  statistics("without its dimensions", { MetricName: "hosts" }),
  statistics("without a unit", { MetricName: "none", Statistics: ["Sum"] }),
  statistics("of nothing", { MetricName: "nothing" }),
  statistics("percentiles", {
    MetricName: "counted",
    Statistics: undefined,
    ExtendedStatistics: ["p50", "p99"],
  }),
  statistics("no statistic", { Statistics: [] }),
  statistics("period that is none", { Period: 7 }),
  statistics("too many periods", { StartTime: at(-2_000) }),
  statistics("ends before it begins", { EndTime: at(-1) }),
  statistics("unknown statistic", { Statistics: ["Median"] }),
  statistics("from the middle of a minute", { StartTime: at(1) + 30, Statistics: ["Sum"] }),
  data("a metric", [{ Id: "m1", ...stat("single", "Average") }]),
  data(
    "each statistic",
    ALL.map((one, i) => ({ Id: `m${i}`, ...stat("single", one) })),
  ),
  data("ascending", [{ Id: "m1", ...stat("single", "Sum") }], { ScanBy: "TimestampAscending" }),
  data("descending", [{ Id: "m1", ...stat("single", "Sum") }], { ScanBy: "TimestampDescending" }),
  data("no label", [{ Id: "m1", ...stat("single", "Sum"), Label: undefined }]),
  data("of counts", [{ Id: "m1", ...stat("counted", "Sum") }]),
  data("of a set", [{ Id: "m1", ...stat("set", "Average") }]),
  data("of one unit", [{ Id: "m1", ...stat("units", "Sum", { Unit: "Bytes" }) }]),
  data("of nothing", [{ Id: "m1", ...stat("nothing", "Sum") }]),
  data("not returned", [
    { Id: "m1", ...stat("single", "Sum"), ReturnData: false },
    { Id: "m2", ...stat("set", "Sum") },
  ]),
  data("expression", [
    { Id: "m1", ...stat("single", "Sum"), ReturnData: false },
    { Id: "e1", Expression: "m1 * 2", Label: "twice" },
  ]),
  data("percentile", [{ Id: "m1", ...stat("single", "p50") }]),
  data("expression of nothing", [{ Id: "e1", Expression: "nothing + 1" }]),
  data("id that is none", [{ Id: "M1", ...stat("single", "Sum") }]),
  data("ids alike", [
    { Id: "m1", ...stat("single", "Sum") },
    { Id: "m1", ...stat("set", "Sum") },
  ]),
  data("neither", [{ Id: "m1" }]),
  data("a page", [{ Id: "m1", ...stat("single", "Sum") }], { MaxDatapoints: 1 }),
  data("next page", [{ Id: "m1", ...stat("single", "Sum") }], {
    MaxDatapoints: 1,
    NextToken: { $: "GetMetricData, a page.NextToken" },
  }),
  data("ends before it begins", [{ Id: "m1", ...stat("single", "Sum") }], { EndTime: at(-1) }),
  ["ListDashboards", "list_dashboards", {}],
];

const ARN = "arn:aws:cloudwatch:us-west-2:123456789012:alarm";
const ACTION = "arn:aws:sns:us-west-2:123456789012:topic";
const alarm = (AlarmName: string, more: object = {}) => ({
  AlarmName,
  ...SPACE,
  MetricName: "single",
  Dimensions: HOST,
  Statistic: "Average",
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 5,
  ComparisonOperator: "GreaterThanThreshold",
  ...more,
});
const putAlarm = (what: string, input: object): NamedCall => [
  `PutMetricAlarm, ${what}`,
  "put_metric_alarm",
  input,
];
const describe = (what: string, input: object): NamedCall => [
  `DescribeAlarms, ${what}`,
  "describe_alarms",
  input,
];
const forMetric = (what: string, input: object): NamedCall => [
  `DescribeAlarmsForMetric, ${what}`,
  "describe_alarms_for_metric",
  { ...SPACE, MetricName: "single", ...input },
];

const set = (AlarmName: string, StateValue: string): NamedCall => [
  `SetAlarmState, ${AlarmName} to ${StateValue}`,
  "set_alarm_state",
  { AlarmName, StateValue, StateReason: "by hand", StateReasonData: "{}" },
];

export const ALARMS: readonly NamedCall[] = [
  putAlarm(
    "a",
    alarm("a", {
      AlarmDescription: "d",
      TreatMissingData: "notBreaching",
      DatapointsToAlarm: 1,
      Unit: "Count",
    }),
  ),
  putAlarm("b", alarm("b", { AlarmActions: [ACTION], Tags: [{ Key: "k", Value: "v" }] })),
  putAlarm("expression", {
    AlarmName: "math",
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: "LessThanThreshold",
    Metrics: [
      { Id: "m1", ...stat("single", "Sum"), ReturnData: false },
      { Id: "e1", Expression: "m1 * 2", Label: "twice", ReturnData: true },
    ],
  }),
  putAlarm("percentile", alarm("p", { Statistic: undefined, ExtendedStatistic: "p90" })),
  putAlarm("period that is none", alarm("x", { Period: 7 })),
  putAlarm("operator that is none", alarm("x", { ComparisonOperator: "Above" })),
  putAlarm("more data points than periods", alarm("x", { DatapointsToAlarm: 3 })),
  putAlarm("more than a day", alarm("x", { EvaluationPeriods: 1_441 })),
  putAlarm("hours of more than a day", alarm("x", { Period: 3_600, EvaluationPeriods: 25 })),
  putAlarm("metric and metrics", alarm("x", { Metrics: [{ Id: "m1", ...stat("single", "Sum") }] })),
  putAlarm("no operator", alarm("x", { ComparisonOperator: undefined })),
  putAlarm("no metric", { AlarmName: "x", EvaluationPeriods: 1, ComparisonOperator: "LessThanThreshold" }),
  putAlarm("two metrics are returned", {
    AlarmName: "x",
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: "LessThanThreshold",
    Metrics: [
      { Id: "m1", ...stat("single", "Sum"), ReturnData: true },
      { Id: "m2", ...stat("set", "Sum"), ReturnData: true },
    ],
  }),
  putAlarm("missing data treated otherwise", alarm("x", { TreatMissingData: "guess" })),
  ["DeleteAlarms, those that AWS refuses", "delete_alarms", { AlarmNames: ["x"] }],
  describe("just made", {}),
  ...["a", "b", "math", "p"].map((name) => set(name, "OK")),
  describe("all", {}),
  describe("names", { AlarmNames: ["b", "none"] }),
  describe("prefix", { AlarmNamePrefix: "m" }),
  describe("names and prefix", { AlarmNames: ["b"], AlarmNamePrefix: "b" }),
  describe("state", { StateValue: "OK" }),
  describe("action", { ActionPrefix: "arn:aws:sns" }),
  describe("type", { AlarmTypes: ["CompositeAlarm"] }),
  describe("a page", { MaxRecords: 2 }),
  describe("next page", { MaxRecords: 2, NextToken: { $: "DescribeAlarms, a page.NextToken" } }),
  describe("page too long", { MaxRecords: 101 }),
  describe("bad token", { NextToken: "nonsense" }),
  forMetric("with its dimensions", { Dimensions: HOST }),
  forMetric("without them", {}),
  forMetric("and statistic", { Dimensions: HOST, Statistic: "Sum" }),
  set("b", "ALARM"),
  ["SetAlarmState, none", "set_alarm_state", { AlarmName: "none", StateValue: "OK", StateReason: "x" }],
  [
    "SetAlarmState, no JSON",
    "set_alarm_state",
    { AlarmName: "b", StateValue: "OK", StateReason: "x", StateReasonData: "{" },
  ],
  [
    "SetAlarmState, state that is none",
    "set_alarm_state",
    { AlarmName: "b", StateValue: "BAD", StateReason: "x" },
  ],
  describe("in alarm", { StateValue: "ALARM" }),
  ["DisableAlarmActions", "disable_alarm_actions", { AlarmNames: ["b"] }],
  describe("without actions", { AlarmNames: ["b"] }),
  ["EnableAlarmActions", "enable_alarm_actions", { AlarmNames: ["b"] }],
  putAlarm("again", alarm("b", { Threshold: 9 })),
  describe("put again", { AlarmNames: ["b"] }),
  ["TagResource", "tag_resource", { ResourceARN: `${ARN}:b`, Tags: [{ Key: "more", Value: "1" }] }],
  ["ListTagsForResource", "list_tags_for_resource", { ResourceARN: `${ARN}:b` }],
  ["UntagResource", "untag_resource", { ResourceARN: `${ARN}:b`, TagKeys: ["k"] }],
  ["ListTagsForResource, one is gone", "list_tags_for_resource", { ResourceARN: `${ARN}:b` }],
  ["ListTagsForResource, none", "list_tags_for_resource", { ResourceARN: `${ARN}:none` }],
  ["TagResource, none", "tag_resource", { ResourceARN: `${ARN}:none`, Tags: [{ Key: "a", Value: "1" }] }],
  ["UntagResource, none", "untag_resource", { ResourceARN: `${ARN}:none`, TagKeys: ["k"] }],
  ["DescribeAlarmHistory", "describe_alarm_history", { AlarmName: "b" }],
  ["DeleteAlarms", "delete_alarms", { AlarmNames: ["b", "a", "p"] }],
  ["DeleteAlarms, none", "delete_alarms", { AlarmNames: ["none"] }],
  describe("left", {}),
  putAlarm("no name", alarm("")),
  ["PutCompositeAlarm", "put_composite_alarm", { AlarmName: "c", AlarmRule: "ALARM(math)" }],
];
