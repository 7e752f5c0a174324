import type { Database, Statement } from "#lib/sqlite.ts";
import { type FactRow, parseAttempt, parseCost } from "../../facts.ts";
import type { Attempt, CostFact, Subject } from "../../ledger.ts";
import type { SubjectTable } from "./subject-table.ts";

/** Attempts at runs: one row a try, the later fact over the earlier one. */
export class AttemptTable {
  readonly #subjects: SubjectTable;
  readonly #find: Statement;
  readonly #put: Statement;
  readonly #all: Statement;

  constructor(db: Database, subjects: SubjectTable) {
    this.#subjects = subjects;
    this.#find = db.prepare("SELECT fact FROM attempt WHERE subject = ? AND attempt = ? AND run = ?");
    this.#put = db.prepare(
      `INSERT INTO attempt (subject, attempt, run, finished_at, fact) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (subject, attempt, run) DO UPDATE SET fact = excluded.fact, finished_at = excluded.finished_at`,
    );
    this.#all = db.prepare("SELECT fact FROM attempt WHERE subject = ? ORDER BY attempt, run");
  }

  /** What the later fact does not say (usually when it started) stays as the earlier one said. */
  append(subject: Subject, attempt: Attempt): void {
    const id = this.#subjects.findOrAdd(subject);
    const earlier = this.#find.get<FactRow>(id, attempt.attempt, attempt.run);
    const fact: Attempt = { ...(earlier === undefined ? {} : parseAttempt(earlier)), ...attempt };
    const finishedAt = fact.finishedAt?.getTime() ?? null;
    this.#put.run(id, attempt.attempt, attempt.run, finishedAt, JSON.stringify(fact));
  }

  read(subject: Subject): readonly Attempt[] {
    const id = this.#subjects.find(subject);
    return id === undefined ? [] : this.#all.all<FactRow>(id).map(parseAttempt);
  }
}

/** Cost facts: one row per subject and instant, never changed. */
export class CostTable {
  readonly #subjects: SubjectTable;
  readonly #put: Statement;
  readonly #all: Statement;

  constructor(db: Database, subjects: SubjectTable) {
    this.#subjects = subjects;
    this.#put = db.prepare(
      "INSERT INTO cost (subject, at, fact) VALUES (?, ?, ?) ON CONFLICT (subject, at) DO NOTHING",
    );
    this.#all = db.prepare("SELECT fact FROM cost WHERE subject = ? ORDER BY at");
  }

  append(subject: Subject, cost: CostFact): void {
    this.#put.run(this.#subjects.findOrAdd(subject), cost.at.getTime(), JSON.stringify(cost));
  }

  read(subject: Subject): readonly CostFact[] {
    const id = this.#subjects.find(subject);
    return id === undefined ? [] : this.#all.all<FactRow>(id).map(parseCost);
  }
}
