import { HOST_LABEL, isInstanceMetric } from "@slipway/model/instance-metrics.ts";
import type { Ledger, SeriesKey, Subject } from "#ledger/ledger.ts";
import { INSTANCE_METRICS_OF, JOB_METRICS, type MetricId, NO_UNIT } from "./metric.ts";
import { fromSeriesKey, putSubject, seriesKey, seriesKeys } from "./metric-places.ts";

/** Points of a metric in one unit. */
export interface MetricSeries {
  readonly subject: Subject;
  readonly key: SeriesKey;
  readonly unit: string;
}

/** Finds what metrics are of: by the rights of whoever asks. */
export interface Measured {
  /** The namespace of the home whose metrics these are. */
  readonly namespace: string;
  /** What the ledger calls the job of that kind and AWS name, be it gone; undefined where there was none. */
  jobNamed(name: string, kind: string): Promise<Subject | undefined>;
}

/**
 * Where the points of a metric are: several series where it was put in several units, or told with labels that CloudWatch has no
 * dimension for. None where nothing was ever measured.
 */
export async function metricSeries(
  ledger: Ledger,
  measured: Measured,
  { metric, unit }: { readonly metric: MetricId; readonly unit?: string },
): Promise<readonly MetricSeries[]> {
  const all = await seriesOf(ledger, measured, metric);
  return unit === undefined ? all : all.filter((series) => series.unit === unit);
}

async function seriesOf(
  ledger: Ledger,
  measured: Measured,
  metric: MetricId,
): Promise<readonly MetricSeries[]> {
  const { TrainingJobName: job } = metric.dimensions;
  const dimensions = Object.keys(metric.dimensions).length;
  if (metric.namespace === JOB_METRICS && dimensions === 1 && job !== undefined)
    return ofJob(ledger, measured, { job, name: metric.name });
  const found = await ofInstance(ledger, measured, metric);
  return found.length > 0 ? found : ofPut(ledger, measured, metric);
}

/** SageMaker's dimension of an instance is `JOB/HOST`, and of nothing else. */
async function ofInstance(
  ledger: Ledger,
  measured: Measured,
  { namespace, name, dimensions }: MetricId,
): Promise<readonly MetricSeries[]> {
  const [kind] = Object.entries(INSTANCE_METRICS_OF).find(([, of]) => of === namespace) ?? [];
  const [, job, host] = /^(.+)\/([^/]+)$/.exec(dimensions[HOST_LABEL] ?? "") ?? [];
  const key = { name, labels: { [HOST_LABEL]: host ?? "" } };
  if (kind === undefined || job === undefined || Object.keys(dimensions).length !== 1) return [];
  if (!isInstanceMetric(key)) return [];
  const subject = await measured.jobNamed(job, kind);
  const known = subject === undefined ? [] : await ledger.newestOf(subject, [key]);
  return subject === undefined || known.length === 0 ? [] : [{ subject, key, unit: "Percent" }];
}

async function ofJob(
  ledger: Ledger,
  measured: Measured,
  { job, name }: { readonly job: string; readonly name: string },
): Promise<readonly MetricSeries[]> {
  const subject = await measured.jobNamed(job, "TrainingJob");
  if (subject === undefined) return [];
  const [newest = []] = await ledger.lastMetrics([subject]);
  return newest
    .filter((point) => point.name === name && !isInstanceMetric(point))
    .map(({ labels }) => ({ subject, key: { name, ...(labels && { labels }) }, unit: NO_UNIT }));
}

async function ofPut(
  ledger: Ledger,
  { namespace }: Measured,
  metric: MetricId,
): Promise<readonly MetricSeries[]> {
  const subject = putSubject(namespace, metric.namespace);
  const known = await ledger.newestOf(subject, seriesKeys(metric));
  return known.map(fromSeriesKey).map(({ unit }) => ({ subject, key: seriesKey(metric, unit), unit }));
}
