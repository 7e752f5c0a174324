/**
 * Each entry lifts the database by one version; entries are never edited once shipped. Texts of log lines are bytes, because a
 * text of PostgreSQL cannot hold a NUL. A chunk's `form` says how its bytes are to be read (forms/lines/line-chunk.ts); from `loose_from` on
 * a stream's chunks are still to be put together. Labels are canonical JSON, '' for none. Times are milliseconds since 1970. Sizes are kept by stream and by subject, not in one row
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
  // A line of before is a chunk of one line, whose form 0 is its text as it is: nothing is rewritten.
  `
  ALTER TABLE log_line RENAME TO log_chunk;
  ALTER TABLE log_chunk RENAME COLUMN text TO bytes;
  ALTER TABLE log_chunk ADD COLUMN count integer NOT NULL DEFAULT 1, ADD COLUMN newest_at bigint,
    ADD COLUMN form smallint NOT NULL DEFAULT 0, ALTER COLUMN bytes SET STORAGE EXTERNAL;
  ALTER TABLE log_stream ADD COLUMN loose_from bigint NOT NULL DEFAULT 0, ADD COLUMN loose_chunks integer NOT NULL DEFAULT 0,
    ADD COLUMN loose_bytes bigint NOT NULL DEFAULT 0;
  UPDATE log_stream SET loose_from = length;

  ALTER TABLE metric_point ADD COLUMN step bigint, ADD COLUMN labels text NOT NULL DEFAULT '';
  ALTER TABLE metric_last ADD COLUMN step bigint, ADD COLUMN labels text NOT NULL DEFAULT '', DROP CONSTRAINT metric_last_pkey,
    ADD PRIMARY KEY (subject, name, labels);

  CREATE INDEX subject_kind ON subject (namespace, kind, id);
  CREATE INDEX subject_name ON subject (namespace, name, id);
  CREATE TABLE fact (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject bigint NOT NULL, type text NOT NULL, key text NOT NULL, at bigint NOT NULL, json text NOT NULL,
    UNIQUE (subject, type, key)
  );
  CREATE INDEX fact_at ON fact (at);
  INSERT INTO fact (subject, type, key, at, json)
    SELECT subject, 'attempt', attempt || '/' || run || CASE WHEN finished_at IS NULL THEN '/start' ELSE '/end' END,
      coalesce(finished_at, (1000 * extract(epoch FROM coalesce((fact::json->>'startedAt')::timestamptz, now())))::bigint), fact
    FROM attempt WHERE run <> '' ORDER BY 4;
  INSERT INTO fact (subject, type, key, at, json)
    SELECT subject, 'cost', at::text, at, (fact::jsonb - 'pricePerHour' - 'currency')::text FROM cost ORDER BY cost.at;
  DROP TABLE attempt;
  DROP TABLE cost;
  `,
  // Statistics of points that stand for several measurements.
  `
  ALTER TABLE metric_point ADD COLUMN count double precision, ADD COLUMN sum double precision,
    ADD COLUMN min double precision, ADD COLUMN max double precision;
  `,
  // Requests that wait for endpoints. Until `free_at` a request is a worker's, at a pod or at none, or pauses.
  `
  CREATE TABLE request_queue (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    namespace text NOT NULL, endpoint text NOT NULL, uid text NOT NULL UNIQUE,
    count bigint NOT NULL DEFAULT 0, bytes bigint NOT NULL DEFAULT 0
  );
  CREATE TABLE request (
    place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE, queue bigint NOT NULL,
    at bigint NOT NULL, expires_at bigint NOT NULL, bytes bigint NOT NULL,
    free_at bigint NOT NULL DEFAULT 0, worker text NOT NULL DEFAULT '', pod text NOT NULL DEFAULT '',
    tries bigint NOT NULL DEFAULT 0, json text NOT NULL
  );
  CREATE INDEX request_turn ON request (queue, place);
  CREATE INDEX request_pod ON request (queue, pod) WHERE pod <> '';
  CREATE INDEX request_expiry ON request (expires_at);
  `,
  // Which variant answered an invocation, by a digest of its InferenceId; places grow with the time of writing.
  `
  CREATE TABLE answer (
    place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text COLLATE "C" NOT NULL UNIQUE, variant text NOT NULL, at bigint NOT NULL, until bigint NOT NULL
  );
  CREATE INDEX answer_until ON answer (until);
  `,
  // Facts among very many: in their order, by what they are a part of, and on lists of few.
  `
  ALTER TABLE fact ADD COLUMN within text COLLATE "C", ADD COLUMN mark text COLLATE "C", ADD COLUMN place bigint,
    ADD COLUMN list text COLLATE "C";
  UPDATE fact SET within = rtrim(rtrim(key, replace(replace(key, '.', ''), '[', '')), '.['),
    mark = json::json->>'state',
    place = coalesce(substring(key from '\\[([0-9]+)\\]$')::bigint, id),
    list = CASE WHEN json::json->>'state' = 'failed' AND (json::json->>'isWork' = 'true' OR json::json->>'why' IS NOT NULL)
      THEN 'failed' END
    WHERE type = 'step-end';
  UPDATE fact SET within = json::json->>'path', mark = '', place = (json::json->>'attempt')::bigint WHERE type = 'step-try';
  UPDATE fact SET list = 'open' WHERE type = 'step-try' AND NOT EXISTS
    (SELECT 1 FROM fact AS e WHERE e.subject = fact.subject AND e.type = 'step-end' AND e.key = fact.within);
  CREATE INDEX fact_order ON fact (subject, type, id);
  CREATE INDEX fact_filed ON fact (subject, type, within, mark, place) WHERE within IS NOT NULL;
  CREATE INDEX fact_list ON fact (subject, type, list, id) WHERE list IS NOT NULL;
  `,
];
