import type { Database, SqlValue, Statement } from "#lib/sqlite.ts";
import type { PageMark, Subject } from "../../ledger.ts";

type SubjectRow = Subject & { readonly id: number };

/** Subjects by number, so that a point need not repeat four names. */
export class SubjectTable {
  readonly #db: Database;
  readonly #find: Statement;
  readonly #add: Statement;

  constructor(db: Database) {
    this.#db = db;
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

  list(asked: { readonly where: Partial<Subject>; readonly limit: number; readonly after?: PageMark }): {
    readonly subjects: readonly Subject[];
    readonly next?: PageMark;
  } {
    const { limit, after = Number.MAX_SAFE_INTEGER } = asked;
    const wanted = FIELDS.flatMap((field): readonly [string, SqlValue][] => {
      const value = asked.where[field];
      return value === undefined ? [] : [[`AND ${field} = ?`, value]];
    });
    const rows = this.#db
      .prepare(
        `SELECT id, namespace, kind, name, uid FROM subject WHERE id < ? ${wanted.map(([sql]) => sql).join(" ")}
         ORDER BY id DESC LIMIT ?`,
      )
      .all<SubjectRow>(after, ...wanted.map(([, value]) => value), limit);
    const last = rows.at(-1);
    const subjects = rows.map(({ id: _, ...subject }) => subject);
    return last === undefined || rows.length < limit ? { subjects } : { subjects, next: last.id };
  }
}

const FIELDS = ["namespace", "kind", "name", "uid"] as const;
const columns = (subject: Subject) => [subject.uid, subject.kind, subject.namespace, subject.name] as const;
