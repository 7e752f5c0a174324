import type { MetricPoint, Span, Subject } from "../ledger.ts";
import type { Queries } from "./queries.ts";
import { findSubject, holdSubject } from "./subjects.ts";

interface PointRow {
  readonly name: string;
  readonly value: number;
  readonly at: number;
}

export async function appendPoints(
  queries: Queries,
  given: {
    readonly subject: Subject;
    readonly source: string;
    readonly span: Span;
    readonly points: readonly MetricPoint[];
  },
): Promise<number> {
  const { subject, source, span, points } = given;
  const id = await holdSubject(queries, subject);
  const stored = await cursorOf(queries, id, source);
  if (span.from !== stored || span.to <= stored) return stored;
  const names = points.map(({ name }) => name);
  const values = points.map(({ value }) => value);
  const times = points.map(({ at }) => at.getTime());
  await queries.run(
    `INSERT INTO metric_point (subject, name, value, at)
     SELECT $1, name, value, at
     FROM unnest($2::text[], $3::float8[], $4::bigint[]) WITH ORDINALITY AS point (name, value, at, place) ORDER BY place`,
    [id, names, values, times],
  );
  await queries.run(
    `INSERT INTO metric_last (subject, name, value, at)
     SELECT DISTINCT ON (name) $1::bigint, name, value, at
     FROM unnest($2::text[], $3::float8[], $4::bigint[]) WITH ORDINALITY AS point (name, value, at, place)
     ORDER BY name, at DESC, place DESC
     ON CONFLICT (subject, name) DO UPDATE SET value = excluded.value, at = excluded.at
     WHERE excluded.at >= metric_last.at`,
    [id, names, values, times],
  );
  await queries.run(
    `INSERT INTO metric_cursor (subject, source, cursor, at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (subject, source) DO UPDATE SET cursor = excluded.cursor, at = excluded.at`,
    [id, source, span.to, times.at(-1) ?? Date.now()],
  );
  await queries.run("UPDATE subject SET points = points + $2 WHERE id = $1", [id, points.length]);
  return span.to;
}

export async function readCursor(queries: Queries, subject: Subject, source: string): Promise<number> {
  const id = await findSubject(queries, subject);
  return id === undefined ? 0 : cursorOf(queries, id, source);
}

/** A page never ends between points of one instant, so that going on after its last instant loses none. */
export async function readPoints(
  queries: Queries,
  subject: Subject,
  options: { readonly name?: string; readonly after?: Date; readonly limit: number },
): Promise<readonly MetricPoint[]> {
  const id = await findSubject(queries, subject);
  if (id === undefined) return [];
  const named = options.name === undefined ? "" : "AND name = $3";
  const name = options.name === undefined ? [] : [options.name];
  const select = "SELECT name, value, at FROM metric_point WHERE subject = $1";
  const after = options.after?.getTime() ?? Number.MIN_SAFE_INTEGER;
  const rows = await queries.all<PointRow>(
    `${select} AND at > $2 ${named} ORDER BY at, id LIMIT ${Math.max(0, Math.trunc(options.limit))}`,
    [id, after, ...name],
  );
  const last = rows.at(-1);
  if (last === undefined || rows.length < options.limit) return rows.map(toPoint);
  const instant = await queries.all<PointRow>(`${select} AND at = $2 ${named} ORDER BY id`, [
    id,
    last.at,
    ...name,
  ]);
  return [...rows.filter((row) => row.at < last.at), ...instant].map(toPoint);
}

export async function lastPoints(queries: Queries, subject: Subject): Promise<readonly MetricPoint[]> {
  const id = await findSubject(queries, subject);
  if (id === undefined) return [];
  const sql = 'SELECT name, value, at FROM metric_last WHERE subject = $1 ORDER BY name COLLATE "C"';
  return (await queries.all<PointRow>(sql, [id])).map(toPoint);
}

async function cursorOf(queries: Queries, id: number, source: string): Promise<number> {
  const sql = "SELECT cursor FROM metric_cursor WHERE subject = $1 AND source = $2";
  return (await queries.one<{ cursor: number }>(sql, [id, source]))?.cursor ?? 0;
}

const toPoint = ({ name, value, at }: PointRow): MetricPoint => ({ name, value, at: new Date(at) });
