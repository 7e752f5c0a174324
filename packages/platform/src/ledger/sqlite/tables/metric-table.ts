import type { Database, Statement } from "#lib/sqlite.ts";
import { POINT_BYTES } from "../../facts.ts";
import type { MetricPoint, Span, Subject } from "../../ledger.ts";
import type { SubjectTable } from "./subject-table.ts";
import type { Usage } from "./usage.ts";

interface PointRow {
  readonly name: string;
  readonly value: number | null;
  readonly at: number;
}

/** Metric points, the cursors up to which their sources are read, and the newest point of each metric. */
export class MetricTable {
  readonly #subjects: SubjectTable;
  readonly #usage: Usage;
  readonly #cursor: Statement;
  readonly #advance: Statement;
  readonly #insert: Statement;
  readonly #newest: Statement;
  readonly #last: Statement;
  readonly #read: Record<"all" | "named", { readonly page: Statement; readonly instant: Statement }>;

  constructor(db: Database, subjects: SubjectTable, usage: Usage) {
    this.#subjects = subjects;
    this.#usage = usage;
    this.#cursor = db.prepare("SELECT cursor FROM metric_cursor WHERE subject = ? AND source = ?");
    this.#advance = db.prepare(
      `INSERT INTO metric_cursor (subject, source, cursor, at) VALUES (?, ?, ?, ?)
       ON CONFLICT (subject, source) DO UPDATE SET cursor = excluded.cursor, at = excluded.at`,
    );
    this.#insert = db.prepare("INSERT INTO metric_point (subject, name, value, at) VALUES (?, ?, ?, ?)");
    this.#newest = db.prepare(
      `INSERT INTO metric_last (subject, name, value, at) VALUES (?, ?, ?, ?)
       ON CONFLICT (subject, name) DO UPDATE SET value = excluded.value, at = excluded.at
       WHERE excluded.at >= metric_last.at`,
    );
    this.#last = db.prepare("SELECT name, value, at FROM metric_last WHERE subject = ? ORDER BY name");
    this.#read = { all: pages(db, ""), named: pages(db, "AND name = ?") };
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
    for (const { name, value, at } of points) {
      this.#insert.run(id, name, value, at.getTime());
      this.#newest.run(id, name, value, at.getTime());
    }
    this.#advance.run(id, source, span.to, points.at(-1)?.at.getTime() ?? Date.now());
    this.#usage.add(points.length * POINT_BYTES);
    return span.to;
  }

  cursor(subject: Subject, source: string): number {
    const id = this.#subjects.find(subject);
    return id === undefined ? 0 : this.#cursorOf(id, source);
  }

  /** A page never ends between points of one instant, so that going on after its last instant loses none. */
  read(
    subject: Subject,
    options: { readonly name?: string; readonly after?: Date; readonly limit: number },
  ): readonly MetricPoint[] {
    const id = this.#subjects.find(subject);
    if (id === undefined) return [];
    const name = options.name === undefined ? [] : [options.name];
    const { page, instant } = this.#read[options.name === undefined ? "all" : "named"];
    const after = options.after?.getTime() ?? Number.MIN_SAFE_INTEGER;
    const rows = page.all<PointRow>(id, after, ...name, options.limit);
    const last = rows.at(-1);
    if (last === undefined || rows.length < options.limit) return rows.map(toPoint);
    const complete = rows.filter((row) => row.at < last.at);
    return [...complete, ...instant.all<PointRow>(id, last.at, ...name)].map(toPoint);
  }

  last(subject: Subject): readonly MetricPoint[] {
    const id = this.#subjects.find(subject);
    return id === undefined ? [] : this.#last.all<PointRow>(id).map(toPoint);
  }

  #cursorOf(id: number, source: string): number {
    return this.#cursor.get<{ cursor: number }>(id, source)?.cursor ?? 0;
  }
}

function pages(db: Database, where: string) {
  const select = "SELECT name, value, at FROM metric_point WHERE subject = ?";
  return {
    page: db.prepare(`${select} AND at > ? ${where} ORDER BY at, id LIMIT ?`),
    instant: db.prepare(`${select} AND at = ? ${where} ORDER BY id`),
  };
}

const toPoint = (row: PointRow): MetricPoint => ({
  name: row.name,
  value: row.value ?? Number.NaN,
  at: new Date(row.at),
});
