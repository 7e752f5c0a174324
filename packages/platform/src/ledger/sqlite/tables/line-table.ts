import type { Database, Statement } from "#lib/sqlite.ts";
import {
  type AppendPlan,
  addLoose,
  freshChunks,
  isToSettle,
  NEW_STREAM,
  type StreamState,
  settle,
} from "../../forms/lines/append-plan.ts";
import type { LineChunk, StoredChunk } from "../../forms/lines/line-chunk.ts";
import { type ChunkRow, PageRows } from "../../forms/lines/page.ts";
import type { LogStream, PodNamed } from "../../ledger.ts";
import type { ChunkPage } from "../../operations.ts";
import type { Usage } from "./usage.ts";

type Stream = StreamState & { readonly id: number; readonly keptFrom: number };
type StreamRow = Omit<Stream, "closed"> & { readonly closed: number };

const MAX_STREAMS_FOUND = 1000;
/** Rows of a page that are read at a time: one may hold hundreds of lines, or a single one. */
const STEP_ROWS = 64;

/** Log streams and the chunks of their lines. */
export class LineTable {
  readonly #usage: Usage;
  readonly #find: Statement;
  readonly #add: Statement;
  readonly #insert: Statement;
  readonly #loose: Statement;
  readonly #drop: Statement;
  readonly #grow: Statement;
  readonly #close: Statement;
  readonly #page: Statement;
  readonly #ofPod: Statement;
  readonly #ofPods: Statement;

  constructor(db: Database, usage: Usage) {
    this.#usage = usage;
    this.#find = db.prepare(
      `SELECT id, length, closed, kept_from AS keptFrom, loose_from AS looseFrom, loose_chunks AS looseChunks, loose_bytes AS looseBytes
       FROM log_stream WHERE namespace = ? AND pod = ? AND uid = ? AND container = ?`,
    );
    this.#add = db.prepare(
      "INSERT INTO log_stream (namespace, pod, uid, container) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    );
    this.#insert = db.prepare(
      "INSERT INTO log_chunk (stream, idx, count, at, newest_at, form, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.#loose = db.prepare(
      "SELECT at, form, bytes FROM log_chunk WHERE stream = ? AND idx >= ? ORDER BY idx",
    );
    this.#drop = db.prepare("DELETE FROM log_chunk WHERE stream = ? AND idx >= ?");
    this.#grow = db.prepare(
      `UPDATE log_stream SET length = ?, loose_from = ?, loose_chunks = ?, loose_bytes = ?,
         newest_at = coalesce(?, newest_at), oldest_at = coalesce(oldest_at, ?) WHERE id = ?`,
    );
    this.#close = db.prepare(
      "UPDATE log_stream SET closed = 1, newest_at = coalesce(newest_at, ?) WHERE id = ?",
    );
    this.#page = db.prepare(
      `SELECT idx, at, form, bytes FROM log_chunk WHERE stream = ?1
         AND idx >= coalesce((SELECT idx FROM log_chunk WHERE stream = ?1 AND idx <= ?2 ORDER BY idx DESC LIMIT 1), ?2)
         AND idx < ?3
       ORDER BY idx LIMIT ${STEP_ROWS}`,
    );
    this.#ofPod = db.prepare(
      `SELECT namespace, pod, uid, container FROM log_stream WHERE namespace = ? AND pod = ?
       ORDER BY id DESC LIMIT ${MAX_STREAMS_FOUND}`,
    );
    this.#ofPods = db.prepare(
      `SELECT namespace, pod, uid, container FROM log_stream WHERE namespace = ? AND pod >= ? AND pod < ?
       ORDER BY id DESC LIMIT ${MAX_STREAMS_FOUND}`,
    );
  }

  append(stream: LogStream, from: number, chunks: readonly LineChunk[]): void {
    const row = this.#row(stream);
    const state = row ?? NEW_STREAM;
    const fresh = freshChunks(stream, from, { state, chunks });
    if (fresh.length === 0) return;
    const id = row?.id ?? this.#create(stream);
    const plan = isToSettle(state, fresh)
      ? settle(state, this.#looseOf(id, state), fresh)
      : addLoose(state, fresh);
    this.#carryOut(id, plan, fresh);
  }

  length(stream: LogStream): number {
    return this.#row(stream)?.length ?? 0;
  }

  close(stream: LogStream): void {
    const row = this.#row(stream);
    const id = row?.id ?? this.#create(stream);
    if (row !== undefined && row.looseChunks > 0)
      this.#carryOut(id, settle(row, this.#looseOf(id, row), []), []);
    this.#close.run(Date.now(), id);
  }

  read(stream: LogStream, asked: { readonly from: number; readonly limit: number }): ChunkPage {
    const row = this.#row(stream);
    if (row === undefined) return { closed: false };
    const page = new PageRows({ ...asked, from: Math.max(asked.from, row.keptFrom) });
    while (page.next < Math.min(page.end, row.length)) {
      const rows = this.#page.all<ChunkRow>(row.id, page.next, page.end);
      if (rows.length === 0 || rows.some((one) => page.add(one))) break;
    }
    return page.page(row.closed);
  }

  ofPod({ namespace, ...named }: PodNamed): readonly LogStream[] {
    const rows =
      "pod" in named
        ? this.#ofPod.all<LogStream>(namespace, named.pod)
        : this.#ofPods.all<LogStream>(namespace, named.podPrefix, `${named.podPrefix}\uffff`);
    return rows.map((row) => ({ ...row }));
  }

  #carryOut(
    id: number,
    { replaceFrom, chunks, after, bytes }: AppendPlan,
    fresh: readonly LineChunk[],
  ): void {
    if (after.looseChunks === 0) this.#drop.run(id, replaceFrom);
    let idx = replaceFrom;
    for (const chunk of chunks) {
      this.#insert.run(id, idx, chunk.count, chunk.at, chunk.newestAt, chunk.form, chunk.bytes);
      idx += chunk.count;
    }
    const { length, looseFrom, looseChunks, looseBytes } = after;
    const [newest, oldest] = [fresh.at(-1)?.newestAt ?? null, fresh[0]?.at ?? null];
    this.#grow.run(length, looseFrom, looseChunks, looseBytes, newest, oldest, id);
    this.#usage.add(bytes);
  }

  #looseOf(id: number, { looseChunks, looseFrom }: StreamState): readonly StoredChunk[] {
    return looseChunks === 0 ? [] : this.#loose.all<StoredChunk>(id, looseFrom);
  }

  #row(stream: LogStream): Stream | undefined {
    const { namespace, pod, uid, container } = stream;
    const row = this.#find.get<StreamRow>(namespace, pod, uid, container);
    return row === undefined ? undefined : { ...row, closed: row.closed === 1 };
  }

  #create(stream: LogStream): number {
    return this.#add.run(stream.namespace, stream.pod, stream.uid, stream.container).lastInsertRowid;
  }
}
