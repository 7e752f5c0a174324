import type { RetentionBounds } from "../operations.ts";
import type { Queries } from "./queries.ts";

const STEP_ROWS = 500;

/** Once a sweep: facts by age, and names nothing refers to any more. */
export async function forget(queries: Queries, bounds: RetentionBounds): Promise<void> {
  await queries.run(
    `DELETE FROM fact WHERE id IN (SELECT id FROM fact WHERE at < $1 ORDER BY at LIMIT ${STEP_ROWS})`,
    [bounds.cutoff],
  );
  for (const sql of MEMORIES) await queries.run(sql, [bounds.forgetBefore]);
  await forgetSubjects(queries);
}

const MEMORIES = [
  `DELETE FROM log_stream WHERE id IN (SELECT id FROM log_stream
     WHERE oldest_at IS NULL AND newest_at < $1 AND closed LIMIT ${STEP_ROWS} FOR UPDATE SKIP LOCKED)`,
  `DELETE FROM metric_last WHERE ctid IN (SELECT ctid FROM metric_last WHERE at < $1 LIMIT ${STEP_ROWS})`,
  `DELETE FROM metric_cursor WHERE ctid IN (SELECT ctid FROM metric_cursor WHERE at < $1 LIMIT ${STEP_ROWS})`,
] as const;

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
  AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.subject = s.id)`;
