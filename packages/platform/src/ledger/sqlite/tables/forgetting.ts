import type { Database } from "#lib/sqlite.ts";
import type { RetentionBounds } from "../../operations.ts";

const STEP_ROWS = 500;

/** Takes away what nobody asks for any more, some rows at a time; answers whether there may be more. */
export type Forgetting = (bounds: RetentionBounds) => boolean;

export function forgetting(db: Database): Forgetting {
  const memories = MEMORIES.map((sql) => db.prepare(sql));
  const subjects = db.prepare(FORGET_SUBJECTS);
  const lastOfStep = db.prepare(LAST_OF_STEP);
  let sweptTo = 0;
  const forgetSubjects = (): boolean => {
    const to = lastOfStep.get<{ id: number | null }>(sweptTo)?.id ?? undefined;
    if (to !== undefined) subjects.run(sweptTo, to);
    sweptTo = to ?? 0;
    return to !== undefined;
  };
  return ({ forgetBefore }) => {
    const gone = memories.map((memory) => memory.run(forgetBefore).changes);
    return gone.some((rows) => rows === STEP_ROWS) || forgetSubjects();
  };
}

const MEMORIES = [
  `DELETE FROM log_stream WHERE id IN (SELECT id FROM log_stream
     WHERE oldest_at IS NULL AND newest_at < ? AND closed = 1 LIMIT ${STEP_ROWS})`,
  `DELETE FROM metric_last WHERE (subject, name, labels) IN
     (SELECT subject, name, labels FROM metric_last WHERE at < ? LIMIT ${STEP_ROWS})`,
  `DELETE FROM metric_cursor WHERE (subject, source) IN
     (SELECT subject, source FROM metric_cursor WHERE at < ? LIMIT ${STEP_ROWS})`,
] as const;

const LAST_OF_STEP = `SELECT max(id) AS id FROM (SELECT id FROM subject WHERE id > ? ORDER BY id LIMIT ${STEP_ROWS})`;

const FORGET_SUBJECTS = `DELETE FROM subject WHERE id > ? AND id <= ?
  AND NOT EXISTS (SELECT 1 FROM metric_point p WHERE p.subject = subject.id)
  AND NOT EXISTS (SELECT 1 FROM metric_last l WHERE l.subject = subject.id)
  AND NOT EXISTS (SELECT 1 FROM metric_cursor c WHERE c.subject = subject.id)
  AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.subject = subject.id)`;
