import type { Database } from "#lib/sqlite.ts";
import type { RetentionBounds } from "../../operations.ts";

const STEP_ROWS = 500;

/** Takes away what nobody asks for any more, some rows at a time. */
export type Forgetting = (bounds: RetentionBounds) => void;

export function forgetting(db: Database): Forgetting {
  const facts = db.prepare(
    `DELETE FROM fact WHERE id IN (SELECT id FROM fact WHERE at < ? ORDER BY at LIMIT ${STEP_ROWS})`,
  );
  const memories = MEMORIES.map((sql) => db.prepare(sql));
  const subjects = db.prepare(FORGET_SUBJECTS);
  let sweptTo = 0;
  return ({ cutoff, forgetBefore }) => {
    facts.run(cutoff);
    for (const memory of memories) memory.run(forgetBefore);
    const from = sweptTo;
    const { changes } = subjects.run(from, from + STEP_ROWS);
    sweptTo = changes === 0 && from > 0 ? 0 : from + STEP_ROWS;
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

const FORGET_SUBJECTS = `DELETE FROM subject WHERE id > ? AND id <= ?
  AND NOT EXISTS (SELECT 1 FROM metric_point p WHERE p.subject = subject.id)
  AND NOT EXISTS (SELECT 1 FROM metric_last l WHERE l.subject = subject.id)
  AND NOT EXISTS (SELECT 1 FROM metric_cursor c WHERE c.subject = subject.id)
  AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.subject = subject.id)`;
