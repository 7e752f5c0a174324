import type { MetricPoint, PointStatistics } from "#ledger/ledger.ts";
import { NO_UNIT } from "./metric.ts";
import { seriesKey } from "./metric-places.ts";

/** SageMaker's metrics of requests that are answered later, and their units; all else is counted. */
const UNITS: Readonly<Record<string, string>> = {
  Invocation4XXErrors: NO_UNIT,
  Invocation5XXErrors: NO_UNIT,
  ModelLatency: "Microseconds",
  RequestDownloadLatency: "Microseconds",
  ResponseUploadLatency: "Microseconds",
  TimeInBacklog: "Microseconds",
  TotalProcessingTime: "Milliseconds",
};

/** What became of a variant's requests; times in milliseconds. */
export function asyncPoints(
  {
    endpoint,
    variant,
    measures,
  }: {
    readonly endpoint: string;
    readonly variant: string;
    readonly measures: ReadonlyMap<string, PointStatistics>;
  },
  at: Date,
): readonly MetricPoint[] {
  const dimensions = { EndpointName: endpoint, VariantName: variant };
  return [...measures].map(([name, { count, sum, min, max }]) => {
    const unit = UNITS[name] ?? "Count";
    const times = unit === "Microseconds" ? 1_000 : 1;
    const several = { count, sum: sum * times, min: min * times, max: max * times };
    return { ...seriesKey({ name, dimensions }, unit), value: several.sum / count, at, several };
  });
}

/** How an endpoint's queue stands. */
export interface Backlog {
  readonly endpoint: string;
  /** Waiting and being carried out. */
  readonly requests: number;
  /** Absent without any. */
  readonly oldestSeconds?: number;
  readonly instances: number;
}

/** The metrics that endpoints that answer later are scaled by. Without an instance there is no backlog of one. */
export function backlogPoints({ endpoint, requests, oldestSeconds = 0, instances }: Backlog, at: Date) {
  const dimensions = { EndpointName: endpoint };
  const point = (name: string, value: number, unit = "Count"): MetricPoint => ({
    ...seriesKey({ name, dimensions }, unit),
    value,
    at,
  });
  return [
    point("ApproximateBacklogSize", requests),
    ...(instances > 0 ? [point("ApproximateBacklogSizePerInstance", requests / instances)] : []),
    point("ApproximateAgeOfOldestRequest", oldestSeconds, "Seconds"),
    point("HasBacklogWithoutCapacity", requests > 0 && instances === 0 ? 1 : 0),
  ];
}
