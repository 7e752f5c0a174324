import type { MetricPoint, PointStatistics } from "#ledger/ledger.ts";
import { seriesKey } from "./metric-places.ts";

/**
 * What SageMaker measures of the instances of endpoints, in percent: of processors and GPUs the sums, so that four busy ones are 400.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html#cloudwatch-metrics-endpoints
 */
const MEASURES = ["CPUUtilization", "MemoryUtilization", "GPUUtilization", "GPUMemoryUtilization"] as const;

/** What is not measured of an instance is absent. */
export type InstanceUsage = Readonly<Partial<Record<(typeof MEASURES)[number], number>>>;

/** What the instances of a variant do: each of them is one sample of each measure. */
export function instancePoints(
  { endpoint, variant }: { readonly endpoint: string; readonly variant: string },
  instances: readonly InstanceUsage[],
  at: Date,
): readonly MetricPoint[] {
  const dimensions = { EndpointName: endpoint, VariantName: variant };
  return MEASURES.flatMap((name) => {
    const several = spread(instances.flatMap((one) => one[name] ?? []));
    if (several === undefined) return [];
    const value = several.sum / several.count;
    return [{ ...seriesKey({ name, dimensions }, "Percent"), value, at, several }];
  });
}

function spread(values: readonly number[]): PointStatistics | undefined {
  if (values.length === 0) return undefined;
  const sum = values.reduce((total, value) => total + value, 0);
  return { count: values.length, sum, min: Math.min(...values), max: Math.max(...values) };
}
