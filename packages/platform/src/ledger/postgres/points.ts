import {
  behind,
  labelsText,
  MOST_NEWEST,
  type PlacedRow,
  type PointRow,
  pageOf,
  pointOf,
} from "../forms/points/point-row.ts";
import type { MetricPoint, PointMark, PointPage, SeriesKey, Span, Subject } from "../ledger.ts";
import type { Queries } from "./queries.ts";
import { findSubject, findSubjects, holdSubject } from "./subjects.ts";

const POINT = "name, labels, value, at, step";
const WHOLE = `${POINT}, count, sum, min, max`;
/** Points given as columns, with their places among each other. */
const GIVEN = `unnest($2::text[], $3::text[], $4::float8[], $5::bigint[], $6::bigint[]) WITH ORDINALITY
  AS point (${POINT}, place)`;
const WHOLE_GIVEN = `unnest($2::text[], $3::text[], $4::float8[], $5::bigint[], $6::bigint[], $7::float8[], $8::float8[],
  $9::float8[], $10::float8[]) WITH ORDINALITY AS point (${WHOLE}, place)`;

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
  const columns = [
    points.map(({ name }) => name),
    points.map(({ labels }) => labelsText(labels)),
    points.map(({ value }) => value),
    points.map(({ at }) => at.getTime()),
    points.map(({ step }) => step ?? null),
  ];
  await queries.run(
    `INSERT INTO metric_point (subject, ${WHOLE}) SELECT $1, ${WHOLE} FROM ${WHOLE_GIVEN} ORDER BY place`,
    [id, ...columns, ...STATISTICS.map((member) => points.map(({ several }) => several?.[member] ?? null))],
  );
  await queries.run(
    `INSERT INTO metric_last (subject, ${POINT})
     SELECT DISTINCT ON (name, labels) $1::bigint, ${POINT} FROM ${GIVEN} ORDER BY name, labels, at DESC, place DESC
     ON CONFLICT (subject, name, labels) DO UPDATE SET value = excluded.value, at = excluded.at, step = excluded.step
     WHERE excluded.at >= metric_last.at`,
    [id, ...columns],
  );
  await queries.run(
    `INSERT INTO metric_cursor (subject, source, cursor, at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (subject, source) DO UPDATE SET cursor = excluded.cursor, at = excluded.at`,
    [id, source, span.to, points.at(-1)?.at.getTime() ?? Date.now()],
  );
  await queries.run("UPDATE subject SET points = points + $2 WHERE id = $1", [id, points.length]);
  return span.to;
}

export async function readCursor(queries: Queries, subject: Subject, source: string): Promise<number> {
  const id = await findSubject(queries, subject);
  return id === undefined ? 0 : cursorOf(queries, id, source);
}

export async function readPoints(
  queries: Queries,
  subject: Subject,
  options: { readonly name?: string; readonly after?: PointMark; readonly limit: number },
): Promise<PointPage> {
  const id = await findSubject(queries, subject);
  if (id === undefined) return { points: [] };
  const named = options.name === undefined ? "" : "AND name = $4";
  const name = options.name === undefined ? [] : [options.name];
  const rows = await queries.all<PlacedRow>(
    `SELECT id, ${WHOLE} FROM metric_point WHERE subject = $1 AND (at, id) > ($2, $3) ${named}
     ORDER BY at, id LIMIT ${Math.max(0, Math.trunc(options.limit))}`,
    [id, ...behind(options.after), ...name],
  );
  return pageOf(rows, options.limit);
}

export async function lastPoints(
  queries: Queries,
  subjects: readonly Subject[],
): Promise<readonly (readonly MetricPoint[])[]> {
  const found = await findSubjects(queries, subjects);
  const rows = await queries.all<PointRow & { readonly subject: number }>(
    `SELECT subject, ${POINT} FROM metric_last WHERE subject = ANY($1) ORDER BY name COLLATE "C", labels COLLATE "C"`,
    [found.map(({ id }) => id)],
  );
  const points = new Map<number, PointRow[]>(found.map(({ id }) => [id, []]));
  for (const row of rows) points.get(row.subject)?.push(row);
  return subjects.map((subject) => {
    const known = found.find((one) => isSame(one, subject));
    return (known === undefined ? [] : (points.get(known.id) ?? [])).map(pointOf);
  });
}

export async function newestOf(
  queries: Queries,
  subject: Subject,
  series: readonly SeriesKey[],
): Promise<readonly MetricPoint[]> {
  const id = await findSubject(queries, subject);
  if (id === undefined) return [];
  const asked = series.slice(0, MOST_NEWEST);
  const rows = await queries.all<PointRow>(
    `SELECT ${POINT} FROM metric_last WHERE subject = $1 AND (name, labels) IN (SELECT * FROM unnest($2::text[], $3::text[]))`,
    [id, asked.map(({ name }) => name), asked.map(({ labels }) => labelsText(labels))],
  );
  return rows.map(pointOf);
}

export async function newestAfter(
  queries: Queries,
  subject: Subject,
  { after, limit }: { readonly after?: SeriesKey; readonly limit: number },
): Promise<readonly MetricPoint[]> {
  const id = await findSubject(queries, subject);
  if (id === undefined) return [];
  // In the order of the primary key, whatever the database's collation is: it is the same at every page.
  const rows = await queries.all<PointRow>(
    `SELECT ${POINT} FROM metric_last WHERE subject = $1 AND (name, labels) > ($2, $3) ORDER BY name, labels LIMIT $4`,
    [id, after?.name ?? "", after === undefined ? "" : labelsText(after.labels), limit],
  );
  return rows.map(pointOf);
}

const STATISTICS = ["count", "sum", "min", "max"] as const;

function isSame(one: Subject, other: Subject): boolean {
  return (
    one.uid === other.uid &&
    one.kind === other.kind &&
    one.namespace === other.namespace &&
    one.name === other.name
  );
}

async function cursorOf(queries: Queries, id: number, source: string): Promise<number> {
  const sql = "SELECT cursor FROM metric_cursor WHERE subject = $1 AND source = $2";
  return (await queries.one<{ cursor: number }>(sql, [id, source]))?.cursor ?? 0;
}
