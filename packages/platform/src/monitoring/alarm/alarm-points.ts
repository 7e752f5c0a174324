import {
  type AlarmQuery,
  alarmPeriod,
  type MetricAlarmSpec,
} from "@slipway/model/kinds/metric-alarm/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { MetricQueries, type MetricQuery, type MetricStat } from "../metric-query.ts";
import type { Measured } from "../metric-series.ts";
import { FURTHER_PERIODS } from "./evaluate-alarm.ts";

/** Measurements of the last seconds may be on their way. */
const ON_THEIR_WAY_MS = 5_000;

/** A data point of an alarm: a period and its value, undefined where nothing was measured. */
export interface AlarmPoint {
  /** The period's beginning, in milliseconds since 1970. */
  readonly at: number;
  readonly value: number | undefined;
}

/**
 * An alarm's newest data points, oldest first, of periods that are over: as many as are looked at. The end moves with every minute,
 * also of longer periods. Throws MathError for an expression that has no meaning.
 */
export async function alarmPoints(
  spec: MetricAlarmSpec,
  from: { readonly ledger: Ledger; readonly measured: Measured; readonly now: Date },
): Promise<readonly AlarmPoint[]> {
  const periodMs = alarmPeriod(spec) * 1_000;
  const count = (spec.evaluationPeriods ?? 1) + FURTHER_PERIODS;
  const end = lastEnd(periodMs, from.now);
  const begin = end - count * periodMs;
  const asked = queriesOf(spec);
  const queries = new MetricQueries(asked, {
    ...from,
    periodsOf: (own) => ({ from: begin, periodMs: own, count: Math.ceil((end - begin) / own) }),
  });
  const returning = asked.find(({ returnData }) => returnData);
  const [series] = returning === undefined ? [] : await queries.answer(returning.id);
  return Array.from({ length: count }, (_, i) => {
    const at = begin + i * periodMs;
    return { at, value: series?.points.get(at) };
  });
}

/** When the newest period that is over ended. */
function lastEnd(periodMs: number, now: Date): number {
  const step = Math.min(periodMs, 60_000);
  return Math.floor((now.getTime() - ON_THEIR_WAY_MS) / step) * step;
}

/** Milliseconds until another period is over. */
export function untilNextPoint(spec: MetricAlarmSpec, now: Date): number {
  const step = Math.min(alarmPeriod(spec) * 1_000, 60_000);
  return lastEnd(step, now) + step + ON_THEIR_WAY_MS - now.getTime();
}

type AlarmMetricQuery = MetricQuery & { readonly returnData: boolean };

function queriesOf(spec: MetricAlarmSpec): readonly AlarmMetricQuery[] {
  const { metrics, period = 60, statistic, extendedStatistic, unit } = spec;
  if (metrics !== undefined) return metrics.map(queryOf);
  const stat = {
    metric: spec,
    period,
    stat: statistic ?? extendedStatistic ?? "Average",
    ...(unit && { unit }),
  };
  return [{ id: "metric", returnData: true, metric: statOf(stat) }];
}

function queryOf({ id, label, expression, metricStat, returnData }: AlarmQuery): AlarmMetricQuery {
  return {
    id,
    returnData: returnData !== false,
    ...(label === undefined ? {} : { label }),
    ...(metricStat === undefined ? { expression: expression ?? "" } : { metric: statOf(metricStat) }),
  };
}

function statOf({ metric, period, stat, unit }: NonNullable<AlarmQuery["metricStat"]>): MetricStat {
  const { namespace = "", metricName = "", dimensions = [] } = metric;
  return {
    metric: {
      namespace,
      name: metricName,
      dimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name, value])),
    },
    periodMs: period * 1_000,
    statistic: stat,
    ...(unit === undefined ? {} : { unit }),
  };
}
