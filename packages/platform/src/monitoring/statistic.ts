import type { PointStatistics } from "#ledger/ledger.ts";

export const STATISTICS = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] as const;
export type Statistic = (typeof STATISTICS)[number];

export function isStatistic(text: string): text is Statistic {
  return (STATISTICS as readonly string[]).includes(text);
}

/** `p99.9` as 0.999; undefined where the text is no percentile. */
export function percentileIn(text: string): number | undefined {
  const [, digits] = /^p(\d{1,2}(?:\.\d{1,10})?|100(?:\.0{1,10})?)$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) / 100;
}

export function statisticOf(statistic: Statistic, { count, sum, min, max }: PointStatistics): number {
  switch (statistic) {
    case "SampleCount":
      return count;
    case "Sum":
      return sum;
    case "Minimum":
      return min;
    case "Maximum":
      return max;
    case "Average":
      return sum / count;
  }
}
