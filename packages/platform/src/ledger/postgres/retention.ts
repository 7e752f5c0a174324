import { POINT_BYTES } from "../facts.ts";
import { LINE_OVERHEAD_BYTES, OPEN_TAIL_LINES } from "../log-facts.ts";
import type { RetentionBounds } from "../operations.ts";
import type { Queries } from "./queries.ts";

interface OldestStream {
  readonly id: number;
  readonly length: number;
  readonly kept_from: number;
  readonly oldest_at: number;
  readonly closed: boolean;
}
interface OldestPoint {
  readonly id: number;
  readonly subject: number;
  readonly at: number;
}
interface LineSize {
  readonly idx: number;
  readonly at: number;
  readonly bytes: number;
}

/** So few rows a step that what waits behind it does not notice. */
const STEP_ROWS = 500;

/** Bytes freed by one step; 0 when nothing more may go. */
export async function retainStep(queries: Queries, bounds: RetentionBounds): Promise<number> {
  const stream = await queries.one<OldestStream>(
    `SELECT id, length, kept_from, oldest_at, closed FROM log_stream
     WHERE oldest_at IS NOT NULL AND (closed OR length - kept_from > ${OPEN_TAIL_LINES})
     ORDER BY oldest_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  const point = await queries.one<OldestPoint>(
    "SELECT id, subject, at FROM metric_point ORDER BY id LIMIT 1",
  );
  const excess = (await total(queries)) - bounds.maxBytes;
  const linesFirst = stream !== undefined && (point === undefined || stream.oldest_at <= point.at);
  const oldest = linesFirst ? stream.oldest_at : point?.at;
  if (oldest === undefined || (excess <= 0 && oldest >= bounds.cutoff)) return 0;
  return linesFirst
    ? dropLines(queries, stream, { bounds, excess })
    : dropPoints(queries, { bounds, excess });
}

/** Once a sweep: small facts by age, and names nothing refers to any more. */
export async function forget(queries: Queries, bounds: RetentionBounds): Promise<void> {
  for (const [sql, before] of [
    [
      `DELETE FROM cost WHERE ctid IN (SELECT ctid FROM cost WHERE at < $1 LIMIT ${STEP_ROWS})`,
      bounds.cutoff,
    ],
    [
      `DELETE FROM attempt WHERE ctid IN (SELECT ctid FROM attempt WHERE finished_at < $1 LIMIT ${STEP_ROWS})`,
      bounds.cutoff,
    ],
    [
      `DELETE FROM log_stream WHERE id IN (SELECT id FROM log_stream
       WHERE oldest_at IS NULL AND newest_at < $1 AND closed LIMIT ${STEP_ROWS} FOR UPDATE SKIP LOCKED)`,
      bounds.forgetBefore,
    ],
    [
      `DELETE FROM metric_last WHERE ctid IN (SELECT ctid FROM metric_last WHERE at < $1 LIMIT ${STEP_ROWS})`,
      bounds.forgetBefore,
    ],
    [
      `DELETE FROM metric_cursor WHERE ctid IN (SELECT ctid FROM metric_cursor WHERE at < $1 LIMIT ${STEP_ROWS})`,
      bounds.forgetBefore,
    ],
  ] as const)
    await queries.run(sql, [before]);
  await forgetSubjects(queries);
}

async function total(queries: Queries): Promise<number> {
  const sql = `SELECT (SELECT coalesce(sum(bytes), 0) FROM log_stream)
    + ${POINT_BYTES} * (SELECT coalesce(sum(points), 0) FROM subject) AS bytes`;
  return Number((await queries.one<{ bytes: string }>(sql))?.bytes ?? 0);
}

interface Sweep {
  readonly bounds: RetentionBounds;
  readonly excess: number;
}

async function dropLines(queries: Queries, stream: OldestStream, { bounds, excess }: Sweep): Promise<number> {
  const rows = await queries.all<LineSize>(
    `SELECT idx, at, length(text) AS bytes FROM log_line WHERE stream = $1 ORDER BY idx LIMIT ${STEP_ROWS + 1}`,
    [stream.id],
  );
  const mayGo = stream.closed ? STEP_ROWS : stream.length - stream.kept_from - OPEN_TAIL_LINES;
  let freed = 0;
  let count = 0;
  for (const row of rows.slice(0, Math.min(STEP_ROWS, mayGo))) {
    if (freed >= excess && row.at >= bounds.cutoff) break;
    freed += row.bytes + LINE_OVERHEAD_BYTES;
    count += 1;
  }
  const next = rows[count];
  const keptFrom = next?.idx ?? stream.length;
  await queries.run("DELETE FROM log_line WHERE stream = $1 AND idx < $2", [stream.id, keptFrom]);
  await queries.run(
    "UPDATE log_stream SET kept_from = $2, oldest_at = $3, bytes = greatest(0, bytes - $4) WHERE id = $1",
    [stream.id, keptFrom, next?.at ?? null, freed],
  );
  return freed;
}

async function dropPoints(queries: Queries, { bounds, excess }: Sweep): Promise<number> {
  const rows = await queries.all<OldestPoint>(
    `SELECT id, subject, at FROM metric_point ORDER BY id LIMIT ${STEP_ROWS}`,
  );
  const going: OldestPoint[] = [];
  for (const row of rows) {
    if (going.length * POINT_BYTES >= excess && row.at >= bounds.cutoff) break;
    going.push(row);
  }
  const ids = going.map(({ id }) => id);
  await queries.run(
    `WITH gone AS (DELETE FROM metric_point WHERE id = ANY($1) RETURNING subject),
       counted AS (SELECT subject, count(*) AS points FROM gone GROUP BY subject)
     UPDATE subject SET points = greatest(0, subject.points - counted.points) FROM counted WHERE subject.id = counted.subject`,
    [ids],
  );
  return going.length * POINT_BYTES;
}

/** Looks again once the rows are held: what was said of a subject until then counts. */
async function forgetSubjects(queries: Queries): Promise<void> {
  const held = await queries.all<{ id: number }>(
    `SELECT id FROM subject s WHERE ${NOTHING_SAID} ORDER BY id LIMIT ${STEP_ROWS} FOR UPDATE SKIP LOCKED`,
  );
  const ids = held.map(({ id }) => id);
  if (ids.length > 0)
    await queries.run(`DELETE FROM subject s WHERE id = ANY($1) AND ${NOTHING_SAID}`, [ids]);
}

const NOTHING_SAID = `NOT EXISTS (SELECT 1 FROM metric_point p WHERE p.subject = s.id)
  AND NOT EXISTS (SELECT 1 FROM metric_last l WHERE l.subject = s.id)
  AND NOT EXISTS (SELECT 1 FROM metric_cursor c WHERE c.subject = s.id)
  AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.subject = s.id)
  AND NOT EXISTS (SELECT 1 FROM cost c WHERE c.subject = s.id)`;
