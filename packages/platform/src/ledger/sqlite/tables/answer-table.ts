import type { Database, Statement } from "#lib/sqlite.ts";
import { type AnswerRow, STEP_ANSWERS } from "../../forms/answers/answer-row.ts";
import type { AnswerBounds } from "../../operations.ts";

/** Which variant answered which invocation: a row each, found by its key. */
export class AnswerTable {
  readonly #note: Statement;
  readonly #find: Statement;
  readonly #dropOver: Statement;
  readonly #dropBeyond: Statement;

  constructor(db: Database) {
    this.#note = db.prepare(
      `INSERT INTO answer (key, variant, at, until) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
       SET variant = excluded.variant, at = excluded.at, until = excluded.until WHERE excluded.at >= answer.at`,
    );
    this.#find = db.prepare("SELECT variant FROM answer WHERE key = ? AND until > ?");
    this.#dropOver = db.prepare(
      `DELETE FROM answer WHERE place IN (SELECT place FROM answer WHERE until <= ? ORDER BY until LIMIT ${STEP_ANSWERS})`,
    );
    this.#dropBeyond = db.prepare(
      `DELETE FROM answer WHERE place IN
         (SELECT place FROM answer WHERE place <= (SELECT max(place) FROM answer) - ? ORDER BY place LIMIT ${STEP_ANSWERS})`,
    );
  }

  note(rows: readonly AnswerRow[]): void {
    for (const { key, variant, at, until } of rows) this.#note.run(key, variant, at, until);
  }

  find(keys: readonly string[], at: number): readonly (string | undefined)[] {
    return keys.map((key) => this.#find.get<{ readonly variant: string }>(key, at)?.variant);
  }

  drop({ now, most }: AnswerBounds): number {
    return this.#dropOver.run(now).changes + this.#dropBeyond.run(most).changes;
  }
}
