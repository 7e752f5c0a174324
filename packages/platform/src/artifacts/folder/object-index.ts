import type { Database } from "#lib/sqlite.ts";
import type { KeptProperties } from "../artifacts.ts";
import type { BucketInfo } from "../object-store.ts";
import type { Segment } from "./body-files.ts";
import type { Trash } from "./trash.ts";

export interface ObjectRow {
  readonly key: string;
  readonly body: string;
  readonly size: number;
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly properties: KeptProperties;
}

/** Where a scan of a bucket starts and, if told, ends: keys by their bytes. */
export interface KeyRange {
  readonly from: Buffer;
  /** Whether a key equal to `from` is within. */
  readonly inclusive: boolean;
  /** The first key behind the range. */
  readonly until?: Buffer;
}

interface RawRow extends Omit<ObjectRow, "key" | "properties"> {
  readonly key: Uint8Array;
  readonly properties: string;
}

const COLUMNS = "key, body, size, etag, modified, properties";

/** Buckets and objects in SQLite. Methods that write join the caller's transaction. */
export class ObjectIndex {
  readonly #trash: Trash;
  readonly #sql;

  constructor(db: Database, trash: Trash) {
    this.#trash = trash;
    this.#sql = statements(db);
  }

  buckets(): readonly BucketInfo[] {
    const rows = this.#sql.buckets.all<{ name: string; created: number }>();
    return rows.map(({ name, created }) => ({ name, created: new Date(created) }));
  }

  hasBucket(bucket: string): boolean {
    return this.#sql.bucket.get(bucket) !== undefined;
  }

  addBucket(bucket: string, created: Date): void {
    this.#sql.addBucket.run(bucket, created.getTime());
  }

  dropBucket(bucket: string): void {
    this.#sql.dropBucket.run(bucket);
  }

  find(bucket: string, key: string): ObjectRow | undefined {
    const row = this.#sql.find.get<RawRow>(bucket, Buffer.from(key));
    return row && objectRow(row);
  }

  scan(bucket: string, range: KeyRange, limit: number): readonly ObjectRow[] {
    const statement = range.inclusive ? this.#sql.scanFrom : this.#sql.scanAfter;
    const until = range.until ?? Buffer.alloc(0);
    return statement.all<RawRow>(bucket, range.from, until.length, until, limit).map(objectRow);
  }

  /** The last key before `until`. */
  lastBefore(bucket: string, until: Buffer): string | undefined {
    const row = this.#sql.lastBefore.get<{ key: Uint8Array }>(bucket, until);
    return row && Buffer.from(row.key).toString();
  }

  segments(body: string): readonly Segment[] {
    return this.#sql.segments.all<{ file: string; size: number }>(body);
  }

  /** Puts the object there and returns the files of the one it replaces, which are in the trash now. */
  replace(bucket: string, object: ObjectRow, segments: readonly Segment[]): readonly string[] {
    const freed = this.remove(bucket, object.key);
    const { key, body, size, etag, modified, properties } = object;
    this.#sql.add.run(bucket, Buffer.from(key), body, size, etag, modified, JSON.stringify(properties));
    for (const [position, segment] of segments.entries()) {
      this.#sql.addSegment.run(body, position, segment.file, segment.size);
      this.#trash.drop([segment.file]);
    }
    return freed;
  }

  /** Keeps other properties of an object that is there. */
  describe(bucket: string, { key, properties }: Pick<ObjectRow, "key" | "properties">): void {
    this.#sql.describe.run(JSON.stringify(properties), bucket, Buffer.from(key));
  }

  /** Removes the object if it is there and returns its files, which are in the trash now. */
  remove(bucket: string, key: string): readonly string[] {
    const row = this.find(bucket, key);
    if (row === undefined) return [];
    const files = this.segments(row.body).map((segment) => segment.file);
    for (const file of files) this.#trash.add(file);
    this.#sql.dropSegments.run(row.body);
    this.#sql.drop.run(bucket, Buffer.from(key));
    return files;
  }
}

function statements(db: Database) {
  const scan = (from: string) =>
    db.prepare(
      `SELECT ${COLUMNS} FROM objects WHERE bucket = ? AND key ${from} ? AND (? = 0 OR key < ?) ORDER BY key LIMIT ?`,
    );
  return {
    buckets: db.prepare("SELECT name, created FROM buckets ORDER BY name"),
    bucket: db.prepare("SELECT 1 FROM buckets WHERE name = ?"),
    addBucket: db.prepare("INSERT INTO buckets(name, created) VALUES (?, ?)"),
    dropBucket: db.prepare("DELETE FROM buckets WHERE name = ?"),
    find: db.prepare(`SELECT ${COLUMNS} FROM objects WHERE bucket = ? AND key = ?`),
    scanFrom: scan(">="),
    scanAfter: scan(">"),
    lastBefore: db.prepare("SELECT key FROM objects WHERE bucket = ? AND key < ? ORDER BY key DESC LIMIT 1"),
    segments: db.prepare("SELECT file, size FROM segments WHERE body = ? ORDER BY position"),
    add: db.prepare(`INSERT INTO objects(bucket, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`),
    describe: db.prepare("UPDATE objects SET properties = ? WHERE bucket = ? AND key = ?"),
    addSegment: db.prepare("INSERT INTO segments(body, position, file, size) VALUES (?, ?, ?, ?)"),
    dropSegments: db.prepare("DELETE FROM segments WHERE body = ?"),
    drop: db.prepare("DELETE FROM objects WHERE bucket = ? AND key = ?"),
  };
}

function objectRow(row: RawRow): ObjectRow {
  return { ...row, key: Buffer.from(row.key).toString(), properties: JSON.parse(row.properties) };
}
