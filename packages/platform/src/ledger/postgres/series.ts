import { SERIES_STEP_POINTS } from "../forms/points/point-row.ts";
import type { SeriesPart, SeriesStep } from "../operations.ts";
import type { Queries } from "./queries.ts";
import { findSubject } from "./subjects.ts";

const SERIES = "FROM metric_point WHERE subject = $1 AND name = $2 AND labels = $3";
type Bucket = SeriesPart["buckets"][number];

export async function seriesExtent(
  queries: Queries,
  { subject, name, labels }: Pick<SeriesStep, "subject" | "name" | "labels">,
): Promise<{ first: number; last: number } | undefined> {
  const id = await findSubject(queries, subject);
  if (id === undefined) return undefined;
  const row = await queries.one<{ first: number | null; last: number | null }>(
    `SELECT (SELECT at ${SERIES} ORDER BY at LIMIT 1) AS first, (SELECT at ${SERIES} ORDER BY at DESC LIMIT 1) AS last`,
    [id, name, labels],
  );
  if (row === undefined || row.first === null || row.last === null) return undefined;
  return { first: row.first, last: row.last };
}

export async function seriesStep(queries: Queries, step: SeriesStep): Promise<SeriesPart> {
  const { from, to, origin, widthMs } = step;
  const id = await findSubject(queries, step.subject);
  if (id === undefined) return { buckets: [] };
  const of = [id, step.name, step.labels];
  const full = await queries.one<{ at: number }>(
    `SELECT at ${SERIES} AND at >= $4 AND at < $5 ORDER BY at LIMIT 1 OFFSET ${SERIES_STEP_POINTS}`,
    [...of, from, to],
  );
  const next = full === undefined ? undefined : Math.max(full.at, from + 1);
  const buckets = await queries.all<Bucket>(
    `SELECT floor((at - $4::bigint) / $5::float8)::integer AS bucket, sum(coalesce(count, 1)) AS count, sum(coalesce(sum, value)) AS sum,
       min(coalesce(min, value)) AS min, max(coalesce(max, value)) AS max
     ${SERIES} AND at >= $6 AND at < $7 AND value <> 'NaN' GROUP BY 1 ORDER BY 1`,
    [...of, origin, widthMs, from, next ?? to],
  );
  return next === undefined ? { buckets } : { buckets, next };
}
