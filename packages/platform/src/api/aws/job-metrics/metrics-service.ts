import { SAGEMAKER_METRICS } from "@slipway/model/aws/sagemaker-metrics/service.ts";
import type { MonitoringCall } from "../monitoring/monitoring-call.ts";
import { served } from "../services/rpc-service.ts";
import { batchGetMetrics } from "./batch-get-metrics.ts";
import { batchPutMetrics } from "./batch-put-metrics.ts";

/** SageMaker's metrics API, over the series of training jobs. */
export const metricsService = served<MonitoringCall>(SAGEMAKER_METRICS, {
  BatchGetMetrics: batchGetMetrics,
  BatchPutMetrics: batchPutMetrics,
});
