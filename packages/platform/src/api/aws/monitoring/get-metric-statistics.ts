import { MOST_PERIODS, periodsOf } from "#monitoring/aligned-periods.ts";
import { type MetricSeries, metricSeries } from "#monitoring/metric-series.ts";
import {
  type Percentiles,
  type PointBudget,
  percentileBudget,
  percentilesOf,
} from "#monitoring/percentiles.ts";
import { type Periods, periodStatistics } from "#monitoring/period-statistics.ts";
import { isStatistic, percentileIn, type Statistic, statisticOf } from "#monitoring/statistic.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { measuredFor, needReading } from "./measured.ts";
import { metricIn } from "./metric-input.ts";
import { invalidCombination, invalidValue, notServedHere } from "./monitoring-error.ts";

/** GetMetricStatistics: in no order, as at AWS; where a unit is not asked for, each that there is apart. */
export async function getMetricStatistics(input: Members, call: LedgerCall): Promise<Members> {
  await needReading(call);
  const wanted = wantedOf(input);
  const periods = periodsIn(input);
  const metric = metricIn(input);
  const { Unit: unit } = input;
  const series = await metricSeries(call.ledger, measuredFor(call), {
    metric,
    ...(unit === undefined ? {} : { unit: String(unit) }),
  });
  const budget = percentileBudget();
  const asked = { periods, wanted, budget };
  const points = await Promise.all(byUnit(series).map((same) => datapoints(call, same, asked)));
  return { Label: metric.name, Datapoints: points.flat() };
}

interface Wanted {
  readonly statistics: readonly Statistic[];
  readonly percentiles: readonly (readonly [text: string, of: number])[];
}

function wantedOf({ Statistics, ExtendedStatistics }: Members): Wanted {
  const statistics = ((Statistics as readonly unknown[] | undefined) ?? []).map(String);
  const extended = ((ExtendedStatistics as readonly unknown[] | undefined) ?? []).map(String);
  if (statistics.length === 0 && extended.length === 0)
    throw invalidCombination("Must specify either Statistics or ExtendedStatistics");
  if (statistics.length > 0 && extended.length > 0)
    throw invalidCombination(
      "The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.",
    );
  const percentiles = extended.map((text) => {
    const of = percentileIn(text);
    if (of === undefined) throw notServedHere(`The statistic ${text.slice(0, 40)}`);
    return [text, of] as const;
  });
  return { statistics: statistics.filter(isStatistic), percentiles };
}

function periodsIn({ StartTime, EndTime, Period }: Members): Periods {
  const [from, to] = [(StartTime as Date).getTime(), (EndTime as Date).getTime()];
  if (from >= to) throw invalidValue("The parameter StartTime must be less than the parameter EndTime.");
  const seconds = Number(Period);
  if (![1, 5, 10, 20, 30].includes(seconds) && seconds % 60 !== 0)
    throw invalidValue("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
  const periods = periodsOf({ from, to, periodMs: seconds * 1_000 });
  if (periods.count > MOST_PERIODS)
    throw invalidCombination(
      `You have requested up to ${periods.count} datapoints, which exceeds the limit of ${MOST_PERIODS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  return periods;
}

function byUnit(series: readonly MetricSeries[]): readonly (readonly MetricSeries[])[] {
  const units = new Set(series.map(({ unit }) => unit));
  return [...units].map((unit) => series.filter((one) => one.unit === unit));
}

async function datapoints(
  { ledger }: LedgerCall,
  series: readonly MetricSeries[],
  {
    periods,
    wanted,
    budget,
  }: { readonly periods: Periods; readonly wanted: Wanted; readonly budget: PointBudget },
): Promise<readonly Members[]> {
  const unit = series[0]?.unit;
  if (wanted.percentiles.length > 0) {
    const of = wanted.percentiles.map(([, one]) => one);
    const found = await percentilesOf(ledger, series, { periods, wanted: of, budget });
    if (!found.whole)
      throw invalidCombination(
        "The time range has more values than percentiles are made of here; ask for less of it.",
      );
    return extendedPoints(found, wanted, unit);
  }
  const found = await periodStatistics(ledger, series, periods);
  return found.map((one) => ({
    Timestamp: new Date(one.at),
    Unit: unit,
    ...Object.fromEntries(wanted.statistics.map((statistic) => [statistic, statisticOf(statistic, one)])),
  }));
}

function extendedPoints({ percentiles }: Percentiles, wanted: Wanted, unit: unknown): readonly Members[] {
  return [...percentiles].map(([at, values]) => ({
    Timestamp: new Date(at),
    Unit: unit,
    ExtendedStatistics: Object.fromEntries(wanted.percentiles.map(([text, of]) => [text, values.get(of)])),
  }));
}
