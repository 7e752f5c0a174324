import type { StructuralSchema } from "../crd.ts";
import { ownCrd } from "../own-crd.ts";
import { metricAlarmKind } from "./index.ts";

const text: StructuralSchema = { type: "string" };
const seconds: StructuralSchema = { type: "integer", format: "int64", minimum: 1 };
const actions: StructuralSchema = { type: "array", maxItems: 5, items: text };
const dimensions: StructuralSchema = {
  type: "array",
  maxItems: 30,
  items: { type: "object", required: ["name", "value"], properties: { name: text, value: text } },
};

const query: StructuralSchema = {
  type: "object",
  required: ["id"],
  properties: {
    id: text,
    label: text,
    expression: text,
    period: seconds,
    accountID: text,
    returnData: { type: "boolean" },
    metricStat: {
      type: "object",
      required: ["metric", "period", "stat"],
      properties: {
        metric: { type: "object", properties: { namespace: text, metricName: text, dimensions } },
        period: seconds,
        stat: text,
        unit: text,
      },
    },
  },
};

const spec: StructuralSchema = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string", description: "The alarm's name in CloudWatch.", minLength: 1, maxLength: 255 },
    alarmDescription: { type: "string", maxLength: 1024 },
    actionsEnabled: { type: "boolean" },
    oKActions: actions,
    alarmActions: { ...actions, description: "Names that are kept and told; nothing is sent to them." },
    insufficientDataActions: actions,
    namespace: { type: "string", description: "The metric's namespace, e.g. AWS/SageMaker." },
    metricName: text,
    dimensions,
    statistic: { type: "string", enum: ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] },
    extendedStatistic: { type: "string", description: "A percentile, e.g. p99." },
    period: { ...seconds, description: "Seconds of one data point: 10, 20, 30 or a multiple of 60." },
    unit: text,
    metrics: {
      type: "array",
      description: "In place of one metric: metrics and expressions over them, of which one returns data.",
      maxItems: 20,
      items: query,
    },
    evaluationPeriods: { ...seconds, description: "How many of the newest data points are looked at." },
    datapointsToAlarm: {
      ...seconds,
      description: "How many of them must be beyond the threshold; absent means all.",
    },
    threshold: { type: "number" },
    comparisonOperator: text,
    treatMissingData: { type: "string", enum: ["breaching", "notBreaching", "ignore", "missing"] },
    evaluateLowSampleCountPercentile: {
      type: "string",
      description: "Kept and told; a percentile is evaluated however few samples there are.",
    },
    thresholdMetricID: text,
    evaluationCriteria: {
      type: "object",
      description:
        "In place of metrics: a query of the home's Prometheus; every series that it answers with breaches.",
      properties: {
        promQLCriteria: {
          type: "object",
          required: ["query"],
          properties: {
            query: { type: "string", minLength: 1, maxLength: 10_000 },
            pendingPeriod: { type: "integer", format: "int64", minimum: 0, maximum: 86_400 },
            recoveryPeriod: { type: "integer", format: "int64", minimum: 0, maximum: 86_400 },
          },
        },
      },
    },
    evaluationInterval: {
      ...seconds,
      description: "Seconds between two looks at such a query: 10, 20, 30 or a multiple of 60 up to 3600.",
    },
    tags: {
      type: "array",
      maxItems: 50,
      items: { type: "object", required: ["key"], properties: { key: text, value: text } },
    },
  },
};

export const metricAlarmCrd = ownCrd(metricAlarmKind, {
  shortName: "ma",
  columns: [
    { name: "METRIC", type: "string", jsonPath: ".spec.metricName" },
    { name: "STATE", type: "string", jsonPath: ".status.stateValue" },
    { name: "AGE", type: "date", jsonPath: ".metadata.creationTimestamp" },
  ],
  spec,
  status: {
    stateValue: text,
    stateReason: text,
    stateReasonData: text,
    stateUpdatedTimestamp: text,
    stateTransitionedTimestamp: text,
    stateTakenUp: {
      type: "string",
      description: "The time of the state that was last asked for and taken up.",
    },
  },
});
