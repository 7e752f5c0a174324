import type { Database, Statement } from "#lib/sqlite.ts";
import {
  linesToLose,
  type OldestPoint,
  type OldestStream,
  oldestOf,
  pointsToDrop,
  STEP_POINTS,
} from "../../forms/drop-oldest.ts";
import {
  type ChunkSize,
  cutChunk,
  type DropPlan,
  OPEN_TAIL_LINES,
  planDrop,
  STEP_CHUNKS,
} from "../../forms/lines/drop-plan.ts";
import type { StoredChunk } from "../../forms/lines/line-chunk.ts";
import { POINT_BYTES } from "../../forms/points/point-row.ts";
import type { RetentionBounds } from "../../operations.ts";
import { type Forgetting, forgetting } from "./forgetting.ts";
import type { Usage } from "./usage.ts";

/** Drops the oldest lines and points, a small step at a time. */
export class RetentionSweep {
  readonly #usage: Usage;
  readonly #oldestStream: Statement;
  readonly #oldestPoint: Statement;
  readonly #chunks: Statement;
  readonly #chunk: Statement;
  readonly #dropChunks: Statement;
  readonly #cut: Statement;
  readonly #shorten: Statement;
  readonly #loose: Statement;
  readonly #points: Statement;
  readonly #dropPoints: Statement;
  readonly #forget: Forgetting;

  constructor(db: Database, usage: Usage) {
    this.#usage = usage;
    this.#oldestStream = db.prepare(
      `SELECT id, length, kept_from, loose_from, oldest_at, closed FROM log_stream
       WHERE oldest_at IS NOT NULL AND (closed = 1 OR length - kept_from > ${OPEN_TAIL_LINES})
       ORDER BY oldest_at LIMIT 1`,
    );
    this.#oldestPoint = db.prepare("SELECT id, at FROM metric_point ORDER BY id LIMIT 1");
    this.#chunks = db.prepare(
      `SELECT idx, count, at, coalesce(newest_at, at) AS newestAt, length(bytes) AS size FROM log_chunk
       WHERE stream = ? ORDER BY idx LIMIT ${STEP_CHUNKS + 1}`,
    );
    this.#chunk = db.prepare("SELECT at, form, bytes FROM log_chunk WHERE stream = ? AND idx = ?");
    this.#dropChunks = db.prepare("DELETE FROM log_chunk WHERE stream = ? AND idx < ?");
    this.#cut = db.prepare(
      "UPDATE log_chunk SET idx = ?, count = ?, at = ?, newest_at = ?, form = ?, bytes = ? WHERE stream = ? AND idx = ?",
    );
    this.#shorten = db.prepare("UPDATE log_stream SET kept_from = ?, oldest_at = ? WHERE id = ?");
    this.#loose = db.prepare(
      `UPDATE log_stream SET (loose_from, loose_chunks, loose_bytes) =
         (SELECT ?1, count(*), coalesce(sum(length(bytes)), 0) FROM log_chunk WHERE stream = ?2 AND idx >= ?1) WHERE id = ?2`,
    );
    this.#points = db.prepare(`SELECT id, at FROM metric_point ORDER BY id LIMIT ${STEP_POINTS}`);
    this.#dropPoints = db.prepare("DELETE FROM metric_point WHERE id <= ?");
    this.#forget = forgetting(db);
  }

  /** Bytes freed by one step; undefined when nothing more may go. */
  step(bounds: RetentionBounds): number | undefined {
    const stream = this.#oldestStream.get<OldestStream>();
    const point = this.#oldestPoint.get<OldestPoint>();
    const excess = this.#usage.total() - bounds.maxBytes;
    const oldest = oldestOf({ stream, point }, { ...bounds, excess });
    if (oldest === undefined) return undefined;
    const freed =
      oldest === "points" ? this.#stepPoints(bounds, excess) : this.#stepLines(oldest.lines, bounds, excess);
    this.#usage.add(-freed);
    return freed;
  }

  /** Once a sweep: facts by age, and names nothing refers to any more. */
  forget(bounds: RetentionBounds): boolean {
    return this.#forget(bounds);
  }

  #stepLines(stream: OldestStream, { cutoff }: RetentionBounds, excess: number): number {
    const chunks = this.#chunks.all<ChunkSize>(stream.id);
    const lines = linesToLose(stream);
    const plan = planDrop(chunks.slice(0, STEP_CHUNKS), { lines, cutoff, excess });
    const cut = plan.cut === undefined ? undefined : this.#cutOff(stream.id, plan.cut, plan);
    const next = cut ?? chunks[plan.whole.length];
    const keptFrom = next?.idx ?? stream.length;
    this.#dropChunks.run(stream.id, keptFrom);
    this.#shorten.run(keptFrom, next?.at ?? null, stream.id);
    if (keptFrom > stream.loose_from) this.#loose.run(keptFrom, stream.id);
    return plan.bytes + (cut?.freed ?? 0);
  }

  #cutOff(stream: number, { idx, size }: ChunkSize, { left }: DropPlan) {
    const stored = this.#chunk.get<StoredChunk>(stream, idx);
    if (stored === undefined) return undefined;
    const { dropped, rest } = cutChunk(stored, left);
    const { count, at, newestAt, form, bytes } = rest;
    this.#cut.run(idx + dropped, count, at, newestAt, form, bytes, stream, idx);
    return { idx: idx + dropped, at, freed: size - bytes.byteLength };
  }

  #stepPoints({ cutoff }: RetentionBounds, excess: number): number {
    const going = pointsToDrop(this.#points.all<OldestPoint>(), { cutoff, excess });
    this.#dropPoints.run(going.at(-1)?.id ?? 0);
    return going.length * POINT_BYTES;
  }
}
