import type { LogLine, LogStream, StoredLogLine } from "../ledger.ts";
import {
  alreadyClosed,
  gap,
  LINE_OVERHEAD_BYTES,
  MAX_STREAMS_FOUND,
  PAGE_BYTES,
  STEP_LINES,
} from "../log-facts.ts";
import type { Queries } from "./queries.ts";

interface StreamRow {
  readonly id: number;
  readonly length: number;
  readonly closed: boolean;
}
interface LineRow {
  readonly idx: number;
  readonly at: number;
  readonly text: Buffer;
}

/** Told within the transaction that changes a stream, and heard by every process once it is committed. */
export const GROWTH_CHANNEL = "slipway_log";

const KEY = "namespace = $1 AND pod = $2 AND uid = $3 AND container = $4";
const columns = (stream: LogStream) => [stream.namespace, stream.pod, stream.uid, stream.container];

export async function appendLines(
  queries: Queries,
  stream: LogStream,
  from: number,
  lines: readonly LogLine[],
): Promise<void> {
  const row = await holdStream(queries, stream);
  if (from > row.length) throw gap(stream, from, row.length);
  const fresh = lines.slice(row.length - from);
  const [first] = fresh;
  const last = fresh.at(-1);
  if (first === undefined || last === undefined) return;
  if (row.closed) throw alreadyClosed(stream, row.length);
  const texts = fresh.map((line) => Buffer.from(line.text));
  await queries.run(
    `INSERT INTO log_line (stream, idx, at, text)
     SELECT $1, $2 + place - 1, at, text
     FROM unnest($3::bigint[], $4::bytea[]) WITH ORDINALITY AS line (at, text, place)`,
    [row.id, row.length, fresh.map((line) => line.at.getTime()), texts],
  );
  const bytes = texts.reduce((sum, text) => sum + text.byteLength + LINE_OVERHEAD_BYTES, 0);
  await queries.run(
    `UPDATE log_stream SET length = $2, newest_at = $3, oldest_at = coalesce(oldest_at, $4), bytes = bytes + $5
     WHERE id = $1`,
    [row.id, row.length + fresh.length, last.at.getTime(), first.at.getTime(), bytes],
  );
  await tell(queries, stream);
}

export async function closeStream(queries: Queries, stream: LogStream): Promise<void> {
  const { id } = await holdStream(queries, stream);
  await queries.run(
    "UPDATE log_stream SET closed = true, newest_at = coalesce(newest_at, $2) WHERE id = $1",
    [id, Date.now()],
  );
  await tell(queries, stream);
}

export async function streamLength(queries: Queries, stream: LogStream): Promise<number> {
  return (await findStream(queries, stream))?.length ?? 0;
}

export async function readLines(
  queries: Queries,
  stream: LogStream,
  options: { readonly from: number; readonly limit: number },
): Promise<{ readonly lines: readonly StoredLogLine[]; readonly closed: boolean }> {
  const row = await findStream(queries, stream);
  if (row === undefined) return { lines: [], closed: false };
  const lines: StoredLogLine[] = [];
  let { from } = options;
  let bytes = 0;
  while (lines.length < options.limit) {
    const step = Math.min(STEP_LINES, options.limit - lines.length);
    const sql = "SELECT idx, at, text FROM log_line WHERE stream = $1 AND idx >= $2 ORDER BY idx LIMIT $3";
    const rows = await queries.all<LineRow>(sql, [row.id, from, step]);
    for (const { idx, at, text } of rows) {
      bytes += text.byteLength;
      if (bytes > PAGE_BYTES && lines.length > 0) return { lines, closed: row.closed };
      lines.push({ index: idx, at: new Date(at), text: text.toString() });
      from = idx + 1;
    }
    if (rows.length < step) break;
  }
  return { lines, closed: row.closed };
}

export async function streamsOfPod(
  queries: Queries,
  where: { readonly namespace: string; readonly pod: string },
): Promise<readonly LogStream[]> {
  return queries.all<LogStream>(
    `SELECT namespace, pod, uid, container FROM log_stream WHERE namespace = $1 AND pod = $2
     ORDER BY id DESC LIMIT ${MAX_STREAMS_FOUND}`,
    [where.namespace, where.pod],
  );
}

function findStream(queries: Queries, stream: LogStream): Promise<StreamRow | undefined> {
  return queries.one<StreamRow>(`SELECT id, length, closed FROM log_stream WHERE ${KEY}`, columns(stream));
}

/** The stream's row, made if it is not there, and held: who appends to one stream does so one after the other. */
async function holdStream(queries: Queries, stream: LogStream): Promise<StreamRow> {
  const sql = `SELECT id, length, closed FROM log_stream WHERE ${KEY} FOR UPDATE`;
  const present = await queries.one<StreamRow>(sql, columns(stream));
  if (present !== undefined) return present;
  await queries.run(
    "INSERT INTO log_stream (namespace, pod, uid, container) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    columns(stream),
  );
  const made = await queries.one<StreamRow>(sql, columns(stream));
  if (made === undefined)
    throw Object.assign(new Error("the stream was dropped meanwhile"), { code: "40001" });
  return made;
}

async function tell(queries: Queries, stream: LogStream): Promise<void> {
  await queries.run("SELECT pg_notify($1, $2)", [GROWTH_CHANNEL, JSON.stringify(stream)]);
}
