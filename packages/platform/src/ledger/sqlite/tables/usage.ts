import type { Database, Statement } from "#lib/sqlite.ts";

/** The sum of what is kept, in bytes as retention counts them, kept up to date in the same transaction. */
export class Usage {
  readonly #add: Statement;
  readonly #get: Statement;

  constructor(db: Database) {
    this.#add = db.prepare("UPDATE usage SET bytes = max(0, bytes + ?) WHERE id = 1");
    this.#get = db.prepare("SELECT bytes FROM usage WHERE id = 1");
  }

  add(bytes: number): void {
    this.#add.run(bytes);
  }

  total(): number {
    return this.#get.get<{ bytes: number }>()?.bytes ?? 0;
  }
}
