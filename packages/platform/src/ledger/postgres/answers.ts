import { type AnswerRow, STEP_ANSWERS } from "../forms/answers/answer-row.ts";
import type { AnswerBounds } from "../operations.ts";
import type { Queries } from "./queries.ts";

export async function noteAnswers(queries: Queries, rows: readonly AnswerRow[]): Promise<void> {
  await queries.run(
    `INSERT INTO answer (key, variant, at, until)
     SELECT key, variant, at, until FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) AS given (key, variant, at, until)
     ON CONFLICT (key) DO UPDATE SET variant = excluded.variant, at = excluded.at, until = excluded.until
     WHERE excluded.at >= answer.at`,
    [
      rows.map(({ key }) => key),
      rows.map(({ variant }) => variant),
      rows.map(({ at }) => at),
      rows.map(({ until }) => until),
    ],
  );
}

export async function findAnswers(
  queries: Queries,
  keys: readonly string[],
  at: number,
): Promise<readonly (string | undefined)[]> {
  const rows = await queries.all<Pick<AnswerRow, "key" | "variant">>(
    "SELECT key, variant FROM answer WHERE key = ANY($1::text[]) AND until > $2",
    [keys, at],
  );
  const found = new Map(rows.map(({ key, variant }) => [key, variant]));
  return keys.map((key) => found.get(key));
}

/** Places are taken by answers that were known already, too, so that at most as many stay as may. */
export async function dropAnswers(queries: Queries, { now, most }: AnswerBounds): Promise<number> {
  const over = await queries.run(
    `DELETE FROM answer WHERE place IN
       (SELECT place FROM answer WHERE until <= $1 ORDER BY until LIMIT ${STEP_ANSWERS} FOR UPDATE SKIP LOCKED)`,
    [now],
  );
  const beyond = await queries.run(
    `DELETE FROM answer WHERE place IN
       (SELECT place FROM answer WHERE place <= (SELECT max(place) FROM answer) - $1 ORDER BY place LIMIT ${STEP_ANSWERS}
        FOR UPDATE SKIP LOCKED)`,
    [most],
  );
  return over + beyond;
}
