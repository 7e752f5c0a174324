import type { Database } from "#lib/sqlite.ts";

/** The list of files that have to go, or that nothing refers to yet. Calls join the caller's transaction if there is one. */
export class Trash {
  readonly #db: Database;
  readonly #add;
  readonly #drop;
  readonly #find;
  readonly #list;

  constructor(db: Database) {
    this.#db = db;
    this.#add = db.prepare("INSERT OR IGNORE INTO trash(file) VALUES (?)");
    this.#drop = db.prepare("DELETE FROM trash WHERE file = ?");
    this.#find = db.prepare("SELECT 1 FROM trash WHERE file = ?");
    this.#list = db.prepare("SELECT file FROM trash WHERE file > ? ORDER BY file LIMIT 500");
  }

  add(file: string): void {
    this.#add.run(file);
  }

  drop(files: readonly string[]): void {
    for (const file of files) this.#drop.run(file);
  }

  has(file: string): boolean {
    return this.#find.get(file) !== undefined;
  }

  /** A commit that need not outlive a power cut, and so does not wait for the disk; outside of transactions only. */
  relaxed(work: () => void): void {
    this.#db.relaxed(work);
  }

  *files(): Generator<string> {
    let after = "";
    for (;;) {
      const rows = this.#list.all<{ file: string }>(after);
      for (const row of rows) yield row.file;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.file;
    }
  }
}
