// Made by `npm run generate` from AWS's service model; do not edit.
import type { AwsProtocols } from "../service.ts";
import type { Operation } from "../shape.ts";

export const PROTOCOLS: AwsProtocols = { restJson: { BatchGetMetrics: "POST /BatchGetMetrics", BatchPutMetrics: "PUT /BatchPutMetrics" } };

export const OPERATIONS = {
  BatchGetMetrics: { input: "BatchGetMetricsRequest", output: "BatchGetMetricsResponse" },
  BatchPutMetrics: { input: "BatchPutMetricsRequest", output: "BatchPutMetricsResponse" },
} as const satisfies Readonly<Record<string, Operation>>;
