import type { SeriesKey, Subject } from "#ledger/ledger.ts";
import { type MetricId, NO_UNIT, UNITS } from "./metric.ts";

/** Of all metrics that were put in one namespace of CloudWatch's. */
export const PUT_METRICS = "CloudWatchNamespace";

export function putSubject(namespace: string, metricNamespace: string): Subject {
  return { namespace, kind: PUT_METRICS, name: metricNamespace, uid: "" };
}

/** No dimension's name begins with a colon. */
const UNIT = ":unit";

/** The series of a metric in one unit. */
export function seriesKey({ name, dimensions }: Omit<MetricId, "namespace">, unit: string): SeriesKey {
  return { name, labels: unit === NO_UNIT ? dimensions : { ...dimensions, [UNIT]: unit } };
}

/** The series of a metric in each unit that there is. */
export function seriesKeys(metric: Omit<MetricId, "namespace">): readonly SeriesKey[] {
  return UNITS.map((unit) => seriesKey(metric, unit));
}

/** What a series of put metrics is called by. */
export function fromSeriesKey({
  name,
  labels = {},
}: SeriesKey): Omit<MetricId, "namespace"> & { readonly unit: string } {
  const { [UNIT]: unit = NO_UNIT, ...dimensions } = labels;
  return { name, dimensions, unit };
}
