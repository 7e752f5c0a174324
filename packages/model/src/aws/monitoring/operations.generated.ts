// Made by `npm run generate` from AWS's service model; do not edit.
import type { AwsProtocols, QueryError } from "../service.ts";
import type { Operation } from "../shape.ts";

export const PROTOCOLS: AwsProtocols = {
  json: { targetPrefix: "GraniteServiceVersion20100801" },
  cbor: { service: "GraniteServiceVersion20100801" },
  query: { version: "2010-08-01", namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/" },
};

export const QUERY_ERRORS: Readonly<Record<string, QueryError>> = {
  ConcurrentModificationException: { code: "ConcurrentModificationException", status: 429 },
  ConflictException: { code: "ConflictException", status: 409 },
  InternalServiceFault: { code: "InternalServiceError", status: 500 },
  InvalidFormatFault: { code: "InvalidFormat", status: 400 },
  InvalidNextToken: { code: "InvalidNextToken", status: 400 },
  InvalidParameterCombinationException: { code: "InvalidParameterCombination", status: 400 },
  InvalidParameterValueException: { code: "InvalidParameterValue", status: 400 },
  LimitExceededFault: { code: "LimitExceeded", status: 400 },
  MissingRequiredParameterException: { code: "MissingParameter", status: 400 },
  ResourceConflict: { code: "ResourceConflict", status: 409 },
  ResourceNotFound: { code: "ResourceNotFound", status: 404 },
  ResourceNotFoundException: { code: "ResourceNotFoundException", status: 404 },
};

export const OPERATIONS = {
  DeleteAlarms: { input: "DeleteAlarmsInput", errors: ["ResourceNotFound", "ResourceConflict"] },
  DescribeAlarmHistory: { input: "DescribeAlarmHistoryInput", output: "DescribeAlarmHistoryOutput", errors: ["InvalidNextToken"], wrapper: "DescribeAlarmHistoryResult" },
  DescribeAlarms: { input: "DescribeAlarmsInput", output: "DescribeAlarmsOutput", errors: ["InvalidNextToken"], wrapper: "DescribeAlarmsResult" },
  DescribeAlarmsForMetric: { input: "DescribeAlarmsForMetricInput", output: "DescribeAlarmsForMetricOutput", wrapper: "DescribeAlarmsForMetricResult" },
  DisableAlarmActions: { input: "DisableAlarmActionsInput" },
  EnableAlarmActions: { input: "EnableAlarmActionsInput" },
  GetMetricData: { input: "GetMetricDataInput", output: "GetMetricDataOutput", errors: ["InvalidNextToken"], wrapper: "GetMetricDataResult" },
  GetMetricStatistics: {
    input: "GetMetricStatisticsInput",
    output: "GetMetricStatisticsOutput",
    errors: ["InvalidParameterValueException", "MissingRequiredParameterException", "InvalidParameterCombinationException", "InternalServiceFault"],
    wrapper: "GetMetricStatisticsResult",
  },
  ListMetrics: {
    input: "ListMetricsInput",
    output: "ListMetricsOutput",
    errors: ["InternalServiceFault", "InvalidParameterValueException"],
    items: ["Metrics", "Metric"],
    wrapper: "ListMetricsResult",
  },
  ListTagsForResource: {
    input: "ListTagsForResourceInput",
    output: "ListTagsForResourceOutput",
    errors: ["InvalidParameterValueException", "ResourceNotFoundException", "InternalServiceFault"],
    items: ["Tags", "Tag"],
    wrapper: "ListTagsForResourceResult",
  },
  PutMetricAlarm: { input: "PutMetricAlarmInput", errors: ["LimitExceededFault"] },
  PutMetricData: {
    input: "PutMetricDataInput",
    errors: ["InvalidParameterValueException", "MissingRequiredParameterException", "InvalidParameterCombinationException", "InternalServiceFault"],
  },
  SetAlarmState: { input: "SetAlarmStateInput", errors: ["ResourceNotFound", "InvalidFormatFault"] },
  TagResource: {
    input: "TagResourceInput",
    output: "TagResourceOutput",
    errors: ["InvalidParameterValueException", "ResourceNotFoundException", "ConcurrentModificationException", "InternalServiceFault", "ConflictException"],
    wrapper: "TagResourceResult",
  },
  UntagResource: {
    input: "UntagResourceInput",
    output: "UntagResourceOutput",
    errors: ["InvalidParameterValueException", "ResourceNotFoundException", "ConcurrentModificationException", "InternalServiceFault", "ConflictException"],
    wrapper: "UntagResourceResult",
  },
} as const satisfies Readonly<Record<string, Operation>>;
