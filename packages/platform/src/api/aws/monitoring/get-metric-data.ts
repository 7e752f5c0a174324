import { MathError } from "#monitoring/math/math-error.ts";
import type { TimeSeries } from "#monitoring/math/values.ts";
import { isServedStatistic, MetricQueries, type MetricQuery } from "#monitoring/metric-query.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { measuredFor, needReading } from "./measured.ts";
import { queriesIn } from "./metric-queries-input.ts";
import { invalidToken, notServedHere, validationError } from "./monitoring-error.ts";

/** AWS's own bounds. */
const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;
/** Of all metrics of a call together: what is held while it is answered. */
const MOST_PERIODS = 5 * MOST_POINTS;

/**
 * GetMetricData: statistics of metrics and expressions over them, by periods that begin where the period does. A page ends with the
 * series that fills it; the token is the place among the results and within one of them.
 */
export async function getMetricData(input: Members, call: LedgerCall): Promise<Members> {
  await needReading(call);
  const asked = queriesIn(input["MetricDataQueries"]);
  if (asked.length > MOST_QUERIES)
    throw validationError(
      `The collection MetricDataQueries must not have a size greater than ${MOST_QUERIES}.`,
    );
  for (const { metric } of asked)
    if (metric !== undefined && !isServedStatistic(metric.statistic))
      throw notServedHere(`The statistic ${metric.statistic.slice(0, 40)}`);
  const [from, to] = [(input["StartTime"] as Date).getTime(), (input["EndTime"] as Date).getTime()];
  if (from >= to) throw validationError("The parameter EndTime must be greater than StartTime.");
  let periods = 0;
  const queries = new MetricQueries(asked, {
    ledger: call.ledger,
    measured: measuredFor(call),
    periodsOf: (periodMs) => {
      const begin = Math.floor(from / periodMs) * periodMs;
      const count = Math.ceil((to - begin) / periodMs);
      periods += count;
      if (count > MOST_POINTS || periods > MOST_PERIODS)
        throw validationError(
          `The times hold more periods than are told at once: ${MOST_POINTS} of a metric, ${MOST_PERIODS} in all. Ask for longer periods or less time.`,
        );
      return { from: begin, periodMs, count };
    },
  });
  const wanted = asked.filter(({ returnData }) => returnData);
  return pageOf(await answersTo(wanted, queries), input);
}

interface Answer extends TimeSeries {
  readonly id: string;
}

async function answersTo(wanted: readonly MetricQuery[], queries: MetricQueries): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const { id } of wanted) {
    try {
      for (const series of await queries.answer(id)) answers.push({ id, ...series });
    } catch (error) {
      throw error instanceof MathError
        ? validationError(`Error in expression '${id}' [${error.message}]`)
        : error;
    }
  }
  return answers;
}

function pageOf(answers: readonly Answer[], input: Members): Members {
  const ascending = input["ScanBy"] === "TimestampAscending";
  const most = Math.min(MOST_POINTS, Number(input["MaxDatapoints"] ?? MOST_POINTS));
  let { answer, point } = placeIn(input["NextToken"]);
  let left = most;
  const results: Members[] = [];
  for (; answer < answers.length && left > 0; answer++, point = 0) {
    const { id, label, points } = answers[answer] ?? { id: "", label: "", points: new Map<number, number>() };
    const ordered = ascending ? [...points] : [...points].reverse();
    const part = ordered.slice(point, point + left);
    left -= part.length;
    const whole = point + part.length >= ordered.length;
    results.push({
      Id: id,
      Label: label,
      Timestamps: part.map(([at]) => new Date(at)),
      Values: part.map(([, value]) => value),
      StatusCode: whole ? "Complete" : "PartialData",
    });
    if (!whole)
      return { MetricDataResults: results, Messages: [], NextToken: tokenOf(answer, point + part.length) };
  }
  const next = answer < answers.length ? { NextToken: tokenOf(answer, 0) } : {};
  return { MetricDataResults: results, Messages: [], ...next };
}

const tokenOf = (answer: number, point: number): string => `${answer}.${point}`;

function placeIn(token: unknown): { readonly answer: number; readonly point: number } {
  if (token === undefined || token === null) return { answer: 0, point: 0 };
  const [, answer, point] = /^(\d{1,6})\.(\d{1,9})$/.exec(String(token)) ?? [];
  if (answer === undefined || point === undefined) throw invalidToken();
  return { answer: Number(answer), point: Number(point) };
}
