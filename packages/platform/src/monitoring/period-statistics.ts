import type { Ledger, PointStatistics } from "#ledger/ledger.ts";
import type { MetricSeries } from "./metric-series.ts";

/** Times cut into equal periods: `count` of them from `from` on, in milliseconds. */
export interface Periods {
  readonly from: number;
  readonly periodMs: number;
  readonly count: number;
}

/** What was measured in one period. */
export interface PeriodStatistics extends PointStatistics {
  /** The period's beginning, in milliseconds since 1970. */
  readonly at: number;
}

/** Periods that one question to the ledger is about. */
const AT_ONCE = 1_000;

/** The periods in which something was measured, oldest first, over all of the series together. */
export async function periodStatistics(
  ledger: Pick<Ledger, "series">,
  series: readonly MetricSeries[],
  periods: Periods,
): Promise<readonly PeriodStatistics[]> {
  const found = new Map<number, PeriodStatistics>();
  for (const { subject, key } of series) {
    for (let first = 0; first < periods.count; first += AT_ONCE) {
      const buckets = Math.min(AT_ONCE, periods.count - first);
      const from = periods.from + first * periods.periodMs;
      const range = { from: new Date(from), to: new Date(from + buckets * periods.periodMs), buckets };
      for (const { from: begin, ...part } of await ledger.series({ subject, ...key, ...range })) {
        const at = from + Math.floor((begin.getTime() - from) / periods.periodMs) * periods.periodMs;
        found.set(at, { at, ...together(found.get(at), part) });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
}

function together(one: PointStatistics | undefined, other: PointStatistics): PointStatistics {
  if (one === undefined) return other;
  return {
    count: one.count + other.count,
    sum: one.sum + other.sum,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
  };
}
