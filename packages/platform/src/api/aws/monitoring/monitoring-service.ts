import { MONITORING } from "@slipway/model/aws/monitoring/service.ts";
import { served } from "../services/rpc-service.ts";
import {
  deleteAlarms,
  disableAlarmActions,
  enableAlarmActions,
  listAlarmTags,
  setAlarmState,
  tagAlarm,
  untagAlarm,
} from "./alarm-changes.ts";
import { describeAlarmHistory } from "./describe-alarm-history.ts";
import { describeAlarms, describeAlarmsForMetric } from "./describe-alarms.ts";
import { getMetricData } from "./get-metric-data.ts";
import { getMetricStatistics } from "./get-metric-statistics.ts";
import { listMetrics } from "./list-metrics.ts";
import type { MonitoringCall } from "./monitoring-call.ts";
import { putMetricAlarm } from "./put-metric-alarm.ts";
import { putMetricData } from "./put-metric-data.ts";

/** What is served of CloudWatch's metrics and alarms. */
export const monitoringService = served<MonitoringCall>(MONITORING, {
  DeleteAlarms: deleteAlarms,
  DescribeAlarmHistory: describeAlarmHistory,
  DescribeAlarms: describeAlarms,
  DescribeAlarmsForMetric: describeAlarmsForMetric,
  DisableAlarmActions: disableAlarmActions,
  EnableAlarmActions: enableAlarmActions,
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
  ListTagsForResource: listAlarmTags,
  PutMetricAlarm: putMetricAlarm,
  PutMetricData: putMetricData,
  SetAlarmState: setAlarmState,
  TagResource: tagAlarm,
  UntagResource: untagAlarm,
});
