import type { Ledger, SeriesKey, Subject } from "#ledger/ledger.ts";
import { JOB_METRICS, type MetricId, NO_UNIT } from "./metric.ts";
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
  /** What the ledger calls the training job of that AWS name, be it gone; undefined where there was none. */
  jobNamed(name: string): Promise<Subject | undefined>;
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

function seriesOf(ledger: Ledger, measured: Measured, metric: MetricId): Promise<readonly MetricSeries[]> {
  const { TrainingJobName: job } = metric.dimensions;
  const dimensions = Object.keys(metric.dimensions).length;
  if (metric.namespace === JOB_METRICS && dimensions === 1 && job !== undefined)
    return ofJob(ledger, measured, { job, name: metric.name });
  return ofPut(ledger, measured, metric);
}

async function ofJob(
  ledger: Ledger,
  measured: Measured,
  { job, name }: { readonly job: string; readonly name: string },
): Promise<readonly MetricSeries[]> {
  const subject = await measured.jobNamed(job);
  if (subject === undefined) return [];
  const [newest = []] = await ledger.lastMetrics([subject]);
  return newest
    .filter((point) => point.name === name)
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
