/**
 * Each entry lifts the database by one version; entries are never edited once shipped. Texts of log lines are bytes, because a
 * text of PostgreSQL cannot hold a NUL. Times are milliseconds since 1970. Sizes are kept by stream and by subject, not in one row
 * that every writer would wait for.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE log_stream (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    namespace text NOT NULL, pod text NOT NULL, uid text NOT NULL, container text NOT NULL,
    length bigint NOT NULL DEFAULT 0,
    kept_from bigint NOT NULL DEFAULT 0,
    bytes bigint NOT NULL DEFAULT 0,
    oldest_at bigint,
    newest_at bigint,
    closed boolean NOT NULL DEFAULT false,
    UNIQUE (namespace, pod, uid, container)
  );
  CREATE INDEX log_stream_oldest ON log_stream (oldest_at) WHERE oldest_at IS NOT NULL;
  CREATE INDEX log_stream_empty ON log_stream (newest_at) WHERE oldest_at IS NULL;
  CREATE TABLE log_line (
    stream bigint NOT NULL, idx bigint NOT NULL, at bigint NOT NULL, text bytea NOT NULL,
    PRIMARY KEY (stream, idx)
  );
  CREATE TABLE subject (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    namespace text NOT NULL, kind text NOT NULL, name text NOT NULL, uid text NOT NULL,
    points bigint NOT NULL DEFAULT 0,
    UNIQUE (uid, kind, namespace, name)
  );
  CREATE TABLE metric_cursor (
    subject bigint NOT NULL, source text NOT NULL, cursor bigint NOT NULL, at bigint NOT NULL,
    PRIMARY KEY (subject, source)
  );
  CREATE TABLE metric_point (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject bigint NOT NULL, name text NOT NULL, value double precision NOT NULL, at bigint NOT NULL
  );
  CREATE INDEX metric_point_time ON metric_point (subject, at);
  CREATE INDEX metric_point_name ON metric_point (subject, name, at);
  CREATE TABLE metric_last (
    subject bigint NOT NULL, name text NOT NULL, value double precision NOT NULL, at bigint NOT NULL,
    PRIMARY KEY (subject, name)
  );
  CREATE TABLE attempt (
    subject bigint NOT NULL, run text NOT NULL, attempt bigint NOT NULL, finished_at bigint, fact text NOT NULL,
    PRIMARY KEY (subject, attempt, run)
  );
  CREATE TABLE cost (
    subject bigint NOT NULL, at bigint NOT NULL, fact text NOT NULL,
    PRIMARY KEY (subject, at)
  );
  `,
];
