import type { Periods } from "./period-statistics.ts";

/** What GetMetricStatistics tells at most. */
export const MOST_PERIODS = 1_440;

/**
 * The periods from a time on, as far as they begin before another: they begin where a minute does, or where the period does that is
 * shorter than one.
 */
export function periodsOf(asked: {
  readonly from: number;
  readonly to: number;
  readonly periodMs: number;
}): Periods {
  const { to, periodMs } = asked;
  const whole = Math.min(periodMs, 60_000);
  const from = Math.floor(asked.from / whole) * whole;
  return { from, periodMs, count: Math.max(0, Math.ceil((to - from) / periodMs)) };
}
