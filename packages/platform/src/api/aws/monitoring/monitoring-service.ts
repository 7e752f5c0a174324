import { MONITORING } from "@slipway/model/aws/monitoring/service.ts";
import { served } from "../services/rpc-service.ts";
import { getMetricData } from "./get-metric-data.ts";
import { getMetricStatistics } from "./get-metric-statistics.ts";
import { listMetrics } from "./list-metrics.ts";
import type { MonitoringCall } from "./monitoring-call.ts";
import { putMetricData } from "./put-metric-data.ts";

/** What is served of CloudWatch's metrics and alarms. */
export const monitoringService = served<MonitoringCall>(MONITORING, {
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
  PutMetricData: putMetricData,
});
