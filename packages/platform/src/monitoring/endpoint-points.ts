import type { MetricPoint, PointStatistics } from "#ledger/ledger.ts";
import { NO_UNIT } from "./metric.ts";
import { seriesKey } from "./metric-places.ts";

/** What a variant of an endpoint has served in some time; times in milliseconds. */
export interface ServedMeasures {
  readonly endpoint: string;
  readonly variant: string;
  readonly invocations: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  readonly latencyMs: PointStatistics;
}

/** The same as SageMaker's invocation metrics: each invocation is a sample, so that an error's average is its share. */
export function endpointPoints(measures: ServedMeasures, at: Date): readonly MetricPoint[] {
  const { endpoint, variant, invocations, clientErrors, serverErrors, latencyMs } = measures;
  const dimensions = { EndpointName: endpoint, VariantName: variant };
  const point = (name: string, several: PointStatistics, unit = NO_UNIT): MetricPoint => ({
    ...seriesKey({ name, dimensions }, unit),
    value: several.sum / several.count,
    at,
    several,
  });
  const share = (of: number): PointStatistics => ({
    count: invocations,
    sum: of,
    min: of === invocations ? 1 : 0,
    max: of === 0 ? 0 : 1,
  });
  const { count, sum, min, max } = latencyMs;
  const latency = { count, sum: sum * 1_000, min: min * 1_000, max: max * 1_000 };
  return [
    point("Invocations", share(invocations)),
    point("Invocation4XXErrors", share(clientErrors)),
    point("Invocation5XXErrors", share(serverErrors)),
    ...(count === 0 ? [] : [point("ModelLatency", latency, "Microseconds")]),
  ];
}
