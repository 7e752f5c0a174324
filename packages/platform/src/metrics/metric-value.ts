const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

/** CloudWatch takes values from -2^360 to 2^360 and neither NaN nor infinities (PutMetricData's MetricDatum). */
const GREATEST = 2 ** 360;

/** The number that a captured text is, in decimal notation; undefined for what is no value of a metric. */
export function metricValue(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? "";
  if (!DECIMAL.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Math.abs(value) <= GREATEST ? value : undefined;
}
