import { setImmediate } from "node:timers/promises";
import type { Ledger } from "#ledger/ledger.ts";
import { evaluate } from "./math/evaluate.ts";
import { MathError } from "./math/math-error.ts";
import { parseExpression } from "./math/parse-expression.ts";
import type { MathValue, TimeSeries } from "./math/values.ts";
import type { MetricId } from "./metric.ts";
import { type Measured, metricSeries } from "./metric-series.ts";
import { percentileBudget, percentilesOf } from "./percentiles.ts";
import { type Periods, periodStatistics } from "./period-statistics.ts";
import { isStatistic, percentileIn, statisticOf } from "./statistic.ts";

/** One query of several that may refer to each other by their ids: of a metric, or an expression. */
export interface MetricQuery {
  readonly id: string;
  readonly label?: string;
  readonly metric?: MetricStat;
  readonly expression?: string;
}

/** A statistic of a metric, by periods. */
export interface MetricStat {
  readonly metric: MetricId;
  readonly periodMs: number;
  /** Average and its like, or a percentile, `p99`. */
  readonly statistic: string;
  readonly unit?: string;
}

/** Periods that the expressions of one question may calculate with, again at each step: some seconds of one processor. */
const MOST_PERIODS = 10_000_000;

/** Whether a statistic is one that is told here. */
export function isServedStatistic(statistic: string): boolean {
  return isStatistic(statistic) || percentileIn(statistic) !== undefined;
}

/**
 * Answers queries one by one, those that they refer to before them. A metric is read once, however often it is referred to. Throws
 * MathError for an expression that has no meaning, for queries that refer to each other in a circle, and for too much to calculate.
 */
export class MetricQueries {
  readonly #queries: ReadonlyMap<string, MetricQuery>;
  readonly #ledger: Ledger;
  readonly #measured: Measured;
  readonly #periodsOf: (periodMs: number) => Periods;
  readonly #known = new Map<string, MathValue>();
  readonly #budget = percentileBudget();
  #spent = 0;

  constructor(
    queries: readonly MetricQuery[],
    from: {
      readonly ledger: Ledger;
      readonly measured: Measured;
      readonly periodsOf: (periodMs: number) => Periods;
    },
  ) {
    this.#queries = new Map(queries.map((query) => [query.id, query]));
    this.#ledger = from.ledger;
    this.#measured = from.measured;
    this.#periodsOf = from.periodsOf;
  }

  /** Series that the query comes to: one, or for an expression over a list any number. */
  async answer(id: string): Promise<readonly TimeSeries[]> {
    await this.#read(id, []);
    const value = this.#known.get(id);
    if (value?.is === "series") return [value.series];
    if (value?.is === "list") return value.list;
    throw new MathError(`The expression of ${id} must come to a time series, and comes to a single value`);
  }

  async #read(id: string, through: readonly string[]): Promise<void> {
    if (this.#known.has(id)) return;
    const query = this.#queries.get(id);
    if (query === undefined) throw new MathError(`Undefined variable ${id.slice(0, 255)}`);
    if (through.includes(id)) throw new MathError(`The expression of ${id} refers to itself`);
    if (query.metric !== undefined) {
      const series = await this.#metric(query, query.metric);
      this.#known.set(id, { is: "series", series });
      return;
    }
    const syntax = parseExpression(query.expression ?? "");
    for (const other of this.#namedIn(query)) await this.#read(other, [...through, id]);
    // Others have their turn between two expressions.
    await setImmediate();
    const value = evaluate(syntax, {
      valueOf: (name) => {
        const known = this.#known.get(name);
        if (known === undefined) throw new MathError(`Undefined variable ${name.slice(0, 255)}`);
        return known;
      },
      metrics: (holding) => this.#allMetrics(holding),
      spend: (periods) => this.#spend(periods),
    });
    this.#known.set(id, labelled(value, query.label ?? id));
  }

  #spend(periods: number): void {
    this.#spent += periods;
    if (this.#spent > MOST_PERIODS)
      throw new MathError(
        "There is more to calculate than is done at once: ask for longer periods or less time",
      );
  }

  /** Ids that the expression may need: those it names, and with METRICS those of all metrics. */
  #namedIn({ expression = "" }: MetricQuery): readonly string[] {
    const named = new Set(expression.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []);
    const all = /\bMETRICS\s*\(/i.test(expression);
    return [...this.#queries.values()]
      .filter(({ id, metric }) => named.has(id) || (all && metric !== undefined))
      .map(({ id }) => id);
  }

  #allMetrics(holding = ""): readonly TimeSeries[] {
    return [...this.#queries.values()].flatMap(({ id, metric }) => {
      const value = metric === undefined || !id.includes(holding) ? undefined : this.#known.get(id);
      return value?.is === "series" ? [value.series] : [];
    });
  }

  async #metric(
    { label }: MetricQuery,
    { metric, periodMs, statistic, unit }: MetricStat,
  ): Promise<TimeSeries> {
    const periods = this.#periodsOf(periodMs);
    const series = await metricSeries(this.#ledger, this.#measured, {
      metric,
      ...(unit === undefined ? {} : { unit }),
    });
    const of = { label: label ?? metric.name, periods };
    const percentile = percentileIn(statistic);
    if (percentile !== undefined) {
      const { percentiles, whole } = await percentilesOf(this.#ledger, series, {
        periods,
        wanted: [percentile],
        budget: this.#budget,
      });
      if (!whole)
        throw new MathError(
          `${metric.name} and the others have more values in that time than percentiles are made of at once`,
        );
      const points = [...percentiles].map(
        ([at, values]) => [at, values.get(percentile) ?? Number.NaN] as const,
      );
      return { ...of, points: new Map(points.sort(([a], [b]) => a - b)) };
    }
    if (!isStatistic(statistic))
      throw new MathError(`The statistic ${statistic.slice(0, 64)} is not served here`);
    const found = await periodStatistics(this.#ledger, series, periods);
    return { ...of, points: new Map(found.map((one) => [one.at, statisticOf(statistic, one)])) };
  }
}

function labelled(value: MathValue, label: string): MathValue {
  return value.is === "series" ? { is: "series", series: { ...value.series, label } } : value;
}
