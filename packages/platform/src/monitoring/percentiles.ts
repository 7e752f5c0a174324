import { setImmediate } from "node:timers/promises";
import { canonicalJson } from "@slipway/model/canonical-json.ts";
import type { Ledger, MetricPoint, PointMark } from "#ledger/ledger.ts";
import type { MetricSeries } from "./metric-series.ts";
import type { Periods } from "./period-statistics.ts";

const PAGE = 2_000;
/** Points that one question looks at, and all of a call together; more are not read. */
const [MOST_POINTS, MOST_OF_A_CALL] = [100_000, 500_000];

/** What is left of the points that a call may look at: each of its questions takes of it. */
export interface PointBudget {
  left: number;
}

export const percentileBudget = (): PointBudget => ({ left: MOST_OF_A_CALL });

/** A value, and how often it was measured. */
interface Weighed {
  readonly value: number;
  readonly weight: number;
}

/** Percentiles by the beginning of their period, of periods with values; `whole` unless there were more points than may be looked at. */
export interface Percentiles {
  readonly percentiles: ReadonlyMap<number, ReadonlyMap<number, number>>;
  readonly whole: boolean;
}

/**
 * Percentiles of each period, between the nearest two values where none is exactly there. Of a point that stands for several
 * measurements nothing is known but their least and their greatest: it counts where those are one.
 */
export async function percentilesOf(
  ledger: Pick<Ledger, "readMetrics">,
  series: readonly MetricSeries[],
  {
    periods,
    wanted,
    budget,
  }: { readonly periods: Periods; readonly wanted: readonly number[]; readonly budget: PointBudget },
): Promise<Percentiles> {
  const values = new Map<number, Weighed[]>();
  const begun = Math.min(MOST_POINTS, budget.left);
  const own: PointBudget = { left: begun };
  for (const one of series) await collect(values, pointsOf(ledger, one, periods), { periods, budget: own });
  budget.left -= begun - own.left;
  const percentiles = new Map<number, ReadonlyMap<number, number>>();
  for (const [begin, found] of values) {
    const sorted = found.sort((a, b) => a.value - b.value);
    percentiles.set(begin, new Map(wanted.map((one) => [one, percentile(sorted, one)])));
  }
  return { percentiles, whole: own.left > 0 };
}

/** Adds the values of a series to those of the periods that they are in, as far as the budget goes. */
async function collect(
  values: Map<number, Weighed[]>,
  pages: ReturnType<typeof pointsOf>,
  { periods: { from, periodMs }, budget }: { readonly periods: Periods; readonly budget: PointBudget },
): Promise<void> {
  if (budget.left <= 0) return;
  for await (const { looked, points } of pages) {
    budget.left -= looked;
    for (const { at, weighed } of points) {
      if (weighed === undefined) continue;
      const begin = from + Math.floor((at - from) / periodMs) * periodMs;
      const found = values.get(begin) ?? [];
      found.push(weighed);
      values.set(begin, found);
    }
    if (budget.left <= 0) return;
  }
}

async function* pointsOf(
  ledger: Pick<Ledger, "readMetrics">,
  { subject, key }: MetricSeries,
  periods: Periods,
) {
  const labels = canonicalJson(key.labels ?? {});
  const end = periods.from + periods.count * periods.periodMs;
  let after: PointMark | undefined = { at: new Date(periods.from - 1) };
  while (after !== undefined) {
    const page: { readonly points: readonly MetricPoint[]; readonly next?: PointMark } =
      await ledger.readMetrics(subject, { name: key.name, after, limit: PAGE });
    const within = page.points.filter(({ at }) => at.getTime() < end);
    // Those of other labels stand between them, and have to be read as well.
    const mine = within.filter((point) => canonicalJson(point.labels ?? {}) === labels);
    const points = mine.map((point) => ({ at: point.at.getTime(), weighed: weighed(point) }));
    yield { looked: page.points.length, points };
    if (within.length < page.points.length) return;
    after = page.next;
    await setImmediate();
  }
}

function weighed({ value, several }: MetricPoint): Weighed | undefined {
  if (Number.isNaN(value)) return undefined;
  if (several === undefined) return { value, weight: 1 };
  return several.min === several.max && several.count > 0
    ? { value: several.min, weight: several.count }
    : undefined;
}

function percentile(sorted: readonly Weighed[], wanted: number): number {
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const place = wanted * Math.max(0, total - 1);
  const [low, high] = [valueAt(sorted, Math.floor(place)), valueAt(sorted, Math.ceil(place))];
  return low + (high - low) * (place - Math.floor(place));
}

/** The value of the measurement of that number, in the order of values. */
function valueAt(sorted: readonly Weighed[], place: number): number {
  let passed = 0;
  for (const { value, weight } of sorted) {
    passed += weight;
    if (passed > place) return value;
  }
  return sorted.at(-1)?.value ?? Number.NaN;
}
