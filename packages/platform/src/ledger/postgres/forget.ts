import type { RetentionBounds } from "../operations.ts";
import type { Queries } from "./queries.ts";

const STEP_ROWS = 500;

/** What nobody asks for any more, and names nothing refers to; answers whether there may be more. */
export async function forgetStep(queries: Queries, { forgetBefore }: RetentionBounds): Promise<boolean> {
  const gone: number[] = [];
  for (const sql of MEMORIES) gone.push(await queries.run(sql, [forgetBefore]));
  gone.push(await forgetSubjects(queries));
  return gone.some((rows) => rows === STEP_ROWS);
}

const MEMORIES = [
  `DELETE FROM log_stream WHERE id IN (SELECT id FROM log_stream
     WHERE oldest_at IS NULL AND newest_at < $1 AND closed LIMIT ${STEP_ROWS} FOR UPDATE SKIP LOCKED)`,
  `DELETE FROM metric_last WHERE ctid IN (SELECT ctid FROM metric_last WHERE at < $1 LIMIT ${STEP_ROWS})`,
  `DELETE FROM metric_cursor WHERE ctid IN (SELECT ctid FROM metric_cursor WHERE at < $1 LIMIT ${STEP_ROWS})`,
] as const;

/** Looks again once the rows are held: what was said of a subject until then counts. */
async function forgetSubjects(queries: Queries): Promise<number> {
  const held = await queries.all<{ id: number }>(
    `SELECT id FROM subject s WHERE ${NOTHING_SAID} ORDER BY id LIMIT ${STEP_ROWS} FOR UPDATE SKIP LOCKED`,
  );
  const ids = held.map(({ id }) => id);
  if (ids.length === 0) return 0;
  return queries.run(`DELETE FROM subject s WHERE id = ANY($1) AND ${NOTHING_SAID}`, [ids]);
}

const NOTHING_SAID = `NOT EXISTS (SELECT 1 FROM metric_point p WHERE p.subject = s.id)
  AND NOT EXISTS (SELECT 1 FROM metric_last l WHERE l.subject = s.id)
  AND NOT EXISTS (SELECT 1 FROM metric_cursor c WHERE c.subject = s.id)
  AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.subject = s.id)`;
