import type { Key, Resource } from "@slipway/model";
import { LRUCache } from "lru-cache";
import type { Database } from "#lib/sqlite.ts";
import { decode } from "./body.ts";
import type { StoredChange } from "./storage.ts";

/** A change on its way to the disk. */
export interface PendingChange {
  readonly change: StoredChange;
  readonly body: string;
  readonly previousRevision: number;
}

interface LogRow {
  readonly rv: number;
  readonly resource: string;
  readonly key: Key;
  readonly live: number;
  readonly prev_rv: number;
}

const CACHE_CHARACTERS = 8_000_000;
/** Keys whose newest revision is kept in mind. */
const CACHED_KEYS = 10_000;

/** The statements over the file. Reading a body parses it once; the cache keeps what was used lately. */
export class Tables {
  readonly #db: Database;
  readonly #cache = new LRUCache<number, Resource>({ maxSize: CACHE_CHARACTERS });
  /** Of keys that there are: what the file says too, as nobody else writes to it. */
  readonly #newest = new LRUCache<string, number>({ max: CACHED_KEYS });
  readonly #sql;

  constructor(db: Database) {
    this.#db = db;
    this.#sql = {
      append: db.prepare("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)"),
      point: db.prepare("INSERT OR REPLACE INTO current VALUES (?, ?, ?)"),
      unpoint: db.prepare("DELETE FROM current WHERE resource = ? AND key = ?"),
      revisionOf: db.prepare("SELECT rv FROM current WHERE resource = ? AND key = ?"),
      body: db.prepare("SELECT body FROM log WHERE rv = ?"),
      head: db.prepare(
        "SELECT max(coalesce((SELECT max(rv) FROM log), 0), (SELECT value FROM meta WHERE name = 'compacted')) AS rv",
      ),
      compacted: db.prepare("SELECT value AS rv FROM meta WHERE name = 'compacted'"),
      page: db.prepare(
        "SELECT key, rv FROM current WHERE resource = ? AND key > ? AND key < ? ORDER BY key LIMIT ?",
      ),
      count: db.prepare("SELECT count(*) AS n FROM current WHERE resource = ? AND key > ? AND key < ?"),
      since: db.prepare(
        "SELECT rv, resource, key, live, prev_rv FROM log WHERE rv > ? AND rv <= ? AND resource = ? ORDER BY rv",
      ),
      before: db.prepare(
        `SELECT key, min(rv) AS rv, prev_rv FROM log WHERE rv > ? AND resource = ? AND key > ? AND key < ? GROUP BY key ORDER BY key`,
      ),
      dropSuperseded: db.prepare(
        "DELETE FROM log WHERE rv IN (SELECT prev_rv FROM log WHERE rv > ? AND rv <= ? AND prev_rv > 0)",
      ),
      dropRemoved: db.prepare("DELETE FROM log WHERE rv > ? AND rv <= ? AND live = 0"),
      setCompacted: db.prepare("UPDATE meta SET value = ? WHERE name = 'compacted'"),
    };
  }

  head(): number {
    return this.#sql.head.get<{ rv: number }>()?.rv ?? 0;
  }

  compacted(): number {
    return this.#sql.compacted.get<{ rv: number }>()?.rv ?? 0;
  }

  revisionOf(resource: string, key: Key): number | undefined {
    const known = this.#newest.get(`${resource} ${key}`);
    if (known !== undefined) return known;
    const revision = this.#sql.revisionOf.get<{ rv: number }>(resource, key)?.rv;
    if (revision !== undefined) this.#newest.set(`${resource} ${key}`, revision);
    return revision;
  }

  /** The object of a row that is known to be there. */
  object(revision: number): Resource {
    const known = this.#cache.get(revision);
    if (known !== undefined) return known;
    const body = this.#sql.body.get<{ body: string }>(revision)?.body;
    if (body === undefined) throw new Error(`the log has no row ${revision}`);
    const object = decode(body, revision);
    this.#cache.set(revision, object, { size: body.length });
    return object;
  }

  page(range: KeyRange, limit: number): readonly { readonly key: Key; readonly rv: number }[] {
    return this.#sql.page.all(range.resource, range.after, range.end, limit);
  }

  count(range: KeyRange): number {
    return this.#sql.count.get<{ n: number }>(range.resource, range.after, range.end)?.n ?? 0;
  }

  /** For every key of the range written after `revision`: its revision as of then, 0 when it was not there. */
  before(revision: number, range: KeyRange): ReadonlyMap<Key, number> {
    const rows = this.#sql.before.all<LogRow>(revision, range.resource, range.after, range.end);
    return new Map(rows.map((row) => [row.key, row.prev_rv]));
  }

  /** Changes of one resource in (after, upTo], in order. */
  since(after: number, upTo: number, resource: string): readonly StoredChange[] {
    return this.#sql.since.all<LogRow>(after, upTo, resource).map((row) => this.#change(row));
  }

  /** One transaction: the changes, and history in (from, to] forgotten. */
  commit(changes: readonly PendingChange[], forget: { readonly from: number; readonly to: number }): void {
    this.#db.transaction(() => {
      for (const change of changes) this.#write(change);
      if (forget.to > forget.from) this.#forget(forget);
    });
    for (const { change, body } of changes) {
      const { type, resource, key, revision, object } = change;
      this.#cache.set(revision, object, { size: body.length });
      if (type === "put") this.#newest.set(`${resource} ${key}`, revision);
      else this.#newest.delete(`${resource} ${key}`);
    }
  }

  #write({ change, body, previousRevision }: PendingChange): void {
    const live = change.type === "put";
    this.#sql.append.run(change.revision, change.resource, change.key, live ? 1 : 0, previousRevision, body);
    if (live) this.#sql.point.run(change.resource, change.key, change.revision);
    else this.#sql.unpoint.run(change.resource, change.key);
  }

  #forget({ from, to }: { readonly from: number; readonly to: number }): void {
    this.#sql.dropSuperseded.run(from, to);
    this.#sql.dropRemoved.run(from, to);
    this.#sql.setCompacted.run(to);
  }

  #change(row: LogRow): StoredChange {
    return {
      type: row.live === 1 ? "put" : "removed",
      resource: row.resource,
      key: row.key,
      revision: row.rv,
      object: this.object(row.rv),
      ...(row.prev_rv === 0 ? {} : { previous: this.object(row.prev_rv) }),
    };
  }
}

/** Keys k with after < k < end. */
export interface KeyRange {
  readonly resource: string;
  readonly after: string;
  readonly end: string;
}

/** All keys with the prefix, after `after`. Keys are ASCII; U+FFFF sorts after them. */
export function keyRange(resource: string, prefix = "", after = ""): KeyRange {
  return { resource, after: after > prefix ? after : prefix, end: `${prefix}\uffff` };
}
