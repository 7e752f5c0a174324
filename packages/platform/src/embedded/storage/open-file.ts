import { SlipwayError } from "@slipway/model";
import { openKept } from "#lib/kept-database.ts";
import type { Database } from "#lib/sqlite.ts";
import { storageFailure } from "./failures.ts";

/** "SLIP": tells our files from other programs' SQLite databases. */
const APPLICATION_ID = 0x534c4950;

/** Migrations in order; a file's user_version says how many of them it has seen. Never change one, only append. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE log(
     rv INTEGER PRIMARY KEY, resource TEXT NOT NULL, key TEXT NOT NULL,
     live INTEGER NOT NULL, prev_rv INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
   CREATE TABLE current(
     resource TEXT NOT NULL, key TEXT NOT NULL, rv INTEGER NOT NULL,
     PRIMARY KEY(resource, key)) WITHOUT ROWID, STRICT;
   CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
   INSERT INTO meta VALUES ('compacted', 0);`,
];

/** Opens or creates the file for this process alone and brings it to this version's schema. */
export function openFile(file: string): Database {
  try {
    return openKept(file, { exclusive: true, migrate: (db) => migrate(db, file) });
  } catch (error) {
    throw storageFailure(error, file);
  }
}

function migrate(db: Database, file: string): void {
  const version = pragma(db, "user_version");
  const tables = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get<{ n: number }>()?.n ?? 0;
  if (tables > 0 && pragma(db, "application_id") !== APPLICATION_ID) {
    throw new SlipwayError("SLIP-STORE-002", `${file} is a database, but not one of Slipway's`);
  }
  if (version > MIGRATIONS.length) {
    throw new SlipwayError(
      "SLIP-STORE-003",
      `${file} has schema version ${version}; this Slipway knows versions up to ${MIGRATIONS.length}`,
    );
  }
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    db.transaction(() => {
      db.exec(`${sql} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1}`);
    });
  }
}

function pragma(db: Database, name: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0);
}
