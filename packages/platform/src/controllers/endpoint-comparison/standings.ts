import { type ComparisonRule, metricParts } from "@slipway/model/kinds/endpoint/comparison-rule.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { compare } from "#lib/comparison/compare.ts";
import { type Sample, type Summary, sampleOf } from "#lib/comparison/sample.ts";
import type { Standing } from "#lib/comparison/standing.ts";
import { periodsOf } from "#monitoring/aligned-periods.ts";
import { fromSeriesKey, putSubject, seriesKey, seriesKeys } from "#monitoring/metric-places.ts";
import { percentileBudget, percentilesOf } from "#monitoring/percentiles.ts";
import { periodStatistics } from "#monitoring/period-statistics.ts";

/** As `slipway ab` asks for them. */
const PERIOD_MS = 3_600_000;
const MINUTE_MS = 60_000;
const PERCENTILES = [0.25, 0.5, 0.75, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999] as const;
/** What hours of metrics are kept for. */
const MOST_MS = 60 * 86_400_000;

/** The variants of an endpoint as a rule compares them, each against the first. */
export async function standings(
  ledger: Ledger,
  rule: ComparisonRule,
  of: {
    readonly namespace: string;
    readonly endpoint: string;
    readonly variants: readonly string[];
    readonly now: Date;
  },
): Promise<readonly Standing[]> {
  const samples: { readonly variant: string; readonly sample: Sample }[] = [];
  for (const variant of of.variants)
    samples.push({ variant, sample: sampleOf(await summaries(ledger, rule, { ...of, variant })) });
  const [first, ...others] = samples;
  if (first === undefined) return [];
  return [
    { variant: first.variant },
    ...others.map(({ variant, sample }) => ({
      variant,
      against: compare(first.sample, sample, rule.confidence),
    })),
  ];
}

async function summaries(
  ledger: Ledger,
  { metric, from }: ComparisonRule,
  {
    namespace,
    endpoint,
    variant,
    now,
  }: { readonly namespace: string; readonly endpoint: string; readonly variant: string; readonly now: Date },
): Promise<readonly Summary[]> {
  const parts = metricParts(metric);
  if (parts === undefined) return [];
  const id = { name: parts.name, dimensions: { EndpointName: endpoint, VariantName: variant } };
  const subject = putSubject(namespace, parts.namespace);
  const units = (await ledger.newestOf(subject, seriesKeys(id))).map((known) => fromSeriesKey(known).unit);
  const series = units.map((unit) => ({ subject, key: seriesKey(id, unit), unit }));
  if (series.length === 0) return [];
  // Periods begin where a minute does: nothing of the one in which the rule began may count.
  const begin = Math.ceil(Date.parse(from) / MINUTE_MS) * MINUTE_MS;
  const periods = periodsOf({
    from: Math.max(begin, now.getTime() - MOST_MS),
    to: now.getTime(),
    periodMs: PERIOD_MS,
  });
  const found = await periodStatistics(ledger, series, periods);
  const { percentiles, whole } = await percentilesOf(ledger, series, {
    periods,
    wanted: PERCENTILES,
    budget: percentileBudget(),
  });
  return found.map((one) => {
    const quantiles = whole ? percentiles.get(one.at) : undefined;
    return quantiles === undefined ? one : { ...one, quantiles };
  });
}
