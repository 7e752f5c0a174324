import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Soak } from "./soak.ts";

/** SQLite's own judgement of every database of a home that has ended. */
export function proveDatabases(soak: Soak): void {
  for (const file of ["db/objects.sqlite", "db/ledger.sqlite", "artifacts/index.sqlite"]) {
    const database = new DatabaseSync(join(soak.home.state, file));
    const said = database.prepare("PRAGMA integrity_check").all();
    database.close();
    const verdict = said.map((row) => Object.values(row).join()).join("; ");
    if (verdict !== "ok") soak.violated(`${file}: ${verdict}`);
  }
}
