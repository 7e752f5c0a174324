import { SlipwayError } from "@slipway/model";
import { openKept } from "#lib/kept-database.ts";
import type { Database } from "#lib/sqlite.ts";
import { artifactFailure } from "./artifact-failure.ts";

/**
 * Keys are BLOBs, because their order is that of their bytes. A body is one or more files in `segments`, so that completing an
 * upload in parts copies nothing. `trash` lists files that nothing refers to, or nothing yet: a file is there before it is written
 * and after its last reference went, so a crash leaves no file that nobody knows of. `objects` has what is there now, `versions` what
 * was before and delete markers, whose `body` is empty; of the versions of a key the one of the least `rank` is the newest. A key
 * without a row in `objects` is not there, whatever `versions` has of it.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE buckets(name TEXT PRIMARY KEY, created INTEGER NOT NULL) WITHOUT ROWID, STRICT;
   CREATE TABLE objects(
     bucket TEXT NOT NULL, key BLOB NOT NULL, body TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
     modified INTEGER NOT NULL, properties TEXT NOT NULL, PRIMARY KEY(bucket, key)) WITHOUT ROWID, STRICT;
   CREATE TABLE segments(
     body TEXT NOT NULL, position INTEGER NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL,
     PRIMARY KEY(body, position)) WITHOUT ROWID, STRICT;
   CREATE TABLE uploads(
     bucket TEXT NOT NULL, key BLOB NOT NULL, id TEXT NOT NULL, started INTEGER NOT NULL, touched INTEGER NOT NULL,
     properties TEXT NOT NULL, completed TEXT, PRIMARY KEY(bucket, key, id)) WITHOUT ROWID, STRICT;
   CREATE INDEX uploads_touched ON uploads(touched);
   CREATE TABLE parts(
     upload TEXT NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
     modified INTEGER NOT NULL, PRIMARY KEY(upload, number)) WITHOUT ROWID, STRICT;
   CREATE TABLE trash(file TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;`,
  "ALTER TABLE parts ADD COLUMN checksum TEXT; ALTER TABLE uploads ADD COLUMN checksum TEXT;",
  `ALTER TABLE buckets ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
   ALTER TABLE objects ADD COLUMN version TEXT NOT NULL DEFAULT 'null';
   ALTER TABLE objects ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE segments ADD COLUMN checksum TEXT;
   CREATE TABLE versions(
     bucket TEXT NOT NULL, key BLOB NOT NULL, rank INTEGER NOT NULL, version TEXT NOT NULL, body TEXT NOT NULL, size INTEGER NOT NULL,
     etag TEXT NOT NULL, modified INTEGER NOT NULL, properties TEXT NOT NULL, PRIMARY KEY(bucket, key, rank)) WITHOUT ROWID, STRICT;
   CREATE UNIQUE INDEX versions_by_id ON versions(bucket, key, version);`,
];

/** Opens the index for this process alone and brings it to this version's schema. */
export function openIndex(path: string): Database {
  try {
    return openKept(path, { exclusive: true, migrate: (db) => migrate(db, path) });
  } catch (error) {
    throw artifactFailure(error, path);
  }
}

function migrate(db: Database, path: string): void {
  const version = Number(Object.values(db.prepare("PRAGMA user_version").get() ?? {})[0] ?? 0);
  if (version > MIGRATIONS.length) {
    throw new SlipwayError(
      "SLIP-S3-020",
      `${path} has schema version ${version}; this Slipway knows versions up to ${MIGRATIONS.length}. Use the newer Slipway that wrote it.`,
    );
  }
  for (const [at, sql] of MIGRATIONS.entries()) {
    if (at >= version) db.transaction(() => db.exec(`${sql} PRAGMA user_version = ${at + 1}`));
  }
}
