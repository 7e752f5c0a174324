import type { Database, Statement } from "#lib/sqlite.ts";
import { POINT_BYTES } from "../../facts.ts";
import { LINE_OVERHEAD_BYTES, OPEN_TAIL_LINES } from "../../log-facts.ts";
import type { RetentionBounds } from "../../operations.ts";
import type { Usage } from "./usage.ts";

interface OldestStream {
  readonly id: number;
  readonly length: number;
  readonly kept_from: number;
  readonly oldest_at: number;
  readonly closed: number;
}
interface OldestPoint {
  readonly id: number;
  readonly at: number;
}
interface LineSize {
  readonly idx: number;
  readonly at: number;
  readonly bytes: number;
}

/** So few rows a step that what waits behind it does not notice. */
const STEP_ROWS = 500;

/** Drops the oldest lines and points, a small step at a time. */
export class RetentionSweep {
  readonly #usage: Usage;
  readonly #oldestStream: Statement;
  readonly #oldestPoint: Statement;
  readonly #lines: Statement;
  readonly #dropLines: Statement;
  readonly #shorten: Statement;
  readonly #points: Statement;
  readonly #dropPoints: Statement;
  readonly #forget: readonly Statement[];
  readonly #forgetSubjects: Statement;
  #subjectsSweptTo = 0;

  constructor(db: Database, usage: Usage) {
    this.#usage = usage;
    this.#oldestStream = db.prepare(
      `SELECT id, length, kept_from, oldest_at, closed FROM log_stream
       WHERE oldest_at IS NOT NULL AND (closed = 1 OR length - kept_from > ${OPEN_TAIL_LINES})
       ORDER BY oldest_at LIMIT 1`,
    );
    this.#oldestPoint = db.prepare("SELECT id, at FROM metric_point ORDER BY id LIMIT 1");
    this.#lines = db.prepare(
      `SELECT idx, at, length(text) AS bytes FROM log_line WHERE stream = ? ORDER BY idx LIMIT ${STEP_ROWS + 1}`,
    );
    this.#dropLines = db.prepare("DELETE FROM log_line WHERE stream = ? AND idx < ?");
    this.#shorten = db.prepare("UPDATE log_stream SET kept_from = ?, oldest_at = ? WHERE id = ?");
    this.#points = db.prepare(`SELECT id, at FROM metric_point ORDER BY id LIMIT ${STEP_ROWS}`);
    this.#dropPoints = db.prepare("DELETE FROM metric_point WHERE id <= ?");
    this.#forget = forgetting(db);
    this.#forgetSubjects = db.prepare(FORGET_SUBJECTS);
  }

  /** Bytes freed by one step; 0 when nothing more may go. */
  step(bounds: RetentionBounds): number {
    const stream = this.#oldestStream.get<OldestStream>();
    const point = this.#oldestPoint.get<OldestPoint>();
    const excess = this.#usage.total() - bounds.maxBytes;
    const linesFirst = stream !== undefined && (point === undefined || stream.oldest_at <= point.at);
    const oldest = linesFirst ? stream.oldest_at : point?.at;
    if (oldest === undefined || (excess <= 0 && oldest >= bounds.cutoff)) return 0;
    const freed = linesFirst ? this.#stepLines(stream, bounds, excess) : this.#stepPoints(bounds, excess);
    this.#usage.add(-freed);
    return freed;
  }

  /** Once a sweep: small facts by age, and names nothing refers to any more. */
  forget(bounds: RetentionBounds): void {
    const [cost, attempts, ...memories] = this.#forget;
    cost?.run(bounds.cutoff);
    attempts?.run(bounds.cutoff);
    for (const memory of memories) memory.run(bounds.forgetBefore);
    const from = this.#subjectsSweptTo;
    const { changes } = this.#forgetSubjects.run(from, from + STEP_ROWS);
    this.#subjectsSweptTo = changes === 0 && from > 0 ? 0 : from + STEP_ROWS;
  }

  #stepLines(stream: OldestStream, bounds: RetentionBounds, excess: number): number {
    const rows = this.#lines.all<LineSize>(stream.id);
    const mayGo = stream.closed === 1 ? STEP_ROWS : stream.length - stream.kept_from - OPEN_TAIL_LINES;
    let freed = 0;
    let count = 0;
    for (const row of rows.slice(0, Math.min(STEP_ROWS, mayGo))) {
      if (freed >= excess && row.at >= bounds.cutoff) break;
      freed += row.bytes + LINE_OVERHEAD_BYTES;
      count += 1;
    }
    const next = rows[count];
    const keptFrom = next?.idx ?? stream.length;
    this.#dropLines.run(stream.id, keptFrom);
    this.#shorten.run(keptFrom, next?.at ?? null, stream.id);
    return freed;
  }

  #stepPoints(bounds: RetentionBounds, excess: number): number {
    let count = 0;
    let last = 0;
    for (const row of this.#points.all<OldestPoint>()) {
      if (count * POINT_BYTES >= excess && row.at >= bounds.cutoff) break;
      last = row.id;
      count += 1;
    }
    this.#dropPoints.run(last);
    return count * POINT_BYTES;
  }
}

function forgetting(db: Database): readonly Statement[] {
  return [
    `DELETE FROM cost WHERE (subject, at) IN (SELECT subject, at FROM cost WHERE at < ? LIMIT ${STEP_ROWS})`,
    `DELETE FROM attempt WHERE (subject, attempt, run) IN
       (SELECT subject, attempt, run FROM attempt WHERE finished_at < ? LIMIT ${STEP_ROWS})`,
    `DELETE FROM log_stream WHERE id IN (SELECT id FROM log_stream
       WHERE oldest_at IS NULL AND newest_at < ? AND closed = 1 LIMIT ${STEP_ROWS})`,
    `DELETE FROM metric_last WHERE (subject, name) IN
       (SELECT subject, name FROM metric_last WHERE at < ? LIMIT ${STEP_ROWS})`,
    `DELETE FROM metric_cursor WHERE (subject, source) IN
       (SELECT subject, source FROM metric_cursor WHERE at < ? LIMIT ${STEP_ROWS})`,
  ].map((sql) => db.prepare(sql));
}

const FORGET_SUBJECTS = `DELETE FROM subject WHERE id > ? AND id <= ?
  AND NOT EXISTS (SELECT 1 FROM metric_point p WHERE p.subject = subject.id)
  AND NOT EXISTS (SELECT 1 FROM metric_last l WHERE l.subject = subject.id)
  AND NOT EXISTS (SELECT 1 FROM metric_cursor c WHERE c.subject = subject.id)
  AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.subject = subject.id)
  AND NOT EXISTS (SELECT 1 FROM cost c WHERE c.subject = subject.id)`;
