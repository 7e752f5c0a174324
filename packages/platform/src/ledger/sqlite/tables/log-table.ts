import type { Database, Statement } from "#lib/sqlite.ts";
import type { LogLine, LogStream, StoredLogLine } from "../../ledger.ts";
import {
  alreadyClosed,
  gap,
  LINE_OVERHEAD_BYTES,
  MAX_STREAMS_FOUND,
  PAGE_BYTES,
  STEP_LINES,
} from "../../log-facts.ts";
import type { Usage } from "./usage.ts";

interface StreamRow {
  readonly id: number;
  readonly length: number;
  readonly closed: number;
}
interface LineRow {
  readonly idx: number;
  readonly at: number;
  readonly text: Uint8Array;
}

const decoder = new TextDecoder();

/** Log streams and their lines. */
export class LogTable {
  readonly #usage: Usage;
  readonly #find: Statement;
  readonly #add: Statement;
  readonly #insert: Statement;
  readonly #grow: Statement;
  readonly #close: Statement;
  readonly #page: Statement;
  readonly #ofPod: Statement;

  constructor(db: Database, usage: Usage) {
    this.#usage = usage;
    const key = "namespace = ? AND pod = ? AND uid = ? AND container = ?";
    this.#find = db.prepare(`SELECT id, length, closed FROM log_stream WHERE ${key}`);
    this.#add = db.prepare(
      "INSERT INTO log_stream (namespace, pod, uid, container) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    );
    this.#insert = db.prepare("INSERT INTO log_line (stream, idx, at, text) VALUES (?, ?, ?, ?)");
    this.#grow = db.prepare(
      "UPDATE log_stream SET length = ?, newest_at = ?, oldest_at = coalesce(oldest_at, ?) WHERE id = ?",
    );
    this.#close = db.prepare(
      "UPDATE log_stream SET closed = 1, newest_at = coalesce(newest_at, ?) WHERE id = ?",
    );
    this.#page = db.prepare(
      "SELECT idx, at, text FROM log_line WHERE stream = ? AND idx >= ? ORDER BY idx LIMIT ?",
    );
    this.#ofPod = db.prepare(
      `SELECT namespace, pod, uid, container FROM log_stream WHERE namespace = ? AND pod = ?
       ORDER BY id DESC LIMIT ${MAX_STREAMS_FOUND}`,
    );
  }

  append(stream: LogStream, from: number, lines: readonly LogLine[]): void {
    const row = this.#row(stream);
    const length = row?.length ?? 0;
    if (from > length) throw gap(stream, from, length);
    const fresh = lines.slice(length - from);
    const [first] = fresh;
    if (first === undefined) return;
    if (row?.closed === 1) throw alreadyClosed(stream, length);
    const id = row?.id ?? this.#create(stream);
    let bytes = 0;
    let newest = first.at;
    for (const [offset, line] of fresh.entries()) {
      const text = Buffer.from(line.text);
      bytes += text.byteLength + LINE_OVERHEAD_BYTES;
      newest = line.at;
      this.#insert.run(id, length + offset, line.at.getTime(), text);
    }
    this.#grow.run(length + fresh.length, newest.getTime(), first.at.getTime(), id);
    this.#usage.add(bytes);
  }

  length(stream: LogStream): number {
    return this.#row(stream)?.length ?? 0;
  }

  close(stream: LogStream): void {
    this.#close.run(Date.now(), this.#row(stream)?.id ?? this.#create(stream));
  }

  read(
    stream: LogStream,
    options: { readonly from: number; readonly limit: number },
  ): { readonly lines: readonly StoredLogLine[]; readonly closed: boolean } {
    const row = this.#row(stream);
    if (row === undefined) return { lines: [], closed: false };
    return { lines: this.#lines(row.id, options), closed: row.closed === 1 };
  }

  ofPod(where: { readonly namespace: string; readonly pod: string }): readonly LogStream[] {
    return this.#ofPod.all<LogStream>(where.namespace, where.pod).map((row) => ({ ...row }));
  }

  #lines(id: number, options: { readonly from: number; readonly limit: number }): StoredLogLine[] {
    const lines: StoredLogLine[] = [];
    let from = options.from;
    let bytes = 0;
    while (lines.length < options.limit) {
      const step = Math.min(STEP_LINES, options.limit - lines.length);
      const rows = this.#page.all<LineRow>(id, from, step);
      for (const row of rows) {
        bytes += row.text.byteLength;
        if (bytes > PAGE_BYTES && lines.length > 0) return lines;
        lines.push({ index: row.idx, at: new Date(row.at), text: decoder.decode(row.text) });
        from = row.idx + 1;
      }
      if (rows.length < step) break;
    }
    return lines;
  }

  #row(stream: LogStream): StreamRow | undefined {
    return this.#find.get<StreamRow>(stream.namespace, stream.pod, stream.uid, stream.container);
  }

  #create(stream: LogStream): number {
    return this.#add.run(stream.namespace, stream.pod, stream.uid, stream.container).lastInsertRowid;
  }
}
