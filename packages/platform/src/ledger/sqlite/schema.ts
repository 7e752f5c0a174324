import { SlipwayError } from "@slipway/model";
import type { Database } from "#lib/sqlite.ts";

/**
 * Each entry lifts the file by one schema version; entries are never edited once shipped. Texts of log lines are
 * blobs, because Node 22 cuts a TEXT value at its first NUL when reading. A chunk's `form` says how its bytes are to be read
 * (forms/lines/line-chunk.ts); from `loose_from` on a stream's chunks are still to be put together. Labels are canonical JSON, '' for none. Times are milliseconds since 1970; a metric
 * value of NULL is NaN, which SQLite does not know; count, sum, min and max are of points that stand for several measurements.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE log_stream (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    namespace TEXT NOT NULL, pod TEXT NOT NULL, uid TEXT NOT NULL, container TEXT NOT NULL,
    length INTEGER NOT NULL DEFAULT 0,
    kept_from INTEGER NOT NULL DEFAULT 0,
    oldest_at INTEGER,
    newest_at INTEGER,
    closed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (namespace, pod, uid, container)
  );
  CREATE INDEX log_stream_oldest ON log_stream (oldest_at) WHERE oldest_at IS NOT NULL;
  CREATE INDEX log_stream_empty ON log_stream (newest_at) WHERE oldest_at IS NULL;
  CREATE TABLE log_line (
    stream INTEGER NOT NULL, idx INTEGER NOT NULL, at INTEGER NOT NULL, text BLOB NOT NULL,
    PRIMARY KEY (stream, idx)
  ) WITHOUT ROWID;

  CREATE TABLE subject (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    namespace TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, uid TEXT NOT NULL,
    UNIQUE (uid, kind, namespace, name)
  );
  CREATE TABLE metric_cursor (
    subject INTEGER NOT NULL, source TEXT NOT NULL, cursor INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (subject, source)
  ) WITHOUT ROWID;
  CREATE TABLE metric_point (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subject INTEGER NOT NULL, name TEXT NOT NULL, value REAL, at INTEGER NOT NULL
  );
  CREATE INDEX metric_point_time ON metric_point (subject, at);
  CREATE INDEX metric_point_name ON metric_point (subject, name, at);
  CREATE TABLE metric_last (
    subject INTEGER NOT NULL, name TEXT NOT NULL, value REAL, at INTEGER NOT NULL,
    PRIMARY KEY (subject, name)
  ) WITHOUT ROWID;

  CREATE TABLE attempt (
    subject INTEGER NOT NULL, run TEXT NOT NULL, attempt INTEGER NOT NULL, finished_at INTEGER, fact TEXT NOT NULL,
    PRIMARY KEY (subject, attempt, run)
  ) WITHOUT ROWID;
  CREATE TABLE cost (
    subject INTEGER NOT NULL, at INTEGER NOT NULL, fact TEXT NOT NULL,
    PRIMARY KEY (subject, at)
  ) WITHOUT ROWID;

  CREATE TABLE usage (id INTEGER PRIMARY KEY CHECK (id = 1), bytes INTEGER NOT NULL);
  INSERT INTO usage VALUES (1, 0);
  `,
  // A line of before is a chunk of one line, whose form 0 is its text as it is: nothing is rewritten.
  `
  ALTER TABLE log_line RENAME TO log_chunk;
  ALTER TABLE log_chunk RENAME COLUMN text TO bytes;
  ALTER TABLE log_chunk ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE log_chunk ADD COLUMN newest_at INTEGER;
  ALTER TABLE log_chunk ADD COLUMN form INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE log_stream ADD COLUMN loose_from INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE log_stream ADD COLUMN loose_chunks INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE log_stream ADD COLUMN loose_bytes INTEGER NOT NULL DEFAULT 0;
  UPDATE log_stream SET loose_from = length;

  ALTER TABLE metric_point ADD COLUMN step INTEGER;
  ALTER TABLE metric_point ADD COLUMN labels TEXT NOT NULL DEFAULT '';
  ALTER TABLE metric_last RENAME TO metric_last_1;
  CREATE TABLE metric_last (
    subject INTEGER NOT NULL, name TEXT NOT NULL, labels TEXT NOT NULL, value REAL, at INTEGER NOT NULL, step INTEGER,
    PRIMARY KEY (subject, name, labels)
  ) WITHOUT ROWID;
  INSERT INTO metric_last (subject, name, labels, value, at) SELECT subject, name, '', value, at FROM metric_last_1;
  DROP TABLE metric_last_1;

  CREATE INDEX subject_kind ON subject (namespace, kind);
  CREATE INDEX subject_name ON subject (namespace, name);
  CREATE TABLE fact (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subject INTEGER NOT NULL, type TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL,
    UNIQUE (subject, type, key)
  );
  CREATE INDEX fact_at ON fact (at);
  INSERT INTO fact (subject, type, key, at, json)
    SELECT subject, 'attempt', attempt || '/' || run || iif(finished_at IS NULL, '/start', '/end'),
      coalesce(finished_at, unixepoch(json_extract(fact, '$.startedAt')) * 1000, unixepoch() * 1000), fact
    FROM attempt WHERE run <> '' ORDER BY 4;
  INSERT INTO fact (subject, type, key, at, json)
    SELECT subject, 'cost', at, at, json_remove(fact, '$.pricePerHour', '$.currency') FROM cost ORDER BY at;
  DROP TABLE attempt;
  DROP TABLE cost;
  `,
  `
  ALTER TABLE metric_point ADD COLUMN count REAL;
  ALTER TABLE metric_point ADD COLUMN sum REAL;
  ALTER TABLE metric_point ADD COLUMN min REAL;
  ALTER TABLE metric_point ADD COLUMN max REAL;
  `,
  // Requests that wait for endpoints. Until `free_at` a request is a worker's, at a pod or at none, or pauses.
  `
  CREATE TABLE request_queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    namespace TEXT NOT NULL, endpoint TEXT NOT NULL, uid TEXT NOT NULL UNIQUE,
    count INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE request (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, queue INTEGER NOT NULL,
    at INTEGER NOT NULL, expires_at INTEGER NOT NULL, bytes INTEGER NOT NULL,
    free_at INTEGER NOT NULL DEFAULT 0, worker TEXT NOT NULL DEFAULT '', pod TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0, json TEXT NOT NULL
  );
  CREATE INDEX request_turn ON request (queue, place);
  CREATE INDEX request_pod ON request (queue, pod) WHERE pod <> '';
  CREATE INDEX request_expiry ON request (expires_at);
  `,
  // Which variant answered an invocation, by a digest of its InferenceId; places grow with the time of writing.
  `
  CREATE TABLE answer (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE, variant TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL
  );
  CREATE INDEX answer_until ON answer (until);
  `,
  // Facts among very many: in their order, by what they are a part of, and on lists of few.
  `
  ALTER TABLE fact ADD COLUMN within TEXT;
  ALTER TABLE fact ADD COLUMN mark TEXT;
  ALTER TABLE fact ADD COLUMN place INTEGER;
  ALTER TABLE fact ADD COLUMN list TEXT;
  UPDATE fact SET within = rtrim(rtrim(key, replace(replace(key, '.', ''), '[', '')), '.['),
    mark = json_extract(json, '$.state'),
    place = iif(key LIKE '%]', CAST(substr(key, 1 + length(rtrim(key, replace(key, '[', '')))) AS INTEGER), id),
    list = iif(json_extract(json, '$.state') = 'failed' AND (json_extract(json, '$.isWork') OR json_extract(json, '$.why') IS NOT NULL),
      'failed', NULL)
    WHERE type = 'step-end';
  UPDATE fact SET within = json_extract(json, '$.path'), mark = '', place = json_extract(json, '$.attempt') WHERE type = 'step-try';
  UPDATE fact SET list = 'open' WHERE type = 'step-try' AND NOT EXISTS
    (SELECT 1 FROM fact AS e WHERE e.subject = fact.subject AND e.type = 'step-end' AND e.key = fact.within);
  CREATE INDEX fact_order ON fact (subject, type, id);
  CREATE INDEX fact_filed ON fact (subject, type, within, mark, place) WHERE within IS NOT NULL;
  CREATE INDEX fact_list ON fact (subject, type, list, id) WHERE list IS NOT NULL;
  `,
];

const SCHEMA_VERSION = MIGRATIONS.length;

/** Brings the file to this version, one transaction a step; a file of a newer version is refused, untouched. */
export function migrate(db: Database): void {
  const found = db.prepare("PRAGMA user_version").get<{ user_version: number }>()?.user_version ?? 0;
  if (found > SCHEMA_VERSION) {
    throw new SlipwayError(
      "SLIP-LEDGER-004",
      `the ledger has schema version ${found}; this Slipway knows versions up to ${SCHEMA_VERSION}`,
    );
  }
  if (found === 0) enableIncrementalVacuum(db);
  for (const [version, sql] of MIGRATIONS.entries()) {
    if (version < found) continue;
    db.transaction(() => {
      db.exec(sql);
      db.exec(`PRAGMA user_version = ${version + 1}`);
    });
  }
}

/** Only an empty file can be told to give pages back; switching to WAL already wrote its first page. */
function enableIncrementalVacuum(db: Database): void {
  db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  db.exec("VACUUM");
}
