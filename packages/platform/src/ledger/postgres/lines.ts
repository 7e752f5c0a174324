import {
  type AppendPlan,
  addLoose,
  freshChunks,
  isToSettle,
  type StreamState,
  settle,
} from "../forms/lines/append-plan.ts";
import type { LineChunk, StoredChunk } from "../forms/lines/line-chunk.ts";
import { type ChunkRow, PageRows } from "../forms/lines/page.ts";
import type { LogStream, PodNamed } from "../ledger.ts";
import type { ChunkPage } from "../operations.ts";
import type { Queries } from "./queries.ts";

type StreamRow = StreamState & { readonly id: number; readonly keptFrom: number };

/** Told within the transaction that changes a stream, and heard by every process once it is committed. */
export const GROWTH_CHANNEL = "slipway_log";

const MAX_STREAMS_FOUND = 1000;
/** Rows of a page that are read at a time: one may hold hundreds of lines, or a single one. */
const STEP_ROWS = 64;

const STREAM = `SELECT id, length, closed, kept_from AS "keptFrom", loose_from AS "looseFrom", loose_chunks AS "looseChunks", loose_bytes AS "looseBytes"
  FROM log_stream WHERE namespace = $1 AND pod = $2 AND uid = $3 AND container = $4`;
const columns = (stream: LogStream) => [stream.namespace, stream.pod, stream.uid, stream.container];

export async function appendLines(
  queries: Queries,
  stream: LogStream,
  from: number,
  chunks: readonly LineChunk[],
): Promise<void> {
  const row = await holdStream(queries, stream);
  const fresh = freshChunks(stream, from, { state: row, chunks });
  if (fresh.length === 0) return;
  const plan = isToSettle(row, fresh)
    ? settle(row, await looseOf(queries, row), fresh)
    : addLoose(row, fresh);
  await carryOut(queries, row.id, { plan, fresh });
  await tell(queries, stream);
}

export async function closeStream(queries: Queries, stream: LogStream): Promise<void> {
  const row = await holdStream(queries, stream);
  if (row.looseChunks > 0)
    await carryOut(queries, row.id, { plan: settle(row, await looseOf(queries, row), []), fresh: [] });
  await queries.run(
    "UPDATE log_stream SET closed = true, newest_at = coalesce(newest_at, $2) WHERE id = $1",
    [row.id, Date.now()],
  );
  await tell(queries, stream);
}

export async function streamLength(queries: Queries, stream: LogStream): Promise<number> {
  return (await findStream(queries, stream))?.length ?? 0;
}

export async function readLines(
  queries: Queries,
  stream: LogStream,
  asked: { readonly from: number; readonly limit: number },
): Promise<ChunkPage> {
  const row = await findStream(queries, stream);
  if (row === undefined) return { closed: false };
  const page = new PageRows({ ...asked, from: Math.max(asked.from, row.keptFrom) });
  while (page.next < Math.min(page.end, row.length)) {
    const rows = await queries.all<ChunkRow>(
      `SELECT idx, at, form, bytes FROM log_chunk WHERE stream = $1
         AND idx >= coalesce((SELECT idx FROM log_chunk WHERE stream = $1 AND idx <= $2 ORDER BY idx DESC LIMIT 1), $2)
         AND idx < $3
       ORDER BY idx LIMIT ${STEP_ROWS}`,
      [row.id, page.next, page.end],
    );
    if (rows.length === 0 || rows.some((one) => page.add(one))) break;
  }
  return page.page(row.closed);
}

export async function streamsOfPod(queries: Queries, where: PodNamed): Promise<readonly LogStream[]> {
  const [isNamed, name] =
    "pod" in where ? ["pod = $2", where.pod] : ["starts_with(pod, $2)", where.podPrefix];
  return queries.all<LogStream>(
    `SELECT namespace, pod, uid, container FROM log_stream WHERE namespace = $1 AND ${isNamed}
     ORDER BY id DESC LIMIT ${MAX_STREAMS_FOUND}`,
    [where.namespace, name],
  );
}

async function carryOut(
  queries: Queries,
  id: number,
  { plan, fresh }: { readonly plan: AppendPlan; readonly fresh: readonly LineChunk[] },
): Promise<void> {
  const { chunks, replaceFrom, after } = plan;
  if (after.looseChunks === 0)
    await queries.run("DELETE FROM log_chunk WHERE stream = $1 AND idx >= $2", [id, replaceFrom]);
  let next = replaceFrom;
  const places = chunks.map(({ count }) => {
    next += count;
    return next - count;
  });
  await queries.run(
    `INSERT INTO log_chunk (stream, idx, count, at, newest_at, form, bytes)
     SELECT $1, idx, count, at, newest_at, form, bytes
     FROM unnest($2::bigint[], $3::integer[], $4::bigint[], $5::bigint[], $6::smallint[], $7::bytea[])
       AS chunk (idx, count, at, newest_at, form, bytes)`,
    [
      id,
      places,
      chunks.map(({ count }) => count),
      chunks.map(({ at }) => at),
      chunks.map(({ newestAt }) => newestAt),
      chunks.map(({ form }) => form),
      chunks.map(({ bytes }) => Buffer.from(bytes)),
    ],
  );
  const { length, looseFrom, looseChunks, looseBytes } = after;
  await queries.run(
    `UPDATE log_stream SET length = $2, loose_from = $3, loose_chunks = $4, loose_bytes = $5, bytes = greatest(0, bytes + $6),
       newest_at = coalesce($7, newest_at), oldest_at = coalesce(oldest_at, $8) WHERE id = $1`,
    [
      ...[id, length, looseFrom, looseChunks, looseBytes, plan.bytes],
      ...[fresh.at(-1)?.newestAt ?? null, fresh[0]?.at ?? null],
    ],
  );
}

async function looseOf(queries: Queries, row: StreamRow): Promise<readonly StoredChunk[]> {
  if (row.looseChunks === 0) return [];
  const sql = "SELECT at, form, bytes FROM log_chunk WHERE stream = $1 AND idx >= $2 ORDER BY idx";
  return queries.all<StoredChunk>(sql, [row.id, row.looseFrom]);
}

function findStream(queries: Queries, stream: LogStream): Promise<StreamRow | undefined> {
  return queries.one<StreamRow>(STREAM, columns(stream));
}

/** The stream's row, made if it is not there, and held: who appends to one stream does so one after the other. */
async function holdStream(queries: Queries, stream: LogStream): Promise<StreamRow> {
  const sql = `${STREAM} FOR UPDATE`;
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
