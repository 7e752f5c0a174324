import {
  linesToLose,
  type OldestPoint,
  type OldestStream,
  oldestOf,
  pointsToDrop,
  STEP_POINTS,
} from "../forms/drop-oldest.ts";
import {
  type ChunkSize,
  cutChunk,
  type DropPlan,
  OPEN_TAIL_LINES,
  planDrop,
  STEP_CHUNKS,
} from "../forms/lines/drop-plan.ts";
import type { StoredChunk } from "../forms/lines/line-chunk.ts";
import { POINT_BYTES } from "../forms/points/point-row.ts";
import type { RetentionBounds } from "../operations.ts";
import type { Queries } from "./queries.ts";

/** Bytes freed by one step; undefined when nothing more may go. */
export async function retainStep(queries: Queries, bounds: RetentionBounds): Promise<number | undefined> {
  const stream = await queries.one<OldestStream>(
    `SELECT id, length, kept_from, loose_from, oldest_at, closed FROM log_stream
     WHERE oldest_at IS NOT NULL AND (closed OR length - kept_from > ${OPEN_TAIL_LINES})
     ORDER BY oldest_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  const point = await queries.one<OldestPoint>("SELECT id, at FROM metric_point ORDER BY id LIMIT 1");
  const excess = (await total(queries)) - bounds.maxBytes;
  const oldest = oldestOf({ stream, point }, { ...bounds, excess });
  if (oldest === undefined) return undefined;
  return oldest === "points"
    ? dropPoints(queries, { bounds, excess })
    : dropLines(queries, oldest.lines, { bounds, excess });
}

async function total(queries: Queries): Promise<number> {
  const sql = `SELECT (SELECT coalesce(sum(bytes), 0) FROM log_stream)
    + ${POINT_BYTES} * (SELECT coalesce(sum(points), 0) FROM subject) AS bytes`;
  return Number((await queries.one<{ bytes: string }>(sql))?.bytes ?? 0);
}

interface Sweep {
  readonly bounds: RetentionBounds;
  readonly excess: number;
}

async function dropLines(queries: Queries, stream: OldestStream, { bounds, excess }: Sweep): Promise<number> {
  const { id, length } = stream;
  const chunks = await queries.all<ChunkSize>(
    `SELECT idx, count, at, coalesce(newest_at, at) AS "newestAt", length(bytes) AS size FROM log_chunk
     WHERE stream = $1 ORDER BY idx LIMIT ${STEP_CHUNKS + 1}`,
    [id],
  );
  const lines = linesToLose(stream);
  const plan = planDrop(chunks.slice(0, STEP_CHUNKS), { lines, cutoff: bounds.cutoff, excess });
  const cut = plan.cut === undefined ? undefined : await cutOff(queries, id, { cut: plan.cut, plan });
  const next = cut ?? chunks[plan.whole.length];
  const keptFrom = next?.idx ?? length;
  const freed = plan.bytes + (cut?.freed ?? 0);
  await queries.run("DELETE FROM log_chunk WHERE stream = $1 AND idx < $2", [id, keptFrom]);
  await queries.run(
    "UPDATE log_stream SET kept_from = $2, oldest_at = $3, bytes = greatest(0, bytes - $4) WHERE id = $1",
    [id, keptFrom, next?.at ?? null, freed],
  );
  if (keptFrom > stream.loose_from) await countLoose(queries, id, keptFrom);
  return freed;
}

async function cutOff(
  queries: Queries,
  stream: number,
  { cut, plan }: { readonly cut: ChunkSize; readonly plan: DropPlan },
) {
  const sql = "SELECT at, form, bytes FROM log_chunk WHERE stream = $1 AND idx = $2";
  const stored = await queries.one<StoredChunk>(sql, [stream, cut.idx]);
  if (stored === undefined) return undefined;
  const { dropped, rest } = cutChunk(stored, plan.left);
  const { count, at, newestAt, form, bytes } = rest;
  const idx = cut.idx + dropped;
  await queries.run(
    `UPDATE log_chunk SET idx = $3, count = $4, at = $5, newest_at = $6, form = $7, bytes = $8 WHERE stream = $1 AND idx = $2`,
    [stream, cut.idx, idx, count, at, newestAt, form, Buffer.from(bytes)],
  );
  return { idx, at, freed: cut.size - bytes.byteLength };
}

/** Of an open stream some of the chunks that are still to be put together may have gone. */
async function countLoose(queries: Queries, stream: number, from: number): Promise<void> {
  await queries.run(
    `UPDATE log_stream SET (loose_from, loose_chunks, loose_bytes) =
       (SELECT $2::bigint, count(*), coalesce(sum(length(bytes)), 0) FROM log_chunk WHERE stream = $1 AND idx >= $2) WHERE id = $1`,
    [stream, from],
  );
}

async function dropPoints(queries: Queries, { bounds, excess }: Sweep): Promise<number> {
  const rows = await queries.all<OldestPoint>(
    `SELECT id, at FROM metric_point ORDER BY id LIMIT ${STEP_POINTS}`,
  );
  const going = pointsToDrop(rows, { cutoff: bounds.cutoff, excess });
  const ids = going.map(({ id }) => id);
  await queries.run(
    `WITH gone AS (DELETE FROM metric_point WHERE id = ANY($1) RETURNING subject),
       counted AS (SELECT subject, count(*) AS points FROM gone GROUP BY subject)
     UPDATE subject SET points = greatest(0, subject.points - counted.points) FROM counted WHERE subject.id = counted.subject`,
    [ids],
  );
  return going.length * POINT_BYTES;
}
