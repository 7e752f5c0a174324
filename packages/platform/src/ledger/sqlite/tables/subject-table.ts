import type { Database, Statement } from "#lib/sqlite.ts";
import type { Subject } from "../../ledger.ts";

/** Subjects by number, so that a point need not repeat four names. */
export class SubjectTable {
  readonly #find: Statement;
  readonly #add: Statement;

  constructor(db: Database) {
    this.#find = db.prepare(
      "SELECT id FROM subject WHERE uid = ? AND kind = ? AND namespace = ? AND name = ?",
    );
    this.#add = db.prepare("INSERT INTO subject (uid, kind, namespace, name) VALUES (?, ?, ?, ?)");
  }

  find(subject: Subject): number | undefined {
    return this.#find.get<{ id: number }>(...columns(subject))?.id;
  }

  findOrAdd(subject: Subject): number {
    return this.find(subject) ?? this.#add.run(...columns(subject)).lastInsertRowid;
  }
}

const columns = (subject: Subject) => [subject.uid, subject.kind, subject.namespace, subject.name] as const;
