import type { Database, Statement } from "#lib/sqlite.ts";
import { type FactRow, factPage } from "../../forms/facts/fact-row.ts";
import type { Fact, FactsAsked, PageMark, StoredFact, Subject } from "../../ledger.ts";
import type { SubjectTable } from "./subject-table.ts";

/** Facts of all types: one row a subject, type and key, never changed. */
export class FactTable {
  readonly #db: Database;
  readonly #subjects: SubjectTable;
  readonly #put: Statement;

  constructor(db: Database, subjects: SubjectTable) {
    this.#db = db;
    this.#subjects = subjects;
    this.#put = db.prepare(
      `INSERT INTO fact (subject, type, key, at, json) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (subject, type, key) DO NOTHING`,
    );
  }

  append(subject: Subject, { type, key, at, json }: Fact): void {
    this.#put.run(this.#subjects.findOrAdd(subject), type, key, at.getTime(), JSON.stringify(json));
  }

  list(asked: FactsAsked): { readonly facts: readonly StoredFact[]; readonly next?: PageMark } {
    const { type, limit, newestFirst = false, after = newestFirst ? Number.MAX_SAFE_INTEGER : 0 } = asked;
    const known = new Map<number, Subject>();
    for (const subject of asked.subjects) {
      const id = this.#subjects.find(subject);
      if (id !== undefined) known.set(id, subject);
    }
    const rows = this.#db
      .prepare(
        `SELECT id, subject, key, at, json FROM fact WHERE subject IN (SELECT value FROM json_each(?)) AND type = ?
           AND id ${newestFirst ? "<" : ">"} ? ORDER BY id ${newestFirst ? "DESC" : "ASC"} LIMIT ?`,
      )
      .all<FactRow>(JSON.stringify([...known.keys()]), type, after, limit);
    return factPage(rows, asked, known);
  }
}
