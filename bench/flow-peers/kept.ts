import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What lies in a folder of state. */
export interface Kept {
  /** Of the tables of all SQLite databases. */
  readonly rows: number;
  /** Other than databases. */
  readonly files: number;
  /** Of files, and of databases' pages that are in use. */
  readonly bytes: number;
}

export function keptIn(folder: string): Kept {
  let [rows, files, bytes] = [0, 0, 0];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || /-(wal|shm|journal)$/.test(entry.name)) continue;
    if (/\.(db|sqlite)$/.test(entry.name)) {
      const database = databaseAt(path);
      rows += database.rows;
      bytes += database.bytes;
    } else {
      files += 1;
      bytes += statSync(path).size;
    }
  }
  return { rows, files, bytes };
}

/** Of a copy: whoever has it open may have it for himself. */
function databaseAt(path: string): { readonly rows: number; readonly bytes: number } {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const copy = join(folder, "copy");
  for (const part of ["", "-wal"])
    if (existsSync(`${path}${part}`)) copyFileSync(`${path}${part}`, `${copy}${part}`);
  const database = new DatabaseSync(copy);
  const one = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const rows = tables.reduce((sum, { name }) => sum + one(`SELECT count(*) FROM "${name}"`), 0);
    const pages = one("PRAGMA page_count") - one("PRAGMA freelist_count");
    return { rows, bytes: pages * one("PRAGMA page_size") };
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}
