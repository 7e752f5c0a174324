import type { Database, Statement } from "#lib/sqlite.ts";
import {
  behind,
  labelsText,
  MOST_NEWEST,
  type PlacedRow,
  POINT_BYTES,
  type PointRow,
  pageOf,
  pointOf,
  SERIES_STEP_POINTS,
} from "../../forms/points/point-row.ts";
import type { MetricPoint, PointMark, PointPage, SeriesKey, Span, Subject } from "../../ledger.ts";
import type { SeriesPart, SeriesStep } from "../../operations.ts";
import type { SubjectTable } from "./subject-table.ts";
import type { Usage } from "./usage.ts";

/** Metric points, the cursors up to which their sources are read, and the newest point of each metric. */
export class PointTable {
  readonly #subjects: SubjectTable;
  readonly #usage: Usage;
  readonly #cursor: Statement;
  readonly #advance: Statement;
  readonly #insert: Statement;
  readonly #newest: Statement;
  readonly #last: Statement;
  readonly #newestOne: Statement;
  readonly #newestPage: Statement;
  readonly #read: Record<"all" | "named", Statement>;
  readonly #extent: Statement;
  readonly #stepEnd: Statement;
  readonly #buckets: Statement;

  constructor(db: Database, subjects: SubjectTable, usage: Usage) {
    this.#subjects = subjects;
    this.#usage = usage;
    this.#cursor = db.prepare("SELECT cursor FROM metric_cursor WHERE subject = ? AND source = ?");
    this.#advance = db.prepare(
      `INSERT INTO metric_cursor (subject, source, cursor, at) VALUES (?, ?, ?, ?)
       ON CONFLICT (subject, source) DO UPDATE SET cursor = excluded.cursor, at = excluded.at`,
    );
    this.#insert = db.prepare(
      `INSERT INTO metric_point (subject, name, labels, value, at, step, count, sum, min, max)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#newest = db.prepare(
      `INSERT INTO metric_last (subject, name, labels, value, at, step) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (subject, name, labels) DO UPDATE SET value = excluded.value, at = excluded.at, step = excluded.step
       WHERE excluded.at >= metric_last.at`,
    );
    this.#last = db.prepare(
      "SELECT name, labels, value, at, step FROM metric_last WHERE subject = ? ORDER BY name, labels",
    );
    const newest = "SELECT name, labels, value, at, step FROM metric_last WHERE subject = ?";
    this.#newestOne = db.prepare(`${newest} AND name = ? AND labels = ?`);
    this.#newestPage = db.prepare(`${newest} AND (name, labels) > (?, ?) ORDER BY name, labels LIMIT ?`);
    this.#read = { all: pages(db, ""), named: pages(db, "AND name = ?") };
    const series = "FROM metric_point WHERE subject = ? AND name = ? AND labels = ?";
    const numbered = "FROM metric_point WHERE subject = ?1 AND name = ?2 AND labels = ?3";
    this.#extent = db.prepare(
      `SELECT (SELECT at ${numbered} ORDER BY at LIMIT 1) AS first, (SELECT at ${numbered} ORDER BY at DESC LIMIT 1) AS last`,
    );
    this.#stepEnd = db.prepare(
      `SELECT at ${series} AND at >= ? AND at < ? ORDER BY at LIMIT 1 OFFSET ${SERIES_STEP_POINTS}`,
    );
    this.#buckets = db.prepare(
      `SELECT CAST((at - ?) / ? AS INTEGER) AS bucket, sum(coalesce(count, 1)) AS count, sum(coalesce(sum, value)) AS sum,
         min(coalesce(min, value)) AS min, max(coalesce(max, value)) AS max
       ${series} AND at >= ? AND at < ? AND value IS NOT NULL GROUP BY bucket ORDER BY bucket`,
    );
  }

  append(given: {
    readonly subject: Subject;
    readonly source: string;
    readonly span: Span;
    readonly points: readonly MetricPoint[];
  }): number {
    const { source, span, points } = given;
    const id = this.#subjects.findOrAdd(given.subject);
    const stored = this.#cursorOf(id, source);
    if (span.from !== stored || span.to <= stored) return stored;
    const newest = new Map<string, Row>();
    for (const point of points) {
      const row = rowOf(id, point);
      const { several } = point;
      this.#insert.run(
        ...row,
        several?.count ?? null,
        several?.sum ?? null,
        several?.min ?? null,
        several?.max ?? null,
      );
      const [, name, labels, , at] = row;
      const series = `${name}\0${labels}`;
      if (at >= (newest.get(series)?.[4] ?? Number.NEGATIVE_INFINITY)) newest.set(series, row);
    }
    for (const row of newest.values()) this.#newest.run(...row);
    this.#advance.run(id, source, span.to, points.at(-1)?.at.getTime() ?? Date.now());
    this.#usage.add(points.length * POINT_BYTES);
    return span.to;
  }

  cursor(subject: Subject, source: string): number {
    const id = this.#subjects.find(subject);
    return id === undefined ? 0 : this.#cursorOf(id, source);
  }

  read(
    subject: Subject,
    options: { readonly name?: string; readonly after?: PointMark; readonly limit: number },
  ): PointPage {
    const id = this.#subjects.find(subject);
    if (id === undefined) return { points: [] };
    const name = options.name === undefined ? [] : [options.name];
    const page = this.#read[options.name === undefined ? "all" : "named"];
    const rows = page.all<PlacedRow>(id, ...behind(options.after), ...name, options.limit);
    return pageOf(rows, options.limit);
  }

  last(subjects: readonly Subject[]): readonly (readonly MetricPoint[])[] {
    return subjects.map((subject) => {
      const id = this.#subjects.find(subject);
      return id === undefined ? [] : this.#last.all<PointRow>(id).map(pointOf);
    });
  }

  newestOf(subject: Subject, series: readonly SeriesKey[]): readonly MetricPoint[] {
    const id = this.#subjects.find(subject);
    if (id === undefined) return [];
    return series.slice(0, MOST_NEWEST).flatMap(({ name, labels }) => {
      const row = this.#newestOne.get<PointRow>(id, name, labelsText(labels));
      return row === undefined ? [] : [pointOf(row)];
    });
  }

  newestAfter(
    subject: Subject,
    { after, limit }: { readonly after?: SeriesKey; readonly limit: number },
  ): readonly MetricPoint[] {
    const id = this.#subjects.find(subject);
    if (id === undefined) return [];
    const place = [after?.name ?? "", after === undefined ? "" : labelsText(after.labels)] as const;
    // A name is never empty: nothing stands at the place of no series.
    return this.#newestPage.all<PointRow>(id, ...place, limit).map(pointOf);
  }

  extent(of: Pick<SeriesStep, "subject" | "name" | "labels">): { first: number; last: number } | undefined {
    const id = this.#subjects.find(of.subject);
    if (id === undefined) return undefined;
    const row = this.#extent.get<{ first: number | null; last: number | null }>(id, of.name, of.labels);
    if (row === undefined || row.first === null || row.last === null) return undefined;
    return { first: row.first, last: row.last };
  }

  step({ subject, name, labels, from, to, origin, widthMs }: SeriesStep): SeriesPart {
    const id = this.#subjects.find(subject);
    if (id === undefined) return { buckets: [] };
    const full = this.#stepEnd.get<{ at: number }>(id, name, labels, from, to)?.at;
    const next = full === undefined ? undefined : Math.max(full, from + 1);
    const rows = this.#buckets.all<SeriesPart["buckets"][number]>(
      ...[origin, widthMs, id, name, labels, from, next ?? to],
    );
    const buckets = rows.map((row) => ({ ...row }));
    return next === undefined ? { buckets } : { buckets, next };
  }

  #cursorOf(id: number, source: string): number {
    return this.#cursor.get<{ cursor: number }>(id, source)?.cursor ?? 0;
  }
}

type Row = readonly [
  subject: number,
  name: string,
  labels: string,
  value: number,
  at: number,
  step: number | null,
];

function rowOf(subject: number, { name, value, at, step, labels }: MetricPoint): Row {
  return [subject, name, labelsText(labels), value, at.getTime(), step ?? null];
}

function pages(db: Database, where: string): Statement {
  const select =
    "SELECT id, name, labels, value, at, step, count, sum, min, max FROM metric_point WHERE subject = ?";
  return db.prepare(`${select} AND (at, id) > (?, ?) ${where} ORDER BY at, id LIMIT ?`);
}
