import type { MetricQuery } from "#monitoring/metric-query.ts";
import type { Members } from "../call.ts";
import { membersOf, metricIn } from "./metric-input.ts";
import { validationError } from "./monitoring-error.ts";

export interface AskedQuery extends MetricQuery {
  readonly returnData: boolean;
}

/** The queries of GetMetricData and of alarms; throws ValidationError for those that cannot be meant. */
export function queriesIn(list: unknown): readonly AskedQuery[] {
  const queries = membersOf(list).map(queryIn);
  const ids = queries.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined)
    throw validationError(`The values for parameter id in MetricDataQueries are not unique: ${twice}`);
  return queries;
}

function queryIn({ Id, Label, MetricStat, Expression, ReturnData }: Members, i: number): AskedQuery {
  const at = `MetricDataQueries.member.${i + 1}`;
  const id = String(Id);
  if (!/^[a-z][A-Za-z0-9_]*$/.test(id))
    throw validationError(
      `The value ${id} for parameter ${at}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    );
  const named = {
    id,
    returnData: ReturnData !== false,
    ...(Label === undefined || Label === null ? {} : { label: String(Label) }),
  };
  if (MetricStat === undefined && Expression === undefined)
    throw validationError(`The parameter ${at}.MetricStat is required.\n`);
  if (MetricStat !== undefined && Expression !== undefined)
    throw validationError(
      `The parameters ${at}.MetricStat and ${at}.Expression are mutually exclusive and you have specified both.`,
    );
  if (Expression !== undefined) return { ...named, expression: String(Expression) };
  const { Metric, Period, Stat, Unit } = MetricStat as Members;
  const seconds = Number(Period);
  if (![1, 5, 10, 20, 30].includes(seconds) && seconds % 60 !== 0)
    throw validationError(
      `The parameter ${at}.MetricStat.Period must be 1, 5, 10, 20, 30 or a multiple of 60.`,
    );
  const stat = { metric: metricIn(Metric as Members), periodMs: seconds * 1_000, statistic: String(Stat) };
  return { ...named, metric: Unit === undefined ? stat : { ...stat, unit: String(Unit) } };
}
